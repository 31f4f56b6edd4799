import assert from "node:assert/strict";
import { it } from "node:test";
import type { FleetRun, TenantResult } from "#fleet/results/result.ts";
import { reportOf } from "#pages/report/model.ts";
import { page } from "#pages/report/page.ts";
import { NOW } from "#test/fixtures/exampleDay.ts";
import { exampleFleet } from "#test/fixtures/exampleFleet.ts";
import { aResult, aRun } from "#test/fixtures/results.ts";

const run = (results: readonly TenantResult[], started = "2026-11-23T02:00:00Z") =>
  aRun(results, { started });

const written = (...runs: readonly FleetRun[]): string => page(reportOf(runs, NOW));

/** The row group of a tenant. */
const rows = (text: string, tenant: string): string =>
  text.slice(text.indexOf(`id="tenant-${tenant}"`)).split("</tbody>")[0] ?? "";

it("The report's page may ask nobody for anything, and runs only its own script", () => {
  const text = written(exampleFleet(300));
  const [, policy = ""] = /Content-Security-Policy" content="([^"]*)"/.exec(text) ?? [];
  assert.match(
    policy,
    /^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'$/,
  );
  for (const [, address = ""] of text.matchAll(/(?:href|src)="([^"]*)"/g)) assert.match(address, /^#tenant-/);
  assert.doesNotMatch(text, /<(link|img|iframe)|@import|url\(| style="/);
});

it("The report's page says of which day a result is that is not of today's run", () => {
  const text = written(run([aResult("acme")]), run([aResult("birch")], "2026-11-20T02:00:00Z"));
  assert.ok(!rows(text, "acme").includes("<small>of "));
  assert.ok(rows(text, "birch").includes("<small>of 2026-11-20</small>"));
});

it("The report's page shows the end of the secret that counts: the newest, not one that may run out", () => {
  const expiries = ["2026-12-01", "2028-11-23"].map((end, index) => ({
    system: "microsoft" as const,
    what: `secret ${index + 1}`,
    end,
  }));
  const row = rows(written(run([aResult("acme", { expiries })])), "acme");
  assert.ok(row.includes('data-end="2028-11-23"') && row.includes("in 731 days"), row);
});

it("The report's page puts times of every offset in one order", () => {
  const row = rows(written(run([aResult("acme", { lastRun: "2026-11-23T00:30:00+02:00" })])), "acme");
  assert.ok(row.includes('data-update="2026-11-22T22:30:00.000Z"'), row);
});

it("The report's page has a place for a fleet without tenants, and one whose secrets' ends are not known", () => {
  assert.match(written(run([])), /<h1>0 tenants<\/h1>/);
  assert.match(written(run([aResult("acme")])), /No end of a secret is known\./);
  assert.doesNotMatch(written(run([])), /NaN|undefined|Infinity/);
});

it("The report's page has this month and the next 24, with a month of each end, and what has ended before them", () => {
  const ends = ["2026-11-01", "2026-11-30", "2028-11-01"];
  const expiries = ends.map((end) => ({ system: "microsoft" as const, what: `secret of ${end}`, end }));
  const text = written(run([aResult("acme", { expiries })]));
  const columns = [...text.matchAll(/<title>([^<]+): 1 secret<\/title>/g)].map(([, name]) => name);
  assert.deepEqual(columns, ["Ended", "November 2026", "November 2028"]);
  assert.equal(text.match(/y="128"/g)?.length, 26);
});
