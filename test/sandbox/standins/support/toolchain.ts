import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const VERSION = "3.259.0";

/** Folder of the real Pulumi CLI and its Node language host, or undefined where there is none. */
export function pulumiFolder(): string | undefined {
  const home = process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
  const folders = [join(home, "versions", VERSION, "bin"), ...(process.env["PATH"] ?? "").split(delimiter)];
  return folders.find(
    (folder) => existsSync(join(folder, "pulumi")) && existsSync(join(folder, "pulumi-language-nodejs")),
  );
}

export const withoutPulumi: string | false = pulumiFolder()
  ? false
  : `no Pulumi CLI ${VERSION} with its Node language host on this machine`;

export const nodeModules: string = join(ROOT, "node_modules");

/** A PATH on which the engine finds this Node, the real CLI and the stand-ins. */
export const enginePath = (): string =>
  [
    join(ROOT, "sandbox/standins/bin"),
    dirname(process.execPath),
    pulumiFolder() ?? "",
    process.env["PATH"] ?? "",
  ].join(delimiter);
