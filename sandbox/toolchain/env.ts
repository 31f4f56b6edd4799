import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { readToolchain } from "./toolchain.ts";

/**
 * `npm run toolchain`: prints the line that puts Pulumi, Node and modern-auth on a shell's PATH, for work on real tenants. Without the
 * stand-in plugins: they are for the sandbox, and a real tenant must fail rather than be changed by them. Each run starts Node several
 * times with the same code, so what is compiled is kept.
 */
const { path, plugins } = readToolchain();
const standIns = Object.values(plugins)
  .filter(({ kind }) => kind === "stand-in")
  .map((plugin) => dirname(plugin.path));
const ours = fileURLToPath(new URL("../../src/cli/bin", import.meta.url));
const folders = [...path.filter((folder) => !standIns.includes(folder)), ours];
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
process.stdout.write(
  `export PATH=${quoted(folders.join(":"))}:"$PATH" NODE_COMPILE_CACHE=${quoted(process.env["NODE_COMPILE_CACHE"] ?? "")}\n`,
);
