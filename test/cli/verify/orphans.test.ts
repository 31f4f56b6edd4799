import assert from "node:assert/strict";
import { it } from "node:test";
import { removeOrphans } from "#cli/verify/orphans.ts";
import type { Stack } from "#stack/stack.ts";
import { APPLICATION, application, expected, live, observed } from "#test/verify/microsoft/fixture.ts";

const orphan = { keyId: "orphan", displayName: "CID ERP", endDateTime: "2028-11-23T00:00:00Z", hint: "xyz" };
const verified = {
  findings: [],
  calls: 2,
  observed: observed({ application: { value: application({ passwordCredentials: [orphan] }) } }),
  live: { value: live() },
};

/** A Graph that must not be asked for anything. */
const graph = { value: {} as never };

it("Removing orphans names each secret before it removes it, and removes nothing without a yes", async () => {
  const posted: string[] = [];
  const api = (path: string) => ({ post: async (body: object) => posted.push(path + JSON.stringify(body)) });
  const asked: (readonly string[])[] = [];
  const answer = (yes: boolean) => async (secrets: readonly string[]) => {
    asked.push(secrets);
    return yes;
  };
  const settled = { exported: {} } as Stack;
  const recording = { value: { api } as never };
  const no = await removeOrphans(settled, expected(), verified, recording, answer(false));
  assert.deepEqual([no.removed, posted], [[], []]);
  const yes = await removeOrphans(settled, expected(), verified, recording, answer(true));
  assert.deepEqual(yes.removed, ["orphan"]);
  assert.deepEqual(posted, [`/applications/${APPLICATION}/removePassword{"keyId":"orphan"}`]);
  assert.deepEqual(asked.flat(), Array(2).fill('key id orphan ("CID ERP", ends 2028-11-23)'));
});

it("Removing orphans waits until no run of pulumi is under way or was interrupted: its secret may not be in the state yet", async () => {
  const pending = [{ type: "creating", resource: { urn: "u", type: "t" } }];
  const stack = { exported: { deployment: { pending_operations: pending } } } as unknown as Stack;
  const { removed, kept } = await removeOrphans(stack, expected(), verified, graph, async () => true);
  assert.deepEqual(removed, []);
  assert.match(kept.join(), /^every secret: a run of pulumi is under way or was interrupted/);
});
