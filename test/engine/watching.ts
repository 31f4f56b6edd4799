import type { Emulator } from "#sandbox/emulators/core/emulator.ts";

/** Calls `look` with each request that reaches a system while `work` runs; its bad days stay as they are. */
export async function watching<T>(
  { faults }: Emulator<object>,
  look: (request: Request) => void,
  work: () => Promise<T>,
): Promise<T> {
  const take = faults.take.bind(faults);
  faults.take = (request) => {
    look(request);
    return take(request);
  };
  try {
    return await work();
  } finally {
    unwatched(faults);
  }
}

/** Takes the eyes off again, also those of a test that put its own on. */
export function unwatched(faults: Emulator<object>["faults"]): void {
  Reflect.deleteProperty(faults, "take");
}
