import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { watching } from "./watching.ts";
import { World } from "./world.ts";

let world: World;
before(async () => {
  world = await World.create();
  world.save();
});
after(() => world.close());

const folder = () => dirname(world.stack.configFile);

describe("Between two tests", () => {
  it("a secret in a file is found, whatever the file, and told once", () => {
    const { passphrase, erpApiKey } = world.sandbox;
    for (const [file, secret] of [
      ["state/trace.log", passphrase],
      ["tmp/trace.log", encodeURIComponent(erpApiKey)],
      ["tmp/trace.bin", Buffer.from(`{"password":"${passphrase}"}`).toString("latin1")],
    ] as const) {
      const path = join(folder(), file);
      writeFileSync(path, `before ${secret} after`);
      assert.throws(() => world.restore(), { actual: [`${path}: in clear`] });
      world.restore();
    }
  });

  it("a secret is found in a file that was searched before, and has changed", () => {
    const path = join(folder(), "tmp", "changing.log");
    const { passphrase } = world.sandbox;
    writeFileSync(path, "-".repeat(passphrase.length));
    world.restore();
    writeFileSync(path, passphrase);
    assert.throws(() => world.restore(), { actual: [`${path}: in clear`] });
  });

  it("a secret in the output is found", async () => {
    await world.run([`no-such-command-${world.sandbox.passphrase}`]);
    assert.throws(() => world.restore(), { actual: ["output: in clear"] });
  });

  it("a secret that a test put into the configuration is looked for like any other", async () => {
    await world.set("erp.password", "given by a test", "secret");
    writeFileSync(join(folder(), "tmp", "given.log"), "given by a test");
    assert.throws(() => world.restore(), { actual: [`${join(folder(), "tmp", "given.log")}: in clear`] });
  });

  it("Between two tests nobody goes on watching: neither after a test that failed meanwhile, nor what a test put there itself", async () => {
    const { erp } = world.sandbox;
    let seen = 0;
    const look = () => {
      seen += 1;
    };
    const ask = () => erp.fetch(new Request("https://demofabien.cid-erp.app/web/version"));
    const failing = watching(erp, look, async () => {
      await ask();
      assert.fail("as a test does");
    });
    await assert.rejects(failing, { message: "as a test does" });
    await ask();
    assert.equal(seen, 1);

    erp.faults.take = () => {
      seen += 1;
      return undefined;
    };
    world.restore();
    await ask();
    assert.equal(seen, 1);
  });

  it("Between two tests who watches does not take the bad day away", async () => {
    const { erp } = world.sandbox;
    erp.faults.list = [{ status: 503 }];
    const ask = () => erp.fetch(new Request("https://demofabien.cid-erp.app/web/version"));
    const { status } = await watching(erp, () => {}, ask);
    assert.equal(status, 503);
    world.restore();
  });
});
