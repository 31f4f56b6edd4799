import { findOnPath, isExecutable, runCommand } from "../sandbox/toolchain/modules.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];
const TO_DO =
  "There is no Chromium, so the browser tests are skipped. Install it (Debian: apt-get install chromium), or set CHROMIUM to its path.";
const INSTALL_MS = 180_000;

/** A browser, or why there is none. */
export type Found = { path: string } | { missing: string };

export interface Surroundings {
  env: NodeJS.ProcessEnv;
  /** Whether packages may be installed here. */
  root: boolean;
  /** Told what takes long, and what is to be done. */
  say: (line: string) => void;
}

/** This machine; Debian's own folder counts even where the PATH lacks it. */
const here = (): Surroundings => ({
  env: { ...process.env, PATH: `${process.env.PATH}:/usr/bin` },
  root: process.getuid?.() === 0,
  say: (line) => process.stderr.write(`${line}\n`),
});

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
  const { env, root, say } = surroundings;
  const [aptGet] = findOnPath("apt-get", env);
  if (!root || aptGet === undefined) return undefined;
  say("Installing Debian's package chromium for the browser tests, only this once; 3 minutes at most …");
  const options = {
    env: { ...env, DEBIAN_FRONTEND: "noninteractive" },
    signal: AbortSignal.timeout(INSTALL_MS),
  };
  try {
    for (const args of [["update"], ["install", "--yes", "--no-install-recommends", "chromium"]]) {
      const { code, output } = await runCommand(aptGet, args, options);
      if (code !== 0) throw new Error(`apt-get ${args[0]} failed: ${output.trim().split("\n").at(-1)}`);
    }
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
  return installed(surroundings);
}
