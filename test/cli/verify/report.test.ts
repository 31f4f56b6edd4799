import assert from "node:assert/strict";
import { it } from "node:test";
import { verifyText } from "#cli/verify/report.ts";
import { aFinding } from "#test/fixtures/findings.ts";
import { byHand } from "#verify/check.ts";
import { exitCode, type Verdict } from "#verify/finding.ts";

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

const unheard = ["client.redirectUri", "company.google.clientSecret"].map((check) => ({
  ...finding("inconclusive", check),
  found: { kind: "unreadable" as const, what: "Google is away", tolerated: true as const },
}));

it("What could not be read and is tolerated fails no run by itself, unless it is to", () => {
  assert.equal(exitCode(unheard, false), 0);
  assert.equal(exitCode(unheard, true), 3);
  assert.equal(exitCode([...unheard, finding("inconclusive")], false), 3);
  assert.equal(exitCode([...unheard, { ...finding("drift"), system: "google" }], false), 7);
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
