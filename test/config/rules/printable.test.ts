import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import fc from "fast-check";
import { plainLine, plainText, printable, printableJson } from "#config/rules/printable.ts";

import { trackedFiles } from "#test/support/trackedFiles.ts";

const HOSTILE = [
  "\x1b[2J\x1b[1;1H", // clears the screen
  "\x1b]0;owned\x07",
  "\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\",
  "\x9b31m",
  "\r\x1b[K",
  "\x08\x08\x7f",
  "a\u202egpj.exe",
  "\u2066x\u2069",
  "\u2028",
];
const STEERS = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

it("Nothing that steers a terminal or turns the writing round is left in a text, whatever it is", () => {
  const any = fc
    .array(fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...HOSTILE)))
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(any, (text) => {
      for (const form of [plainText, printable])
        assert.doesNotMatch(form(text).replace(/[\t\n]/g, ""), STEERS);
      assert.doesNotMatch(plainLine(text).replaceAll("\t", ""), STEERS);
      assert.doesNotMatch(printableJson(text), STEERS);
      assert.equal(JSON.parse(printableJson({ text })).text, text);
    }),
  );
  assert.equal(plainText("\x1b[31mred\x1b[0m\r\n\u202egpj.exe"), "red\n\\u202egpj.exe");
});

it("A text in other scripts, with an accent or with a picture is left as it is", () => {
  for (const text of ["Société Générale", "日本語", "עברית", "👩‍👩‍👧", "a\tb\nc", "no\u00a0break"])
    assert.equal(printable(text), text);
});

it("A value is on one line, so that it cannot pose as another", () => {
  assert.equal(plainLine("ACME\r\n  beta: ok\u2028gamma\rdelta"), "ACME beta: ok gamma delta");
});

it("A line of another system is no command of a CI system", () => {
  const hostile =
    "::set-output name=x::y\n  ::add-mask::a\nERP says ##[error]x\n##vso[task.setvariable]y\n##teamcity[z]";
  const printed = printable(hostile);
  assert.doesNotMatch(printed, /^\s*::/m);
  assert.doesNotMatch(printed, /##\w*\[/);
  assert.doesNotMatch(printableJson(hostile), /##\w*\[|^\s*::/m);
  for (const text of ["# heading", "C# [1]", "## not a command", "::1 is an address"])
    assert.equal(printable(text).replaceAll(" ", ""), text.replaceAll(" ", ""));
});

/** What is for machines, or clean already. */
const WRITERS: Readonly<Record<string, string>> = {
  "src/fleet/forms/terminal.ts": "the way out to people",
  "src/cli/answer.ts": "JSON",
  "src/cli/many/results.ts": "JSON",
  "src/cli/completion/command.ts": "a script",
  "src/provider/server.ts": "the port, for the engine",
  "src/stack/engineRun.ts": "lines of the engine",
};

it("Text goes out to people in one place", () => {
  const writing = trackedFiles().filter(
    (file) =>
      /^(src|components)\/.*\.ts$/.test(file) &&
      /\b(stdout|stderr|out|process\.stderr\))\.write\(|console\.\w+\(/.test(readFileSync(file, "utf8")),
  );
  assert.deepEqual(
    writing.filter((file) => !(file in WRITERS)),
    [],
  );
});
