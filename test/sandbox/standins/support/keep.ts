import type { Emulator } from "#sandbox/emulators/core/emulator.ts";

/** Keeps what the emulator knows, for `restore`. */
export function keep<State extends object>(emulator: Emulator<State>): () => void {
  const kept = structuredClone(emulator.state);
  return () => emulator.replaceState(structuredClone(kept));
}
