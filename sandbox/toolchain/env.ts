import { fileURLToPath } from "node:url";
import { shellQuoted } from "../environment.ts";
import { readToolchain } from "./toolchain.ts";

/**
 * `npm run toolchain`: prints the line that puts Pulumi, Node and modern-auth on a shell's PATH, for work on real tenants; stand-in
 * plugins are none of its tools. Each run starts Node several times with the same code, so what is compiled is kept.
 */
const ours = fileURLToPath(new URL("../../src/cli/bin", import.meta.url));
const folders = [...readToolchain().path, ours];
process.stdout.write(
  `export PATH=${shellQuoted(folders.join(":"))}:"$PATH" NODE_COMPILE_CACHE=${shellQuoted(process.env["NODE_COMPILE_CACHE"] ?? "")}\n`,
);
