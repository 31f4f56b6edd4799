import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { it } from "node:test";
import { READ, UNREAD } from "#clients/entra/deployerVariables.ts";
import { RIGHTS } from "#clients/graph/rights.ts";
import { CONSENT_MODES } from "#config/rules/consent.ts";
import { graphAppRoles } from "#sandbox/emulators/entra/graphPermissions.ts";

const page = readFileSync(new URL("../../docs/deployer.md", import.meta.url), "utf8");
const entra = new URL("../../src/clients/entra/", import.meta.url);

const section = (title: string): string => {
  const [, text] = page.split(`\n## ${title}\n`);
  assert.ok(text, `there is no section "${title}"`);
  return text.split("\n## ")[0] ?? "";
};
const rows = (title: string): string[][] =>
  section(title)
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("|---"))
    .slice(1)
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll("\\|", "|")),
    );
const variables = (text: string): string[] => [
  ...new Set(text.match(/\b(?:ARM|ACTIONS)_[A-Z_]*[A-Z]\b/g) ?? []),
];
const unread = UNREAD.map(({ name }) => name);

it("docs/deployer.md names as read exactly what the code reads", () => {
  const named = rows("What is read").flatMap(([, cell = ""]) => variables(cell));
  assert.deepEqual([...new Set(named)].toSorted(), [...READ].toSorted());
});

it("docs/deployer.md gives the same line as the error for each variable that the plugin does not read", () => {
  const table = rows("Traps").map(([name = "", line = ""]) => [
    variables(name)[0],
    /`(export|\()[^`]*`$/.exec(line)?.[0],
  ]);
  assert.deepEqual(
    table,
    UNREAD.map(({ name, line }) => [name, `\`${line}\``]),
  );
});

it("docs/deployer.md names no other variable, but for the one that changes nothing", () => {
  const known = new Set<string>([...READ, ...unread, "ARM_TENANT_ID"]);
  assert.deepEqual(
    variables(page).filter((name) => !known.has(name)),
    [],
  );
});

it("docs/deployer.md lists for each mode the least permissions that the check asks for, with the ids of Graph", () => {
  const table = rows("Rights");
  for (const [name = "", id] of table) assert.equal(id, graphAppRoles[name], name);
  for (const [index, mode] of CONSENT_MODES.entries()) {
    const wanted = (answer: string) =>
      table
        .filter((row) => row[2 + index] === answer)
        .map(([name]) => name)
        .toSorted();
    const least = (optional: boolean) =>
      [
        ...new Set(
          RIGHTS.filter((right) => right.modes.includes(mode) && Boolean(right.optional) === optional).map(
            ({ anyOf }) => anyOf[0],
          ),
        ),
      ].toSorted();
    assert.deepEqual(wanted("yes"), least(false), mode);
    assert.deepEqual(wanted("optional"), least(true), mode);
  }
});

it("docs/deployer.md makes the multi-tenant deployer with the permissions of mode grant", () => {
  const [command = ""] = /az ad app create[\s\S]*?```/.exec(page) ?? [];
  const ids = [...command.matchAll(/"type": "Role", "id": "([\da-f-]+)"/g)].map(([, id]) => id);
  const grant = rows("Rights").filter(([, , inGrant]) => inGrant === "yes");
  assert.deepEqual(ids.toSorted(), grant.map(([, id]) => id).toSorted());
});

it("The code knows every variable of the deployer that it speaks of, and speaks of every one that it knows", () => {
  const texts = readdirSync(entra)
    .filter((file) => file !== "deployerVariables.ts")
    .map((file) => readFileSync(new URL(file, entra), "utf8"));
  const spoken = variables(texts.join("\n")).filter((name) => name !== "ARM_TENANT_ID");
  const known: readonly string[] = [...READ, ...unread];
  assert.deepEqual(
    spoken.filter((name) => !known.includes(name)),
    [],
  );
  assert.deepEqual(
    READ.filter((name) => !spoken.includes(name)),
    [],
  );
});
