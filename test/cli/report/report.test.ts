import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, it } from "node:test";
import { fileURLToPath } from "node:url";
import { resultsJson } from "#fleet/forms/json.ts";
import { exampleFleet } from "#test/fixtures/exampleFleet.ts";

const main = fileURLToPath(new URL("../../../src/cli/main.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "modern-auth-report-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const report = (...args: string[]) =>
  spawnSync(process.execPath, [main, "report", ...args], { cwd: folder, encoding: "utf8" });

it("modern-auth report writes the report of all files together, names what it wrote, and ends with 0 whatever was found", () => {
  const run = exampleFleet(20);
  for (const shard of [0, 1])
    writeFileSync(
      join(folder, `shard-${shard}.json`),
      resultsJson({ ...run, results: run.results.filter((_, place) => place % 2 === shard) }),
    );
  const { status, stdout } = report("--from", "shard-0.json", "shard-1.json", "--out", "out");
  assert.equal(status, 0);
  const written = readdirSync(join(folder, "out")).map((name) => join("out", name));
  assert.deepEqual(stdout.trim().split("\n").toSorted(), written.toSorted());
  const asJson = report("--from", "shard-0.json", "--out", "json", "--json");
  assert.deepEqual(
    JSON.parse(asJson.stdout).files.toSorted(),
    readdirSync(join(folder, "json"))
      .map((name) => join("json", name))
      .toSorted(),
  );
  const { results } = JSON.parse(readFileSync(join(folder, "out", "report.json"), "utf8"));
  assert.equal(results.length, 20);
});

it("modern-auth report ends with 1 where a file is missing or holds no results, and says how one is made", () => {
  writeFileSync(join(folder, "page.html"), "<html>");
  for (const file of ["missing.json", "page.html"]) {
    const { status, stderr } = report("--from", file, "--out", "none");
    assert.equal(status, 1);
    assert.ok(stderr.includes(file) && stderr.includes("modern-auth drift --all --results"), stderr);
  }
  assert.ok(!readdirSync(folder).includes("none"));
});

it("modern-auth report ends with 2 where no file is named", () => {
  const { status, stderr } = report();
  assert.equal(status, 2);
  assert.match(stderr, /--from <file\.\.\.>/);
});
