import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { BAD_DAYS } from "#test/erp/badDays.ts";
import { ErpStack } from "./erpStack.ts";

let tenant: ErpStack;
before(async () => {
  tenant = await ErpStack.create({ addon: "installed" });
});
beforeEach(() => tenant.reset());
after(() => tenant?.close());

describe("modern-auth erp status on a day on which", () => {
  for (const { name, spoil, says } of BAD_DAYS) {
    it(`modern-auth erp status on a day on which ${name} says so, ends with 1, and is itself again afterwards`, async () => {
      spoil(tenant.erp);
      const { code, stdout, stderr } = await tenant.run("status", "dev");
      assert.equal(code, 1, stdout);
      assert.match(stderr, says);
      tenant.reset();
      assert.equal((await tenant.run("status", "dev")).code, 4);
    });
  }

  it("the company was renamed names those that there are, and the id goes on to be right", async () => {
    tenant.row("res.company", 1)["name"] = "Démo Fabien et Fils SA";
    const { code, stderr } = await tenant.run("status", "dev");
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^erp\.company: The ERP has no company named "Démo Fabien SA".*"Démo Fabien et Fils SA" \(id 1\).*pulumi config set --path erp\.company/s,
    );
    await tenant.config("set", "--path", "erp.company", "1");
    try {
      assert.equal((await tenant.run("status", "dev")).code, 4);
    } finally {
      await tenant.config("set", "--path", "erp.company", "Démo Fabien SA");
    }
  });
});
