import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type PluginExchange, traffic } from "#test/contracts/plugins.ts";
import { azureadProgram } from "../programs/azuread.ts";
import { gcpProgram } from "../programs/gcp.ts";
import { type World as Entra, startEntra } from "../support/entra.ts";
import { type World as Google, startGoogle } from "../support/google.ts";
import { Stack } from "../support/stack.ts";
import { withoutPulumi } from "../support/toolchain.ts";

const skip = withoutPulumi;

/** A call without the ids, which differ between any two runs. Concurrent calls have no order: lists are sorted. */
const shapes = (calls: readonly string[]): string[] =>
  calls
    .map((call) =>
      call
        .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "{id}")
        .replace(/\{[\w.]+\}/g, "{id}")
        .replace(/(oauth2PermissionGrants|appRoleAssignedTo)\/[^/?]+/, "$1/{id}")
        .replace(/\?(.*)$/, (_, query: string) => `?${query.split("&").sort().join("&")}`),
    )
    .sort();

/** Compares with the recorded calls of one run, each run once. */
function following(recorded: Iterable<PluginExchange>) {
  const runs = Map.groupBy(recorded, ({ run }) => run);
  return {
    follows(calls: string[], run: string): void {
      const expected = (runs.get(run) ?? []).map(({ method, url }) => `${method} ${url}`);
      assert.deepEqual(shapes(calls.splice(0)), shapes(expected));
      runs.delete(run);
    },
    left: () => [...runs.keys()],
  };
}

describe("the azuread stand-in makes the calls of the real plugin", { skip }, () => {
  const end = { endDate: "2030-11-22T00:00:00Z" };
  let world: Entra;
  let stack: Stack;

  before(async () => {
    world = await startEntra();
    stack = await Stack.create("ms", azureadProgram, world.env);
  });
  after(async () => {
    await stack?.dispose();
    await world?.close();
  });

  it("the azuread stand-in makes the calls of the real plugin in every step of a tenant's life", async (t) => {
    const { follows, left } = following(traffic("azuread-6.9.1/traffic"));
    await stack.up();
    await t.test("creation", () => follows(world.calls, "up"));
    await stack.preview();
    await t.test("preview", () => follows(world.calls, "preview-clean"));
    await stack.up({ secrets: { secret: {}, next: end } });
    await t.test("second secret", () => follows(world.calls, "rotate-add"));
    await stack.up({ secrets: { next: end } });
    await t.test("first secret retired", () => follows(world.calls, "rotate-retire"));
    await stack.destroy();
    await t.test("destruction", () => follows(world.calls, "destroy"));
    assert.deepEqual(left(), []);
  });
});

describe("the gcp stand-in makes the calls of the real plugin", { skip }, () => {
  let world: Google;
  let stack: Stack;

  before(async () => {
    world = await startGoogle();
    stack = await Stack.create("g", gcpProgram, world.env);
  });
  after(async () => {
    await stack?.dispose();
    await world?.close();
  });

  it("the gcp stand-in makes the calls of the real plugin in every step of a tenant's life", async (t) => {
    const { follows, left } = following(traffic("gcp-9.25.0/traffic"));
    await stack.up();
    await t.test("creation", () => follows(world.calls, "up"));
    await stack.preview();
    await t.test("preview", () => follows(world.calls, "preview-clean"));
    await stack.destroy();
    await t.test("destruction", () => follows(world.calls, "destroy"));
    assert.deepEqual(left(), []);
  });
});
