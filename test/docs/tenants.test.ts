import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { VERBS } from "#cli/commands.ts";
import { createProgram } from "#cli/program.ts";
import { COLUMNS } from "#cli/tenant/add/rows.ts";

const page = readFileSync(new URL("../../docs/tenants.md", import.meta.url), "utf8");

it("docs/tenants.md names each column that a CSV file may have, and no other", () => {
  const named = [...page.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);
  assert.deepEqual(named, COLUMNS);
});

it("docs/tenants.md names only commands and options that there are", async () => {
  const program = await createProgram(VERBS.map(({ name }) => name));
  for (const [, line = ""] of page.matchAll(/modern-auth ([^#`\n]*(?:\\\n[^#`\n]*)?)/g)) {
    const words = line.split(/[\s()]+/);
    let command = program;
    for (const word of words) command = command.commands.find((one) => one.name() === word) ?? command;
    assert.notEqual(command, program, line);
    for (const option of words.filter((word) => word.startsWith("--")))
      assert.ok(
        command.options.some(({ long }) => long === option),
        `${command.name()} ${option}`,
      );
  }
});
