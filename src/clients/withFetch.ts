/** Does something while every client of this process, which all call the global `fetch`, calls another one in its place. */
export async function withFetch<T>(
  wrap: (plain: typeof fetch) => typeof fetch,
  work: () => Promise<T>,
): Promise<T> {
  const plain = globalThis.fetch;
  globalThis.fetch = wrap(plain);
  try {
    return await work();
  } finally {
    globalThis.fetch = plain;
  }
}
