import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, it } from "node:test";
import { writeReport } from "#pages/report/write.ts";
import { NOW } from "#test/fixtures/exampleDay.ts";
import { exampleFleet } from "#test/fixtures/exampleFleet.ts";

const folder = mkdtempSync(join(tmpdir(), "modern-auth-report-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const contents = (path: string) =>
  Object.fromEntries(readdirSync(path).map((name) => [name, readFileSync(join(path, name), "utf8")]));

it("The report's files are the page, JSON, Markdown, calendar and metrics, in a folder made for them", async () => {
  const out = join(folder, "a", "b");
  const written = await writeReport([exampleFleet(3)], out, NOW);
  const names = ["expiries.ics", "index.html", "metrics.prom", "report.json", "report.md"];
  assert.deepEqual(readdirSync(out).toSorted(), names);
  assert.deepEqual(
    written.toSorted(),
    names.map((name) => join(out, name)),
  );
});

it("The report's files are the same, byte for byte, for the same runs at the same time, in whatever order the shards come", async () => {
  const run = exampleFleet(30);
  const shards = [0, 1, 2].map((shard) => ({
    ...run,
    results: run.results.filter((_, place) => place % 3 === shard),
  }));
  await writeReport([run], join(folder, "whole"), NOW);
  await writeReport(shards.toReversed(), join(folder, "shards"), NOW);
  assert.deepEqual(contents(join(folder, "shards")), contents(join(folder, "whole")));
});

it("The report's files hold in report.json what the page shows: results, what to do next, ends of secrets", async () => {
  await writeReport([exampleFleet(300)], join(folder, "json"), NOW);
  const json = JSON.parse(contents(join(folder, "json"))["report.json"] ?? "");
  assert.equal(json.version, 2);
  assert.equal(json.made, NOW.toISOString());
  assert.equal(json.results.length, 300);
  assert.ok(json.results[0].todo.length > 0);
  assert.ok(json.secrets.length >= 300);
});
