import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { leftovers } from "#cli/up/leftovers.ts";
import type { OurApplication } from "#clients/graph/ourApplications.ts";

const secret = (keyId: string, displayName = "CID ERP") => ({
  keyId,
  displayName,
  endDateTime: "2028-11-23T00:00:00Z",
});
const application = (id: string, created: string, ...keyIds: string[]): OurApplication => ({
  id,
  createdDateTime: created,
  passwords: keyIds.map((keyId) => secret(keyId)),
});
const find = (
  before: OurApplication[],
  after: OurApplication[],
  applicationId?: string,
  keyIds: string[] = [],
) => {
  const { applications, secrets } = leftovers(before, after, { applicationId, keyIds }, "CID ERP");
  return { applications: applications.map(({ id }) => id), secrets: secrets.map(({ keyId }) => keyId) };
};
const NONE = { applications: [], secrets: [] };

it("What a run leaves behind is nothing when the state knows all that it made", () => {
  assert.deepEqual(find([], [application("a", "1", "k")], "a", ["k"]), NONE);
});

it("What a run leaves behind is an application that it made twice, and not the one in the state", () => {
  const made = [application("first", "1"), application("second", "2", "k")];
  assert.deepEqual(find([], made, "second", ["k"]).applications, ["first"]);
});

it("What a run leaves behind is one of two applications where the state has none yet: the older one is taken over", () => {
  assert.deepEqual(find([], [application("b", "2"), application("a", "1")]).applications, ["b"]);
});

it("What a run leaves behind is not an application that it made alone: the next try takes it over", () => {
  assert.deepEqual(find([], [application("a", "1")]), NONE);
});

it("What a run leaves behind is a secret that no state knows, and none that was there before or has another name", () => {
  const before = [application("a", "1", "old")];
  const after = [
    {
      ...application("a", "1", "old", "lost", "known"),
      passwords: [secret("old"), secret("lost"), secret("known"), secret("by hand", "other")],
    },
  ];
  assert.deepEqual(find(before, after, "a", ["known"]), { applications: [], secrets: ["lost"] });
});

it("What a run leaves behind is never anything that was there before the run, whatever the state says", () => {
  const ids = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 5 });
  fc.assert(
    fc.property(ids, ids, ids, (apps, keys, known) => {
      const before = apps.map((id, index) =>
        application(id, String(index), ...keys.map((key) => `${id}/${key}`)),
      );
      assert.deepEqual(find(before, before, undefined, known), NONE);
    }),
  );
});
