import assert from "node:assert/strict";
import { it } from "node:test";
import { acceptedNotes, combinedResults, forTheEngine, underWrongClock } from "#fleet/drift/drift.ts";
import { exitCodeOf, type Outcome, type TenantResult } from "#fleet/results/result.ts";
import { aFinding } from "#test/fixtures/findings.ts";
import { aResult } from "#test/fixtures/results.ts";
import { worded } from "#test/fixtures/worded.ts";
import { acceptBlind } from "#verify/finding.ts";

const result = (tenant: string, outcome: Outcome, more: Partial<TenantResult> = {}) =>
  aResult(tenant, { outcome, checks: 50, ...more });
const TODAY = "2026-11-24";

const { checks: _, ...unreadable } = result("broken", "failed");
const results = [
  result("changed", "drift"),
  result("unseen", "inconclusive"),
  unreadable,
  ...Array.from({ length: 70 }, (_, number) => result(`fine-${number}`, number % 2 ? "ok" : "warn")),
];

it("The engine's turn comes to everybody who deviates or could not be looked at, and to a share of the others", () => {
  const chosen = forTheEngine(results, "suspects", 7, TODAY);
  assert.deepEqual(chosen.slice(0, 2), ["changed", "unseen"]);
  assert.ok(chosen.length > 3 && chosen.length < 30, `${chosen.length}`);
});

it("The engine's turn comes to all or none when asked so, and never to a tenant that cannot be read", () => {
  assert.equal(forTheEngine(results, "all", 7, TODAY).length, 72);
  assert.equal(forTheEngine(results, "suspects", 1, TODAY).length, 72);
  assert.deepEqual(forTheEngine(results, "none", 1, TODAY), []);
});

const planned = [{ op: "update", type: "azuread Application", name: "a", properties: ["displayName"] }];

it("Both looks at a tenant together are as bad as the worse of them", () => {
  const [a, b, c] = combinedResults(
    [result("a", "ok"), result("b", "drift", { exitCode: 7 }), result("c", "warn")],
    [
      result("a", "drift", { exitCode: 7, planned }),
      result("b", "failed", { exitCode: 1, ...worded("locked", "pulumi cancel --stack b") }),
    ],
  );
  assert.deepEqual([a?.outcome, a?.exitCode, a?.planned, a?.seconds], ["drift", 7, planned, 2]);
  assert.deepEqual([b?.outcome, b?.exitCode, b?.cause?.text], ["drift", 7, "locked"]);
  assert.deepEqual(c, result("c", "warn"));
});

it("Both looks at a tenant together are inconclusive where the engine failed and nothing else is wrong: it could not look", () => {
  for (const outcome of ["ok", "warn", "inconclusive"] as const) {
    const failed = result("a", "failed", { exitCode: 1, ...worded("no plugin", "pulumi preview") });
    const [one] = combinedResults([result("a", outcome, { exitCode: exitCodeOf(outcome) })], [failed]);
    assert.deepEqual([one?.outcome, one?.exitCode, one?.cause?.text], ["inconclusive", 3, "no plugin"]);
  }
});

it("What is accepted not to be looked at is named with its system and the number of tenants", () => {
  const findings = acceptBlind([aFinding("inconclusive")], ["microsoft"]);
  assert.deepEqual(acceptedNotes([aResult("a", { findings }), aResult("b")]), [
    "Accepted by --allow-inconclusive microsoft: it could not be looked at for 1 of 2 tenants.",
  ]);
});

it("Both looks at a tenant together keep what verify found where the engine sees nothing", () => {
  const findings: TenantResult["findings"] = [aFinding("drift")];
  const [one] = combinedResults(
    [result("a", "drift", { exitCode: 7, findings })],
    [result("a", "ok", { planned: [] })],
  );
  assert.deepEqual([one?.outcome, one?.exitCode, one?.findings, one?.planned], ["drift", 7, findings, []]);
});

it("A clock that is wrong by a year leaves nothing ok, and drift drift", () => {
  const outcomes = underWrongClock([result("a", "ok"), result("b", "warn"), result("c", "drift")], "wrong");
  assert.deepEqual(
    outcomes.map(({ outcome }) => outcome),
    ["inconclusive", "inconclusive", "drift"],
  );
});
