import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, it } from "node:test";
import { ResultsFile } from "#cli/many/resultsFile.ts";
import { readResults } from "#fleet/forms/json.ts";
import type { TenantResult } from "#fleet/results/result.ts";

const folder = mkdtempSync(join(tmpdir(), "modern-auth-results-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const TENANTS = ["acme", "beta"].map((name) => ({
  name,
  file: `Pulumi.${name}.yaml`,
  text: "",
  tags: ["pilot"],
}));
const ok = (tenant: string): TenantResult => ({
  tenant,
  tags: ["pilot"],
  outcome: "ok",
  exitCode: 0,
  seconds: 1,
  next: [],
});
const grow = (file: string | undefined) => new ResultsFile(file, "drift", new Date(), TENANTS);

it("The results of a run that goes on are there after each tenant, whole, and the others count as not run", async () => {
  const file = join(folder, "results.json");
  const growing = grow(file);
  growing.add(ok("beta"));
  const outcomes = () =>
    readResults(file, readFileSync(file, "utf8")).results.map(
      ({ tenant, outcome }) => `${tenant} ${outcome}`,
    );
  assert.deepEqual(outcomes(), ["acme not-run", "beta ok"]);
  assert.equal(JSON.parse(readFileSync(file, "utf8")).exitCode, 1, "never ok before its end");
  growing.add(ok("acme"));
  // The second is written a moment later, as long as the first write was short.
  while (outcomes()[0] !== "acme ok") await new Promise((resolve) => setTimeout(resolve, 5));
  growing.close();
  assert.deepEqual(readdirSync(folder), ["results.json"]);
});

it("The results of a run that goes on are not written where nobody wants them, where they cannot be, or into what is no file", () => {
  grow(undefined).add(ok("acme"));
  grow(join(folder, "nowhere", "results.json")).add(ok("acme"));
  const device = join(folder, "device");
  symlinkSync("/dev/null", device);
  grow(device).add(ok("acme"));
  assert.deepEqual(readdirSync(folder).toSorted(), ["device", "results.json"]);
});
