import assert from "node:assert/strict";
import { it } from "node:test";
import { callsOfRun, Rates } from "#fleet/pool/rates.ts";

const config = (erp: string, google = true) => ({
  text: `config:
  erp-modern-auth:microsoft: {tenantId: 7c8f1c6e-3a52-4f0e-9d53-2f6a4c1b9e10}
${google ? "  erp-modern-auth:google: {project: acme}" : ""}
  modernauth:erpUrl: https://${erp}/
`,
});
const never = new AbortController().signal;

it("A run takes its turn at the APIs that its tenant has, and at its ERP by host name", () => {
  const apis = (text: string) => [...callsOfRun({ text }, "erp-modern-auth").keys()];
  assert.deepEqual(apis(config("acme.cid-erp.app:8443").text), [
    "graph",
    "google",
    "erp acme.cid-erp.app:8443",
  ]);
  assert.deepEqual(apis(config("acme.cid-erp.app", false).text), ["graph", "erp acme.cid-erp.app"]);
  assert.deepEqual(apis("config: {other:microsoft: {}, modernauth:erpUrl: nonsense}"), []);
  assert.deepEqual(apis("config: ["), []);
  assert.deepEqual(apis(""), []);
});

it("A run takes its turn at one ERP only so often, while other ERPs wait for nobody", async () => {
  const rates = new Rates("erp-modern-auth");
  const shared = config("shared.example", false);
  for (let run = 0; run < 20; run += 1) await rates.turn(shared, never);
  await rates.turn(config("other.example", false), never);
  const stop = AbortSignal.timeout(400);
  await assert.rejects(rates.turn(shared, stop), "the 21st within a minute waits");
});

it("A run takes its turn only after the pause that a service asked for, whatever the tenant", async () => {
  const rates = new Rates("erp-modern-auth");
  rates.pause(400);
  rates.pause(10);
  const began = performance.now();
  await Promise.all([1, 2].map((run) => rates.turn(config(`t${run}.example`), never)));
  assert.ok(performance.now() - began >= 390);
  rates.pause(3_600_000);
  await assert.rejects(rates.turn(config("t3.example"), AbortSignal.timeout(300)));
});

it("A run takes its turn at Google no more often than its quota allows, whatever the tenant", async () => {
  const rates = new Rates("erp-modern-auth");
  const turns = Array.from({ length: 450 }, (_, run) => rates.turn(config(`t${run}.example`), never));
  await Promise.all(turns);
  await assert.rejects(rates.turn(config("late.example"), AbortSignal.timeout(400)));
  await rates.turn(config("without-google.example", false), never);
});
