import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { z } from "zod";
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

describe("The README", () => {
  it("explains every key of the configuration", () => {
    const fieldNames = /^erp\.fields\.(microsoft|google)\.(clientId|tenant|clientSecret|redirectUri)$/;
    const all = keys(schema).filter((path) => !path.endsWith("[]") || path.split("[]").length > 2);
    const missing = all.filter((path) => !fieldNames.test(path) && !mentioned(path));
    assert.deepEqual(missing, []);
    assert.match(
      readme,
      /`erp\.fields\.microsoft`, `erp\.fields\.google`.*`clientId`, `tenant`, `clientSecret`, `redirectUri`/,
    );
  });

  it("has a row for each group of permissions: what it is for, what is in it and whether it is on by default", () => {
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

  it("names only npm scripts, rooms and files that exist", () => {
    const { scripts } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
    for (const [, script = ""] of readme.matchAll(/npm run (?:--silent )?([a-z-]+)/g))
      assert.ok(scripts[script], script);
    for (const [, path = ""] of readme.matchAll(
      /`((?:components|src|sandbox|test|docs)\/[a-zA-Z./]*|index\.ts)`/g,
    )) {
      assert.ok(existsSync(new URL(`../${path}`, import.meta.url)), path);
    }
  });
});
