import assert from "node:assert/strict";
import { it } from "node:test";
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { resultsJson } from "#fleet/forms/json.ts";
import { junit } from "#fleet/forms/junit.ts";
import { markdown } from "#fleet/forms/markdown.ts";
import { sarif } from "#fleet/forms/sarif.ts";
import { summary } from "#fleet/forms/summary.ts";
import { print, seconds } from "#fleet/forms/terminal.ts";
import { frame, tail } from "#fleet/pool/progressText.ts";
import type { FleetRun, TenantResult } from "#fleet/results/result.ts";
import { aFinding } from "#test/fixtures/findings.ts";
import { aResult } from "#test/fixtures/results.ts";
import { worded } from "#test/fixtures/worded.ts";
import { byHand } from "#verify/check.ts";
import { anyRun } from "./arbitraries.ts";

const result = (tenant: string, more: Partial<TenantResult> = {}) => aResult(tenant, { seconds: 3, ...more });

const running = [
  { tenant: "acme", since: 88_000, said: "+  azuread:index:Application acme-application creating (2s)" },
  { tenant: "b", since: 100_000, said: "" },
];

it("The picture of a run has the totals, the time left, and a line for each tenant that runs", () => {
  const ended = [result("x"), result("y", { outcome: "failed" })];
  const totals = { command: "up", all: 6, ended, earlier: 0 };
  assert.deepEqual(frame(totals, running, { now: 100_000, began: 0 }, 100).split("\n"), [
    "up: 2 of 6, 1 failed, 1 min 40 s, about 3 min 20 s left",
    "  acme    12 s  +  azuread:index:Application acme-application creating (2s)",
    "  b        0 s  ",
  ]);
});

it("The picture of a run guesses the time left by what this run has done itself", () => {
  const totals = { command: "up", all: 6, ended: [result("x"), result("y")], earlier: 2 };
  assert.equal(frame(totals, [], { now: 5_000, began: 0 }, 100), "up: 2 of 6, 5 s");
  const more = { ...totals, ended: [...totals.ended, result("z")] };
  assert.equal(frame(more, [], { now: 5_000, began: 0 }, 100), "up: 3 of 6, 5 s, about 15 s left");
});

it("The picture of a run is never wider than the terminal", () => {
  const totals = { command: "up", all: 6, ended: [], earlier: 0 };
  const lines = frame(totals, running, { now: 100_000, began: 0 }, 20).split("\n");
  assert.ok(lines.every((line) => line.length < 20));
});

it("The picture of a run speaks of seconds, minutes and hours", () => {
  assert.deepEqual([400, 59_499, 60_000, 3_600_000, 7_500_000].map(seconds), [
    "0 s",
    "59 s",
    "1 min 0 s",
    "1 h 0 min",
    "2 h 5 min",
  ]);
});

it("The picture of a run shows the end of what a failed command printed, and no more", () => {
  const lines = Array.from({ length: 50 }, (_, index) => `line ${index}`);
  const shown = tail(`${lines.join("\n")}\n\n`);
  assert.equal(shown.length, 20);
  assert.equal(shown.at(-1), "    line 49");
});

const run = (results: TenantResult[], notes: string[] = []): FleetRun => ({
  command: "up",
  started: "2026-11-24T00:00:00Z",
  seconds: 94,
  results,
  notes,
});
const lines = (of: FleetRun) => stripVTControlCharacters(summary(of, process.stdout)).split("\n");

it("The summary of a run counts the outcomes, and of each tenant that is not ok tells cause and fixing command, the worst first", () => {
  const drifted = result("a", {
    outcome: "drift",
    planned: [
      {
        op: "update",
        type: "azuread Application",
        name: "acme-application",
        properties: ["web.redirectUris[0]"],
      },
      { op: "delete", type: "gcp Service", name: "gmail", properties: [] },
    ],
  });
  const found = result("v", {
    outcome: "warn",
    findings: [
      aFinding("warn", "secret 1", { actual: "ends soon", next: [byHand("rotate")] }),
      aFinding("info", "application.logo", { actual: "none" }),
      aFinding("ok"),
    ],
  });
  const failed = result("z", {
    outcome: "failed",
    exitCode: 1,
    ...worded("Locked by x", "pulumi cancel --stack z"),
  });
  assert.deepEqual(lines(run([drifted, result("b"), found, failed], ["something"])), [
    "up: 4 tenants in 1 min 34 s: 1 ok, 1 warn, 1 drift, 1 failed; 1 info",
    "",
    "failed        z",
    "  cause       Locked by x",
    "  fix         pulumi cancel --stack z",
    "",
    "drift         a",
    "  update      azuread Application acme-application: web.redirectUris[0]",
    "  delete      gcp Service gmail",
    "",
    "warn          v",
    "  warn        microsoft secret 1: ends soon",
    "    fix       rotate",
    "  info        microsoft application.logo: none",
    "    fix       pulumi up --stack v",
    "",
    "note          something",
    "",
  ]);
});

it("The summary of a run names the stack in a finding's command, which would change the selected one otherwise", () => {
  const findings = [aFinding("drift", "company")];
  const printed = lines(run([result("acme", { outcome: "drift", findings })]));
  assert.ok(printed.includes("    fix       pulumi up --stack acme"), printed.join("\n"));
});

it("The summary of a run names those that were not run in one line, of hundreds the first ones", () => {
  const waiting = Array.from({ length: 300 }, (_, index) =>
    result(`t${index}`, {
      outcome: "not-run",
      exitCode: 1,
      ...worded("The run was interrupted before its turn."),
    }),
  );
  const shown = lines(run(waiting));
  assert.equal(shown.length, 5);
  assert.match(shown[2] ?? "", /^not-run {7}t0, t1, .*, t19 and 280 more$/);
  assert.equal(shown[3], "  cause       The run was interrupted before its turn.");
});

it("The summary of a run of nobody is one line", () => {
  assert.deepEqual(lines(run([])), ["up: 0 tenants in 1 min 34 s", ""]);
});

/** What is printed, as it arrives. */
function printedText(text: string): string {
  const arrived: string[] = [];
  print({ write: (chunk: string) => arrived.push(chunk) } as unknown as NodeJS.WritableStream, text);
  return arrived.join("");
}

it("The forms of a run hold nothing that steers a terminal, turns the writing round or is a command of a CI system", () => {
  fc.assert(
    fc.property(anyRun, (some) => {
      const forms = [resultsJson(some), sarif(some, (tenant) => tenant), junit(some), markdown(some)];
      for (const form of [...forms, printedText(summary(some, process.stdout))])
        assert.doesNotMatch(form, /(?![\t\n])[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u);
      for (const form of [...forms.slice(0, 2), printedText(summary(some, process.stdout))])
        assert.doesNotMatch(form, /^\s*::|##\w*\[/m);
    }),
    { numRuns: 50 },
  );
});

it("The summary of a run keeps our own colours on a terminal, and those of nobody else", () => {
  const terminal = Object.assign(Object.create(process.stdout), { isTTY: true, getColorDepth: () => 8 });
  const { FORCE_COLOR, NO_COLOR } = process.env;
  process.env["FORCE_COLOR"] = "1";
  try {
    const cause = worded("locked", "wait").cause;
    const text = summary(
      run([result("acme", { outcome: "failed", cause: { ...cause, text: "\x1b[32mok\nbeta: ok" } })]),
      terminal,
    );
    const printed = printedText(text);
    assert.ok(printed.includes(`\x1b[31m${"failed".padEnd(14)}\x1b[39macme`), JSON.stringify(printed));
    assert.equal(printed.split("\x1b").length, 3);
    assert.doesNotMatch(printed, /^beta/m);
  } finally {
    for (const [name, value] of Object.entries({ FORCE_COLOR, NO_COLOR }))
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  }
});
