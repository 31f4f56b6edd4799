import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { readInventory } from "#stack/inventory/inventory.ts";

/** The inventory of a folder with these configuration files. */
function inventory(files: Readonly<Record<string, string | Uint8Array>>) {
  const stackFolder = mkdtempSync(join(tmpdir(), "modern-auth-inventory-"));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(stackFolder, name), content);
    return readInventory({ name: "p", file: "", folder: stackFolder, stackFolder, hasConfig: false });
  } finally {
    rmSync(stackFolder, { recursive: true });
  }
}

it("The inventory is refused where two stacks have names that differ by case only", () => {
  assert.throws(() => inventory({ "Pulumi.acme.yaml": "", "Pulumi.Acme.yaml": "" }), {
    message:
      /^The names of the stacks "Acme" and "acme" differ by case only: .* Fix: pulumi stack rename acme-2 --stack acme$/,
  });
});

it("The inventory takes no text from a file that is not UTF-8, says why, and finds the others all the same", () => {
  const latin = Buffer.from("config:\n  p:tags: [pilot]\n  p:dns: société.example\n", "latin1");
  const [acme, beta] = inventory({
    "Pulumi.acme.yaml": latin,
    "Pulumi.beta.yaml": "\ufeffconfig:\n  p:tags: [eu]\n",
  });
  assert.equal(acme?.text, "");
  assert.match(acme?.damage ?? "", /Pulumi\.acme\.yaml: line 3 is not UTF-8; it is probably Windows-1252/);
  assert.deepEqual(beta?.tags, ["eu"]);
});

it("The inventory knows the sandbox's stack by its own name as its mark, and takes a copy of its file for a customer's", () => {
  const marked = "config:\n  p:sandbox: dev\n";
  const tenants = inventory({
    "Pulumi.acme.yaml": marked,
    "Pulumi.beta.yaml": "",
    "Pulumi.dev.yaml": marked,
  });
  assert.deepEqual(
    tenants.map(({ name, sandbox }) => [name, sandbox]),
    [
      ["acme", undefined],
      ["beta", undefined],
      ["dev", true],
    ],
  );
});
