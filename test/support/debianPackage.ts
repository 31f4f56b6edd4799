import { findOnPath, runCommand } from "#test/sandbox/toolchain/modules.ts";

export interface Surroundings {
  env: NodeJS.ProcessEnv;
  /** Whether packages may be installed here. */
  root: boolean;
  /** Told what takes long, and what is to be done. */
  say: (line: string) => void;
}

/** This machine; Debian's own folder counts even where the PATH lacks it. */
export const here = (): Surroundings => ({
  env: { ...process.env, PATH: `${process.env.PATH}:/usr/bin` },
  root: process.getuid?.() === 0,
  say: (line) => process.stderr.write(`${line}\n`),
});

const INSTALL_MS = 180_000;

/** Installs a package of Debian's, where that is allowed here; says why when it fails. @param purpose such as "the browser tests" */
export async function installPackage(
  name: string,
  purpose: string,
  { env, root, say }: Surroundings,
): Promise<void> {
  const [aptGet] = findOnPath("apt-get", env);
  if (!root || aptGet === undefined) return;
  say(`Installing Debian's package ${name} for ${purpose}, only this once; 3 minutes at most …`);
  const options = {
    env: { ...env, DEBIAN_FRONTEND: "noninteractive" },
    signal: AbortSignal.timeout(INSTALL_MS),
  };
  try {
    for (const args of [["update"], ["install", "--yes", "--no-install-recommends", name]]) {
      const { code, output } = await runCommand(aptGet, args, options);
      if (code !== 0) throw new Error(`apt-get ${args[0]} failed: ${output.trim().split("\n").at(-1)}`);
    }
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
}
