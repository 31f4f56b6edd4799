import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { verification } from "./modernAuth.ts";
import { World } from "./world.ts";

let world: World;
before(async () => {
  world = await World.provisioned();
});
afterEach(() => world.restore());
after(() => world.close());

describe("modern-auth verify", () => {
  it("says of a tenant that nobody touched that all is well", async () => {
    const { code, named, findings, calls } = await verification(world);
    assert.deepEqual(named, []);
    assert.equal(code, 0);
    console.log(findings, calls);
  });
});
