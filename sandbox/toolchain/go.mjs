import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { excerpt, runCommand } from "./command.mjs";
import { findOnPath } from "./executables.mjs";

// Our own modules only pin versions; the go.mod files say why they are needed.
const CLI = { name: "pulumi", module: new URL("./go/cli/", import.meta.url) };
const LANGUAGE_HOST = { name: "pulumi-language-nodejs", module: new URL("./go/language/", import.meta.url) };
const PACKAGES = {
  [CLI.name]: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  [LANGUAGE_HOST.name]: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
};

/**
 * Compiles the Pulumi CLI and its Node language host from the Go module proxy into `<folder>/bin`.
 * @param {string} folder
 * @param {{ version: string, env: NodeJS.ProcessEnv, signal?: AbortSignal, say: (text: string) => void }} options
 * @returns {Promise<void>}
 */
export async function compilePulumi(folder, { version, env, signal, say }) {
  const [go] = findOnPath("go", env);
  if (go === undefined) throw new Error("no `go` on the PATH");
  // Go leaves its work folder behind when it is killed, so it gets one that is removed in any case.
  const work = join(folder, "work");
  for (const path of [join(folder, "bin"), work]) mkdirSync(path, { recursive: true });
  // The small one first: it tells within seconds whether Go and its proxy work at all.
  for (const { name, module } of [LANGUAGE_HOST, CLI]) {
    const what = `compiling ${name} with Go (${name === CLI.name ? "3 to 6 minutes" : "about 20 s"}, only this once)`;
    say(what);
    const { code, output } = await runCommand(go, goArguments(name, version, join(folder, "bin", name)), {
      cwd: fileURLToPath(module),
      // A go.work above the clone would replace our modules.
      env: { ...env, GOWORK: "off", GOTMPDIR: work },
      signal,
    });
    if (code !== 0)
      throw new Error(
        `go build ${name} failed:\n${excerpt(output.replace(/^go: downloading .*\n/gm, ""), 16)}`,
      );
  }
  rmSync(work, { recursive: true, force: true });
}

/** @param {string} name @param {string} version @param {string} target */
function goArguments(name, version, target) {
  const stamp = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`;
  return [
    "build",
    "-mod=readonly",
    "-trimpath",
    "-tags=osusergo,grpcnotrace",
    `-ldflags=-s -w${name === CLI.name ? ` ${stamp}` : ""}`,
    "-o",
    target,
    PACKAGES[name],
  ];
}
