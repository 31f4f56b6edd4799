/** Interim. */
export async function readProjectNumber(_project: string): Promise<{ value?: string; problem?: string }> {
  return {};
}
