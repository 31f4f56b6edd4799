import assert from "node:assert/strict";
import { it } from "node:test";
import { type NextStep, nextStepsText } from "#config/rules/nextStep.ts";
import type { TenantResult } from "#fleet/results/result.ts";
import { reportOf } from "#pages/report/model.ts";
import { systemsOf } from "#pages/report/systems.ts";
import { NOW } from "#test/fixtures/exampleDay.ts";
import { exampleFleet } from "#test/fixtures/exampleFleet.ts";
import { aFinding } from "#test/fixtures/findings.ts";
import { aResult, aRun } from "#test/fixtures/results.ts";
import { worded } from "#test/fixtures/worded.ts";
import { byHand, UPDATE } from "#verify/check.ts";
import type { Verdict } from "#verify/finding.ts";

const finding = (verdict: Verdict, ...next: readonly NextStep[]) => aFinding(verdict, "x", { next });

/** In words, for the tenant. */
const next = (more: Partial<TenantResult>): string[] =>
  reportOf([aRun([aResult("acme", more)])], NOW).results.flatMap(({ tenant, todo }) =>
    todo.map((steps) => nextStepsText(steps, tenant)),
  );

const secret = (number: number, end: string) => ({
  system: "microsoft" as const,
  what: `secret ${number}`,
  end,
});

it("What a person must do next is what the findings say, drift before warnings, each once, and nothing for what is ok", () => {
  assert.deepEqual(
    next({
      outcome: "drift",
      findings: [
        finding("ok", byHand("nothing of this")),
        finding("info", byHand("nor of this")),
        finding("warn", byHand("look at the owners")),
        finding("drift", byHand("call the customer")),
        finding("drift", byHand("call the customer")),
      ],
    }),
    ["call the customer", "look at the owners"],
  );
  assert.deepEqual(next({}), []);
});

it("What a person must do next names the tenant's stack in each command, because the shell may have another one selected", () => {
  assert.deepEqual(next({ findings: [finding("drift", { ...UPDATE, note: "removes them" })] }), [
    "pulumi up --stack acme   (removes them)",
  ]);
});

it("What a person must do next begins with what helps the whole tenant", () => {
  assert.deepEqual(
    next({
      outcome: "failed",
      ...worded("locked", "pulumi cancel"),
      findings: [finding("warn", byHand("later"))],
    }),
    ["pulumi cancel", "later"],
  );
});

it("What a person must do next is a rotation from 60 days before the newest secret ends, in the words of the finding", () => {
  const rotate = "modern-auth rotate acme, then pulumi up --stack acme";
  const steps = [{ kind: "modern-auth" as const, words: ["rotate", "acme"] }, UPDATE];
  assert.deepEqual(next({ expiries: [secret(1, "2027-01-23")] }), []);
  assert.deepEqual(next({ expiries: [secret(1, "2027-01-22")] }), [rotate]);
  assert.deepEqual(next({ expiries: [secret(1, "2027-01-22")], findings: [finding("warn", ...steps)] }), [
    rotate,
  ]);
});

it("What a person must do next is no rotation where only an older secret ends", () => {
  assert.deepEqual(next({ expiries: [secret(2, "2028-01-01"), secret(1, "2026-11-01")] }), []);
});

it("What a person must do next is an update where the engine alone saw the drift", () => {
  const planned = [{ op: "update", type: "t", name: "n", properties: [] }];
  assert.deepEqual(next({ outcome: "drift", planned }), ["pulumi up --stack acme"]);
  assert.deepEqual(next({ outcome: "ok", planned }), []);
});

it("The report has what needs attention first", () => {
  const outcomes = reportOf([exampleFleet(300)], NOW).results.map(({ outcome }) => outcome);
  assert.deepEqual([...new Set(outcomes)], ["failed", "drift", "inconclusive", "warn", "ok"]);
});

it("The report has the ends of all secrets, the next first, with the days left", () => {
  const { secrets } = reportOf(
    [
      {
        ...exampleFleet(0),
        results: [
          aResult("acme", { tenant: "birch", expiries: [secret(1, "2026-11-24")] }),
          aResult("acme", { expiries: [secret(2, "2028-02-29"), secret(1, "2026-11-23")] }),
        ],
      },
    ],
    NOW,
  );
  assert.deepEqual(
    secrets.map(({ tenant, what, daysLeft, newest }) => [tenant, what, daysLeft, newest]),
    [
      ["acme", "secret 1", 0, false],
      ["birch", "secret 1", 1, true],
      ["acme", "secret 2", 463, true],
    ],
  );
});

it("The report knows in which systems something is, by findings and by planned changes", () => {
  const planned = (type: string) => [{ op: "update", type, name: "n", properties: [] }];
  assert.deepEqual(systemsOf(aResult("acme", { findings: [finding("ok")] })), []);
  assert.deepEqual(
    systemsOf(
      aResult("acme", {
        findings: [finding("warn"), { ...finding("info"), system: "google" }],
        planned: planned("modernauth ErpCompanyOAuth"),
      }),
    ),
    ["erp", "microsoft"],
  );
  assert.deepEqual(systemsOf(aResult("acme", { planned: planned("gcp Service") })), ["google"]);
  assert.deepEqual(systemsOf(aResult("acme", { planned: planned("modernauth EntraCredentialProof") })), [
    "microsoft",
  ]);
});
