import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import type { Log, Result } from "sarif";
import { sarif } from "#fleet/forms/sarif.ts";
import type { FleetRun, TenantResult } from "#fleet/results/result.ts";
import { aFinding } from "#test/fixtures/findings.ts";
import { aResult, aRun } from "#test/fixtures/results.ts";
import { worded } from "#test/fixtures/worded.ts";
import { acceptBlind, type Verdict } from "#verify/finding.ts";
import { anyRun } from "../arbitraries.ts";

const fileOf = (tenant: string) => `stacks/Pulumi.${tenant}.yaml`;
const parsed = (run: FleetRun) => (JSON.parse(sarif(run, fileOf)) as Log).runs[0];

const resultsOf = (result: Partial<TenantResult>): Result[] =>
  parsed(aRun([aResult("acme", { outcome: "drift", exitCode: 7, ...result })]))?.results ?? [];

const secret = (id: string, verdict: Verdict, actual = "2") =>
  aFinding(verdict, "secret", { subject: { kind: "secret", id }, actual });

it("The results as SARIF have a rule per check, the verdict as level, and the tenant's file as place", () => {
  const [first, second, third, fourth] = resultsOf({
    findings: [
      secret("0b6f", "drift"),
      aFinding("warn", "application.owners"),
      aFinding("inconclusive", "servicePrincipal"),
      aFinding("info", "application.logo"),
      aFinding("ok", "application.web"),
    ],
  });
  assert.equal(first?.ruleId, "microsoft/secret");
  assert.equal(first?.message.text, "acme: secret 0b6f should be: 1; found: 2; fix: pulumi up --stack acme");
  assert.equal(first?.locations?.[0]?.physicalLocation?.artifactLocation?.uri, "stacks/Pulumi.acme.yaml");
  assert.deepEqual(
    [first, second, third, fourth].map((one) => one?.level),
    ["error", "warning", "warning", "note"],
  );
});

it("The results as SARIF only note what was accepted not to be looked at, and by which option", () => {
  const [one] = resultsOf({ findings: acceptBlind([aFinding("inconclusive")], ["microsoft"]) });
  assert.equal(one?.level, "note");
  assert.match(one?.message.text ?? "", /\(accepted: --allow-inconclusive microsoft\)/);
});

it("The results as SARIF tell why a tenant failed that has no finding, and what is planned", () => {
  const failed = resultsOf({ outcome: "failed", ...worded("the stack is locked", "pulumi cancel") });
  assert.deepEqual(
    failed.map(({ ruleId, level, message }) => [ruleId, level, message.text]),
    [["outcome/failed", "error", "acme: the stack is locked; fix: pulumi cancel"]],
  );
  const planned = resultsOf({
    planned: [{ op: "update", type: "azuread Application", name: "app", properties: ["web"] }],
  });
  assert.deepEqual(
    planned.map(({ ruleId, level, message }) => [ruleId, level, message.text]),
    [["planned/update", "note", "acme: update azuread Application app: web"]],
  );
});

it("The results as SARIF say nothing about a tenant that is ok, and something about every other", () => {
  for (const outcome of ["failed", "not-run", "refused", "drift", "inconclusive", "warn"] as const)
    assert.equal(resultsOf({ outcome }).length, 1, outcome);
  assert.deepEqual(resultsOf({ outcome: "ok" }), []);
});

it("The results as SARIF are known again tomorrow, and told apart within one file", () => {
  const print = (id: string, actual: string) =>
    resultsOf({ findings: [secret(id, "warn", actual)] })[0]?.partialFingerprints;
  assert.deepEqual(print("1", "ends in 41 days"), print("1", "ends in 40 days"));
  assert.notDeepEqual(print("1", "ends in 41 days"), print("2", "ends in 41 days"));
});

it("The results as SARIF name rules that exist, each once, and places that are addresses, whatever the results hold", () => {
  fc.assert(
    fc.property(anyRun, (run) => {
      const { tool, results = [] } = parsed(run) ?? assert.fail();
      const ids = (tool.driver.rules ?? []).map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length);
      for (const { ruleId, ruleIndex = -1, locations } of results) {
        assert.equal(ids[ruleIndex], ruleId);
        const uri = locations?.[0]?.physicalLocation?.artifactLocation?.uri ?? "";
        assert.match(uri, /^[\w\-.!~*'();/?:@&=+$,#%]+$/);
      }
    }),
  );
});
