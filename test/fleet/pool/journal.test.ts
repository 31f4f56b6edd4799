import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import fc from "fast-check";
import { type Campaign, Journal } from "#fleet/pool/journal.ts";
import { endedWell } from "#fleet/pool/pool.ts";
import type { Outcome } from "#fleet/results/result.ts";
import type { Tenant } from "#stack/inventory/inventory.ts";
import { aResult } from "#test/fixtures/results.ts";

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "modern-auth-journal-"));
});
after(() => rmSync(folder, { recursive: true, force: true }));

const UP: Campaign = { command: ["up", "--retries=1"], selection: ["--all"] };
const journal = (campaign: Campaign = UP): Journal =>
  new Journal(
    { name: "erp-modern-auth", folder, stackFolder: folder, hasConfig: false, file: "Pulumi.yaml" },
    campaign,
  );

const tenant = (name: string, text = `config of ${name}`): Tenant => ({
  name,
  text,
  file: `Pulumi.${name}.yaml`,
  tags: [],
});
const result = (name: string, outcome: Outcome = "ok") => aResult(name, { outcome });

it("What a run has done is remembered as far as it ended well", () => {
  const written = journal();
  written.begin();
  for (const outcome of ["ok", "warn", "drift", "inconclusive", "refused", "failed", "not-run"] as const)
    written.add(tenant(outcome), result(outcome, outcome));
  assert.equal(readFileSync(written.file, "utf8").match(/^\{/gm)?.length, 2);
  const all = ["ok", "warn", "drift", "inconclusive", "refused", "failed", "not-run"].map((name) =>
    tenant(name),
  );
  assert.deepEqual(
    journal().read(all),
    new Map([
      ["ok", result("ok")],
      ["warn", result("warn", "warn")],
    ]),
  );
});

it("What a run has done counts no longer once its configuration file is another one, or it is gone", () => {
  const written = journal();
  written.begin();
  written.add(tenant("acme"), result("acme"));
  assert.equal(journal().read([tenant("acme")]).size, 1);
  assert.equal(journal().read([tenant("acme", "another one")]).size, 0);
  assert.equal(journal().read([tenant("other")]).size, 0);
});

it("What a run has done counts for the same command and the same selection only", () => {
  const written = journal();
  written.begin();
  written.add(tenant("acme"), result("acme"));
  const others: Campaign[] = [
    { ...UP, command: ["up"] },
    { ...UP, command: ["preview", "--retries=1"] },
    { ...UP, selection: ["--all", "--shard 1/2"] },
    { command: ["up"], selection: ["--retries=1", "--all"] },
  ];
  for (const other of others)
    assert.equal(journal(other).read([tenant("acme")]).size, 0, JSON.stringify(other));
});

it("What a run has done is forgotten by a run that begins anew, and after one that leaves nothing to do", () => {
  const written = journal();
  written.begin();
  written.add(tenant("acme"), result("acme"));
  journal().begin();
  assert.equal(journal().read([tenant("acme")]).size, 0);
  journal().end();
  assert.equal(journal().read([tenant("acme")]).size, 0);
  assert.throws(() => readFileSync(written.file), { code: "ENOENT" });
});

it("What a run has done stands in a folder that git ignores", () => {
  journal().begin();
  assert.equal(readFileSync(join(folder, ".modern-auth", ".gitignore"), "utf8"), "*\n");
});

it("What a run has done cut off at any byte loses at most the line that was being written, and what is added then is kept", () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-zé]{1,8}$/), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(names, fc.double({ min: 0, max: 1, noNaN: true }), (all, share) => {
      const written = journal();
      written.begin();
      const sizes = all.map((name) => {
        written.add(tenant(name), result(name));
        return readFileSync(written.file).length;
      });
      const cut = Math.floor((sizes.at(-1) ?? 0) * share);
      truncateSync(written.file, cut);
      const read = () => [
        ...journal()
          .read([...all, "later"].map((name) => tenant(name)))
          .keys(),
      ];
      // The line break at the end may be missing.
      const whole = all.filter((_, index) => (sizes[index] ?? 0) - 1 <= cut);
      assert.deepEqual(read(), whole);
      journal().add(tenant("later"), result("later"));
      assert.deepEqual(read(), [...whole, "later"]);
    }),
  );
});

it("What a run has done is never taken from lines that say something else", () => {
  journal().begin();
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.json(), fc.string(), fc.constant('{"digest":"x"}'))), (lines) => {
      writeFileSync(journal().file, lines.join("\n"));
      const results = [
        ...journal()
          .read([tenant("acme")])
          .values(),
      ];
      assert.ok(results.every(endedWell));
      assert.equal(results.length, 0);
    }),
  );
});
