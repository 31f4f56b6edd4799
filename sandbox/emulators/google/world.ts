import type { Emulator } from "../core/emulator.ts";
import type { GoogleState } from "./state.ts";

/** What every part of the emulated Google works on. */
export interface World {
  readonly google: Emulator<GoogleState>;
  readonly now: () => Date;
}
