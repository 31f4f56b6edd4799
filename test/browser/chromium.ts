import { findOnPath, isExecutable } from "#test/sandbox/toolchain/modules.ts";
import { here, installPackage, type Surroundings } from "#test/support/debianPackage.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];
const TO_DO =
  "There is no Chromium, so the browser tests are skipped. Install it (Debian: apt-get install chromium), or set CHROMIUM to its path.";

/** A browser, or why there is none. */
export type Found = { path: string } | { missing: string };

/**
 * Finds Chromium: the one that CHROMIUM names, or one on the PATH. Where there is none, and packages may be installed, Debian's is:
 * playwright's own browser would come from a host that closed machines do not reach.
 *
 * @throws Error when CHROMIUM names no program
 */
export async function findChromium(surroundings = here()): Promise<Found> {
  const { CHROMIUM } = surroundings.env;
  if (CHROMIUM && !isExecutable(CHROMIUM))
    throw new Error(`CHROMIUM is "${CHROMIUM}". Allowed: the path of a program, or leave it out.`);
  const path = CHROMIUM || installed(surroundings) || (await install(surroundings));
  if (path) return { path };
  surroundings.say(TO_DO);
  return { missing: TO_DO };
}

const installed = ({ env }: Surroundings): string | undefined =>
  NAMES.flatMap((name) => findOnPath(name, env))[0];

/** @returns its path, or undefined where it cannot be installed */
async function install(surroundings: Surroundings): Promise<string | undefined> {
  await installPackage("chromium", "the browser tests", surroundings);
  return installed(surroundings);
}
