import type { Emulator } from "../../../../sandbox/core/emulator.ts";

/** Keeps what the emulator knows, for `restore`. */
export function keep<State extends object>(emulator: Emulator<State>): () => void {
  const kept = structuredClone(emulator.state);
  return () => {
    const fresh = structuredClone(kept);
    for (const name of Object.keys(emulator.state)) delete (emulator.state as Record<string, unknown>)[name];
    Object.assign(emulator.state, fresh);
  };
}
