/**
 * Does something that can be given up, for so long at most. Unlike `AbortSignal.timeout` it keeps nothing once it is done: with many
 * calls a minute, those signals would hold every request until its time is over.
 *
 * @param work is given the signal; what it throws when that fires is passed on
 */
export async function within<T>(milliseconds: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(
    () => controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError")),
    milliseconds,
  );
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}
