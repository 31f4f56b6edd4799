import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { distilOdoo, protocolOf } from "./distilOdoo.ts";
import { distilDrift, distilState, distilTraffic } from "./distilPlugins.ts";
import { PROTOCOLS } from "./odoo.ts";
import type { Exchange } from "./wire.ts";

/**
 * Makes the contracts from recordings: `npm run contracts -- <folder> [--to <folder>]`. What the recordings look like is said in
 * README.md. The same recordings give the same bytes.
 */
const { positionals, values } = parseArgs({ allowPositionals: true, options: { to: { type: "string" } } });
const [from] = positionals;
if (from === undefined || positionals.length !== 1) {
  console.error("Usage: npm run contracts -- <folder with recordings> [--to <folder>]");
  process.exit(2);
}
const to = resolve(values.to ?? import.meta.dirname);

const read = (file: string): string => readFileSync(join(from, file), "utf8");
const lines = <Line>(file: string): Line[] =>
  read(file)
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);

function write(name: string, contract: readonly unknown[]): void {
  const file = join(to, `${name}.jsonl`);
  const text = contract.map((line) => `${JSON.stringify(line)}\n`).join("");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(`${String(Buffer.byteLength(text)).padStart(7)} bytes  ${name}`);
}

const plugins = {
  "azuread-6.9.1": ["up", "preview-clean", "rotate-add", "rotate-retire", "destroy"],
  "gcp-9.25.0": ["up", "preview-clean", "destroy"],
} as const;

for (const [plugin, runs] of Object.entries(plugins)) {
  const recorded = runs.map((run) => ({ run, exchanges: lines<never>(`${plugin}/http-${run}.jsonl`) }));
  const { traffic, placeholders } = distilTraffic(recorded);
  write(`${plugin}/traffic`, traffic);
  write(`${plugin}/drift`, distilDrift(JSON.parse(read(`${plugin}/drift.json`))));
  write(`${plugin}/state`, distilState(JSON.parse(read(`${plugin}/state.json`)), placeholders));
}

for (const version of [14, 19] as const) {
  const server = `odoo-${version}`;
  const recordings = PROTOCOLS[version].map(
    (protocol) => [protocol, lines<Exchange>(`${server}/${protocol}.jsonl`)] as const,
  );
  write(`${server}/rpc`, distilOdoo(version, new Map(recordings)));
  const without = Map.groupBy(lines<Exchange>(`${server}/no-database-list.jsonl`), protocolOf);
  write(`${server}/no-database-list`, distilOdoo(version, without));
}
