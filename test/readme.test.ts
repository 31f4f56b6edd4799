import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { it } from "node:test";
import { z } from "zod";
import { WARN_DAYS } from "#config/rules/defaults.ts";
import { GROUP_NAMES, PERMISSION_GROUPS } from "#config/rules/permissions.ts";
import { schema } from "#config/schema.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

/** Every key of the configuration, as a path; list items as "[]". */
function keys(type: z.ZodType, path = ""): string[] {
  if (type instanceof z.ZodOptional || type instanceof z.ZodDefault || type instanceof z.ZodPrefault) {
    return keys(type.unwrap() as z.ZodType, path);
  }
  if (type instanceof z.ZodArray) return [path, ...keys(type.element as z.ZodType, `${path}[]`)];
  if (!(type instanceof z.ZodObject)) return [path];
  return Object.entries(type.shape).flatMap(([key, inner]) =>
    keys(inner as z.ZodType, path ? `${path}.${key}` : key),
  );
}

/** The keys that have one value by default, with that value; not those that a list's items have. */
function defaults(type: z.ZodType, path = ""): [key: string, value: unknown][] {
  if (type instanceof z.ZodDefault && typeof type.def.defaultValue !== "object")
    return [[path, type.def.defaultValue]];
  if (type instanceof z.ZodOptional || type instanceof z.ZodPrefault)
    return defaults(type.unwrap() as z.ZodType, path);
  if (!(type instanceof z.ZodObject)) return [];
  return Object.entries(type.shape).flatMap(([key, inner]) =>
    defaults(inner as z.ZodType, path ? `${path}.${key}` : key),
  );
}

/** "`a.b`, `.c`" in a table cell names a.b and a.c. */
const mentioned = (path: string): boolean => {
  const [last = ""] = path.split(".").slice(-1);
  return (
    readme.includes(`\`${path}\``) ||
    readme
      .split("\n")
      .some((line) => line.includes(path.slice(0, -last.length)) && line.includes(`\`.${last}\``))
  );
};

it("The README explains every key of the configuration", () => {
  const fieldNames = /^erp\.fields\.(microsoft|google)\.(clientId|tenant|clientSecret|redirectUri)$/;
  const all = keys(schema).filter((path) => !path.endsWith("[]") || path.split("[]").length > 2);
  const missing = all.filter((path) => !fieldNames.test(path) && !mentioned(path));
  assert.deepEqual(missing, []);
  assert.match(
    readme,
    /`erp\.fields\.microsoft`, `erp\.fields\.google`.*`clientId`, `tenant`, `clientSecret`, `redirectUri`/,
  );
});

it("The README says of each key with a row of its own which value it has by default", () => {
  const rows = readme.split("\n").map((line) => line.split(" | "));
  const checked = defaults(schema).filter(([key, value]) => {
    const row = rows.find(([first]) => first === `| \`${key}\``);
    if (row) assert.equal(row.at(-1), `\`${value}\` |`, key);
    return row;
  });
  assert.deepEqual(
    defaults(schema)
      .map(([key]) => key)
      .filter((key) => !checked.some(([one]) => one === key)),
    ["google.workloadIdentity.issuer"],
    "all but one have a row of their own",
  );
});

it("The README and the pages on rotation and pipelines say how early a secret is to be rotated", () => {
  const page = (name: string) => readFileSync(new URL(`../docs/${name}.md`, import.meta.url), "utf8");
  for (const text of [readme, page("rotation"), page("ci")]) assert.ok(text.includes(`${WARN_DAYS} days`));
});

it("The README has a row for each group of permissions: what it is for, what is in it and whether it is on by default", () => {
  const rows = GROUP_NAMES.map((name) => {
    const { purpose, permissions, byDefault } = PERMISSION_GROUPS[name];
    const names = permissions.map((one) =>
      one.type === "Scope" ? one.name : `${one.name} (**application: ${one.actsAs}**)`,
    );
    return `| \`microsoft.permissions.${name}\` | ${purpose}: ${names.join(", ")} | \`${byDefault}\` |`;
  });
  assert.deepEqual(
    rows.filter((row) => !readme.includes(`${row}\n`)),
    [],
  );
});

it("The README names only npm scripts, rooms and files that exist", () => {
  const { scripts } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  for (const [, script = ""] of readme.matchAll(/npm run (?:--silent )?([a-z-]+)/g))
    assert.ok(scripts[script], script);
  for (const [, path = ""] of readme.matchAll(
    /`((?:components|src|sandbox|test|docs)\/[a-zA-Z./]*|index\.ts)`/g,
  )) {
    assert.ok(existsSync(new URL(`../${path}`, import.meta.url)), path);
  }
});
