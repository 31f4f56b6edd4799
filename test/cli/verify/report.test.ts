import assert from "node:assert/strict";
import { it } from "node:test";
import { systems } from "#cli/arguments.ts";
import { verifyText } from "#cli/verify/report.ts";
import { aFinding } from "#test/fixtures/findings.ts";
import { byHand } from "#verify/check.ts";
import {
  ALL_SYSTEMS,
  acceptBlind,
  exitCode,
  type Finding,
  type System,
  type Verdict,
} from "#verify/finding.ts";

const finding = (verdict: Verdict, check = "x") =>
  aFinding(verdict, check, { expected: "this", actual: "that", next: [byHand("do it")] });

for (const [verdicts, code, strict] of [
  [[], 0, 0],
  [["ok"], 0, 0],
  [["ok", "info"], 0, 0],
  [["info", "inconclusive"], 3, 3],
  [["ok", "warn"], 0, 7],
  [["ok", "inconclusive"], 3, 3],
  [["warn", "inconclusive"], 3, 7],
  [["inconclusive", "drift", "ok"], 7, 7],
] as [Verdict[], number, number][]) {
  it(`The exit code of verify is ${code} for ${verdicts.join(", ") || "no findings"}, and ${strict} with --strict`, () => {
    const findings = verdicts.map((verdict) => finding(verdict));
    assert.equal(exitCode(findings, false), code);
    assert.equal(exitCode(findings, true), strict);
  });
}

const blind = (system: System, at?: System): Finding => ({
  ...finding("inconclusive", "secret"),
  system,
  found: { kind: "unreadable", what: "it is away", ...(at ? { at } : {}) },
});

it("What could not be looked at is accepted for the named systems alone, also where another system's check hangs on them", () => {
  const code = (findings: Finding[], ...systems: System[]) => exitCode(acceptBlind(findings, systems), true);
  for (const system of ALL_SYSTEMS) {
    assert.equal(code([blind(system)]), 3);
    assert.equal(code([blind(system)], system), 0);
  }
  assert.equal(code([blind("google"), blind("erp")], "google"), 3);
  assert.equal(code([blind("erp", "google")], "erp"), 3);
  assert.equal(code([blind("erp", "google")], "google"), 0);
  assert.equal(code([blind("google"), finding("drift")], "google", "microsoft"), 7);
});

it("The report for people names what was accepted not to be looked at", () => {
  const findings = acceptBlind([blind("google"), blind("erp", "google"), blind("erp")], ["google"]);
  const text = verifyText({ tenant: "acme", findings, removed: [], kept: [] });
  assert.equal(text.match(/because {5}it is away \(accepted: --allow-inconclusive google\)/g)?.length, 2);
  assert.match(text, /: 3 inconclusive, 0 ok; accepted: 2 inconclusive \(google\)\n$/);
});

it("The report for people shows what is not ok in full and the worst first, and counts the rest", () => {
  const findings = [
    finding("ok"),
    finding("info", "d"),
    finding("warn", "a"),
    finding("ok"),
    finding("inconclusive", "b"),
    finding("drift", "c"),
  ];
  assert.equal(
    verifyText({ tenant: "acme", findings, removed: [], kept: [] }),
    `drift         microsoft c
  expected    this
  found       that
  fix         do it

inconclusive  microsoft b
  because     that
  fix         do it

warn          microsoft a
  expected    this
  found       that
  fix         do it

info          microsoft d
  expected    this
  found       that
  fix         do it

Stack "acme": 1 drift, 1 inconclusive, 1 warn, 1 info, 2 ok
`,
  );
});

it("The report for people says which secrets were removed, and which were not and why", () => {
  const text = verifyText({ tenant: "acme", findings: [], removed: ["k1"], kept: ["k2: used"] });
  assert.match(text, /^removed {7}secret k1\nnot removed {3}k2: used\n/);
  assert.match(text, /0 ok\n$/);
});

it("A system that may be inconclusive is named as it is called, several with commas or one option each, and nothing else is", () => {
  assert.deepEqual(systems("google,erp"), ["google", "erp"]);
  assert.deepEqual(systems("erp", systems("google")), ["google", "erp"]);
  for (const text of ["gogle", "", "google,", "Google", "all"])
    assert.throws(() => systems(text), {
      message: `"${text}" is not allowed; microsoft, google, erp, or several of them with commas between.`,
    });
});
