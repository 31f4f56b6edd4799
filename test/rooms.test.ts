import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { trackedFiles } from "./support/trackedFiles.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * The rooms of the house, and which other rooms each may import. The longest path that a file begins with is its room. "src" stands for
 * every room below it.
 */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  "index.ts": ["components", "src/config"],
  components: ["src/config", "src/provider/sdk.ts"],
  "src/config": [],
  "src/clients": ["src/config"],
  "src/provider": ["src/clients", "src/config"],
  "src/provider/sdk.ts": ["src/provider", "src/clients", "src/config"],
  "src/stack": ["src/config"],
  "src/verify": ["src/clients", "src/config", "src/stack"],
  "src/adopt": ["src/verify", "src/stack", "src/clients", "src/config"],
  "src/rotation": ["src/verify", "src/stack", "src/clients", "src/config"],
  // What a run found is data that pages and pipelines show as well, so it is a room of its own within the fleet.
  "src/fleet/results": ["src/verify", "src/stack", "src/config"],
  "src/fleet/forms": ["src/fleet/results", "src/verify", "src/stack", "src/config"],
  "src/pages": ["src/fleet/forms", "src/fleet/results", "src/verify", "src/config"],
  "src/fleet": [
    "src/fleet/forms",
    "src/fleet/results",
    "src/verify",
    "src/stack",
    "src/clients",
    "src/config",
  ],
  "src/pipelines": ["src/fleet/results", "src/verify", "src/stack", "src/clients", "src/config"],
  "src/cli": ["src"],
  sandbox: ["src", "components"],
  test: ["src", "components", "sandbox"],
};

const files = trackedFiles().filter((file) => /\.(ts|mjs)$/.test(file));
const { imports: aliases } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  imports: Record<string, string>;
};

/** The file that a specifier names; undefined for packages and for Node's own modules. */
function resolved(from: string, specifier: string): string | undefined {
  if (specifier.startsWith(".")) return normalize(join(dirname(from), specifier));
  const [alias, target] =
    Object.entries(aliases)
      .toSorted(([a], [b]) => b.length - a.length)
      .find(([pattern]) => specifier.startsWith(pattern.slice(0, -1))) ?? [];
  if (!alias || !target) return undefined;
  return normalize(target.slice(0, -1) + specifier.slice(alias.length - 1));
}

const importsOf = (file: string): string[] =>
  ts
    .preProcessFile(readFileSync(join(root, file), "utf8"), true, true)
    .importedFiles.flatMap(({ fileName }) => resolved(file, fileName) ?? []);

const graph = new Map(files.map((file) => [file, importsOf(file)]));

const roomOf = (file: string): string | undefined =>
  Object.keys(ROOMS)
    .filter((room) => file === room || file.startsWith(`${room}/`))
    .toSorted((a, b) => b.length - a.length)[0];

const mayImport = (from: string, to: string): boolean =>
  from === to || (ROOMS[from] ?? []).some((room) => room === to || (room === "src" && to.startsWith("src/")));

/** Files that import each other, directly or round a corner: each group once. */
function circles(): string[][] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const visit = (file: string): number => {
    order.set(file, order.size);
    lowest.set(file, order.get(file) ?? 0);
    open.push(file);
    for (const next of graph.get(file) ?? []) {
      const reached = order.has(next) ? (open.includes(next) ? order.get(next) : undefined) : visit(next);
      if (reached !== undefined) lowest.set(file, Math.min(lowest.get(file) ?? 0, reached));
    }
    if (lowest.get(file) === order.get(file)) {
      const group = open.splice(open.indexOf(file));
      if (group.length > 1) found.push(group.toSorted());
    }
    return lowest.get(file) ?? 0;
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return found;
}

it("The rooms of the source tree hold every file", () => {
  assert.deepEqual(
    files.filter((file) => roomOf(file) === undefined),
    [],
  );
});

it("The rooms of the source tree import only the rooms that the table allows them", () => {
  const wrong = [...graph].flatMap(([file, targets]) =>
    targets
      .filter((target) => graph.has(target) && !mayImport(roomOf(file) ?? "", roomOf(target) ?? ""))
      .map((target) => `${file} imports ${target}`),
  );
  assert.deepEqual(wrong, []);
});

it("The rooms of the source tree hold no files that import each other in a circle", () => {
  assert.deepEqual(circles(), []);
});

it("The rooms of the source tree are named by their alias where an import would otherwise climb more than one folder", () => {
  const climbing = files
    .filter((file) => file.endsWith(".ts"))
    .filter((file) => /from "\.\.\/\.\.\/[^"]*\.ts"/.test(readFileSync(join(root, file), "utf8")));
  assert.deepEqual(climbing, []);
});

it("The rooms of the source tree keep zod out of the rules of the configuration", () => {
  const rules = files.filter((file) => file.startsWith("src/config/rules/"));
  assert.ok(rules.length > 0);
  assert.deepEqual(
    rules.filter((file) => /from "zod/.test(readFileSync(join(root, file), "utf8"))),
    [],
  );
});

it("The rooms of the source tree never put another fetch in the place of the global one: a client is handed the one to use", () => {
  const swap = /\bglobal(This)?(\.|\[["'`])fetch\b["'`\]]*\s*=(?!=)/;
  assert.match("globalThis.fetch = paced", swap);
  assert.deepEqual(
    files.filter(
      (file) => /^(src|components)\//.test(file) && swap.test(readFileSync(join(root, file), "utf8")),
    ),
    [],
  );
});

it("The rooms of the source tree ask other systems by nothing but the fetch whose answers have limits", () => {
  const bare = /(?<!\btypeof |[.#\w"'`-])fetch(?=\s*[(),;}])(?!\(\w+: )/;
  for (const line of ["call = fetch,", "await fetch(url)", "verify({ fetch })"]) assert.match(line, bare);
  for (const line of ["call: typeof fetch,", "limitedFetch(url)", "reach.fetch(url)"])
    assert.doesNotMatch(line, bare);
  assert.deepEqual(
    files
      .filter((file) => file.startsWith("src/") && file !== "src/clients/transport.ts")
      .filter((file) =>
        bare.test(readFileSync(join(root, file), "utf8").replace(/^ *(?:\/?\*|\/\/).*$/gm, "")),
      ),
    [],
  );
});

it("The rooms of the source tree load no handler and no client in the program, and nothing of Pulumi's SDK but its wire format in the plugin", () => {
  const text = (file: string) => readFileSync(join(root, file), "utf8");
  assert.doesNotMatch(text("src/provider/sdk.ts"), /^(import|export) (?!type )[^;]*from "[#.]/m);
  assert.deepEqual(
    files
      .filter((file) => file.startsWith("src/provider/") && file !== "src/provider/sdk.ts")
      .filter((file) => /from "@pulumi\/(?!pulumi\/proto\/)/.test(text(file))),
    [],
  );
});

it("The rooms of the source tree let nothing but the provider and the tests load gRPC", () => {
  const loading = files.filter(
    (file) =>
      !/^(src\/provider|sandbox|test)\//.test(file) &&
      /from "@grpc\//.test(readFileSync(join(root, file), "utf8")),
  );
  assert.deepEqual(loading, []);
});
