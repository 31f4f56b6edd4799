import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Stack } from "../../cli/stack.ts";
import { removeOrphans } from "../../cli/verifyOrphans.ts";
import { application, expected, live, observed } from "../verify/microsoft/fixture.ts";

const orphan = { keyId: "orphan", displayName: "CID ERP", hint: "xyz" };
const verified = {
  findings: [],
  calls: 2,
  observed: observed({ application: { value: application({ passwordCredentials: [orphan] }) } }),
  live: { value: live() },
};

/** A Graph that must not be asked for anything. */
const graph = { value: {} as never };

describe("Removing orphans", () => {
  it("waits until no run of pulumi is under way or was interrupted: its secret may not be in the state yet", async () => {
    const pending = [{ type: "creating", resource: { urn: "u", type: "t" } }];
    const stack = { exported: { deployment: { pending_operations: pending } } } as unknown as Stack;
    const { removed, kept } = await removeOrphans(stack, expected(), verified, graph, { yes: true });
    assert.deepEqual(removed, []);
    assert.match(kept.join(), /^every secret: a run of pulumi is under way or was interrupted/);
  });
});
