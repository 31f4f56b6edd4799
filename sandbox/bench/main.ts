import { writeFileSync } from "node:fs";
import { readToolchain } from "#sandbox/toolchain/toolchain.ts";
import { driftPart } from "./drift.ts";
import { enginePart } from "./engine.ts";
import { page } from "./page.ts";
import { provisioningPart } from "./provisioning.ts";
import type { Part } from "./rows.ts";
import { startPart } from "./start.ts";
import { terraformPart } from "./terraform.ts";

/** `npm run bench`: measures, and writes docs/benchmarks.md; `npm run bench -- drift start` measures these parts and prints them. */
const PARTS: Readonly<Record<string, () => Promise<Part>>> = {
  drift: driftPart,
  engine: enginePart,
  provisioning: provisioningPart,
  start: startPart,
  terraform: terraformPart,
};

const named = process.argv.slice(2);
const unknown = named.find((name) => !(name in PARTS));
if (unknown !== undefined) {
  process.stderr.write(`"${unknown}" is not allowed. Allowed: ${Object.keys(PARTS).join(", ")}.\n`);
  process.exit(2);
}
const { version, plugins } = readToolchain();
const tools = [
  `Node ${process.versions.node}`,
  `Pulumi ${version}`,
  ...Object.entries(plugins).map(
    ([name, plugin]) => `${name} ${plugin.kind === "real" ? plugin.version : "stand-in"}`,
  ),
];
const parts: Part[] = [];
for (const [name, part] of Object.entries(PARTS)) {
  if (named.length > 0 && !named.includes(name)) continue;
  process.stderr.write(`${name} …\n`);
  parts.push(await part());
}
const text = page(parts, new Date().toISOString().slice(0, 10), tools);
if (named.length > 0) process.stdout.write(text);
else writeFileSync(new URL("../../docs/benchmarks.md", import.meta.url), text);
