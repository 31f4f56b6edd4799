import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { readToolchain } from "./toolchain.ts";

/**
 * `npm run toolchain`: prints the line that puts Pulumi, Node and modern-auth on a shell's PATH, for work on real tenants. Without the
 * stand-in plugins: they are for the sandbox, and a real tenant must fail rather than be changed by them.
 */
const { path, plugins } = readToolchain();
const standIns = Object.values(plugins)
  .filter(({ kind }) => kind === "stand-in")
  .map((plugin) => dirname(plugin.path));
const ours = fileURLToPath(new URL("../../cli/bin", import.meta.url));
const folders = [...path.filter((folder) => !standIns.includes(folder)), ours];
process.stdout.write(`export PATH='${folders.join(":").replaceAll("'", "'\\''")}':"$PATH"\n`);
