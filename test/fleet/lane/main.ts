import { randomInt } from "node:crypto";
import { story } from "./story.ts";

/** `npm run test:fleet`: the story of a fleet at its real size. FLEET_TENANTS, FLEET_CHANGED and FLEET_SEED choose another one. */
const number = (name: string, usual: number): number => Number(process.env[name] ?? usual);

story({
  tenants: number("FLEET_TENANTS", 200),
  changed: number("FLEET_CHANGED", 17),
  seed: number("FLEET_SEED", randomInt(1_000_000)),
});
