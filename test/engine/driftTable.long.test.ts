import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { after, afterEach, before, it } from "node:test";
import { readToolchain } from "#sandbox/toolchain/toolchain.ts";
import { DRIFT_CASES, type DriftCase } from "#test/verify/driftCases.ts";
import { TenantByHand } from "#test/verify/tenantByHand.ts";
import { page, plannedLines, previewCell, type Row, verifyCell, withoutPreview } from "./driftPage.ts";
import { verification } from "./modernAuth.ts";
import { World } from "./world.ts";

const PAGE = new URL("../../docs/drift-microsoft.md", import.meta.url);

let world: World;
before(async () => {
  world = await World.ofMicrosoftProvisioned();
});
afterEach(() => world.restore());
after(() => world.close());

const rows: Record<string, Row[]> = {};

/** Verify only looks, so the preview afterwards sees the same. */
async function ask({ what, change, verify, preview: expected }: DriftCase): Promise<Row> {
  change(new TenantByHand(world.sandbox));
  const verified = await verification(world);
  const named = verified.named.map((line) => line.replace(/secret [\da-f-]{36}$/, "secret <id>"));
  assert.deepEqual(named, verify.toSorted());
  const preview = await world.preview();
  if (readToolchain().plugins.azuread.kind !== "real")
    assert.deepEqual(plannedLines(preview).toSorted(), expected.toSorted(), preview.messages);
  return { what, preview: previewCell(preview), verify: verifyCell(verified.findings) };
}

for (const [group, cases] of Object.entries(DRIFT_CASES)) {
  for (const one of cases) {
    it(`verify finds, and names the property, when ${one.what}`, async () => {
      rows[group] = [...(rows[group] ?? []), await ask(one)];
    });
  }
}

it("docs/drift-microsoft.md says exactly what preview and verify said (UPDATE_DOCS=1 writes it)", () => {
  const now = page(rows);
  if (process.env.UPDATE_DOCS) writeFileSync(PAGE, now);
  const committed = readFileSync(PAGE, "utf8");
  // The page was written with the stand-in; the real plugin may count the paths of a list otherwise.
  const real = readToolchain().plugins.azuread.kind === "real";
  assert.equal(real ? withoutPreview(now) : now, real ? withoutPreview(committed) : committed);
});
