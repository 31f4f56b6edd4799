import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import type { FleetRun } from "#fleet/results/result.ts";
import { metrics } from "#pages/report/metrics.ts";
import { reportOf } from "#pages/report/model.ts";
import { NOW } from "#test/fixtures/exampleDay.ts";
import { exampleFleet } from "#test/fixtures/exampleFleet.ts";
import { aFinding } from "#test/fixtures/findings.ts";
import { aResult, aRun } from "#test/fixtures/results.ts";
import { anyRun } from "#test/fleet/arbitraries.ts";

const text = (run: FleetRun) => metrics(reportOf([run], NOW));

/** A line of https://prometheus.io/docs/instrumenting/exposition_formats/ */
const LABEL = String.raw`[a-z]+="(?:[^"\\\n]|\\[\\"n])*"`;
const SAMPLE = new RegExp(
  String.raw`^(modern_auth_[a-z_]+)(?:\{(${LABEL}(?:,${LABEL})*)\})? (\d+(?:\.\d+)?)$`,
);

const samples = (lines: string) => lines.split("\n").filter((line) => line !== "" && !line.startsWith("#"));

it("The report for Prometheus tells outcome, findings, ends and the times of the last update and of the run", async () => {
  const run = aRun([
    aResult("acme", {
      outcome: "drift",
      exitCode: 7,
      checks: 31,
      findings: [aFinding("drift", "x", { system: "erp" }), aFinding("info")],
      expiries: [{ system: "microsoft", what: "secret 1", end: "2027-01-10" }],
      lastRun: "2026-11-20T10:00:00Z",
    }),
  ]);
  assert.deepEqual(
    samples(await text(run)).filter((line) => !line.endsWith(" 0")),
    [
      "modern_auth_run_timestamp_seconds 1795399200",
      'modern_auth_tenant_outcome{tenant="acme",outcome="drift"} 1',
      'modern_auth_tenant_last_update_timestamp_seconds{tenant="acme"} 1795168800',
      'modern_auth_findings{tenant="acme",system="microsoft",verdict="info"} 1',
      'modern_auth_findings{tenant="acme",system="erp",verdict="drift"} 1',
      'modern_auth_tenant_checks{tenant="acme"} 31',
      'modern_auth_secret_expiry_timestamp_seconds{tenant="acme",system="microsoft",secret="secret 1"} 1799539200',
    ],
  );
});

it("The report for Prometheus has every outcome of every tenant, and every verdict of those looked at, so that no series goes missing", async () => {
  const run = exampleFleet(300);
  const lines = samples(await text(run));
  const outcomes = lines.filter((line) => line.startsWith("modern_auth_tenant_outcome"));
  assert.equal(outcomes.length, 300 * 8);
  assert.equal(outcomes.filter((line) => line.endsWith(" 1")).length, 300);
  const looked = run.results.filter(({ findings }) => findings !== undefined).length;
  assert.equal(lines.filter((line) => line.startsWith("modern_auth_findings")).length, looked * 12);
});

it("The report for Prometheus has help and type for each metric, and only lines that Prometheus reads, whatever names hold", async () => {
  await fc.assert(
    fc.asyncProperty(anyRun, async (run) => {
      const lines = await text(run);
      for (const line of samples(lines)) {
        const [, name = ""] = SAMPLE.exec(line) ?? assert.fail(line);
        assert.ok(lines.includes(`# HELP ${name} `) && lines.includes(`# TYPE ${name} gauge\n`), name);
      }
    }),
  );
});
