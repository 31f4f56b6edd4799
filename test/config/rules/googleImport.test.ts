import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { decideImport, type StoredSecret } from "#config/rules/googleImport.ts";

const TODAY = "2026-11-24";
const wish = { today: TODAY, replaceClient: false } as const;
const client = (clientSecret: string, clientId = "one") => ({ clientId, clientSecret });
const first: StoredSecret = { ...client("a"), number: 1, since: "2026-01-01" };
const second: StoredSecret = { ...client("b"), number: 2, since: "2026-06-01" };

it("Importing a Google client's file into an empty stack makes it the first secret, as old as today", () => {
  const { action, generations } = decideImport([], client("a"), wish);
  assert.equal(action, "first");
  assert.deepEqual(generations, [{ number: 1, since: TODAY }]);
});

it("Importing a Google client's file with another secret of the same client begins a rotation", () => {
  const { action, generations } = decideImport([first], client("b"), wish);
  assert.equal(action, "next");
  assert.deepEqual(generations, [
    { number: 1, since: "2026-01-01" },
    { number: 2, since: TODAY },
  ]);
});

it("Importing a Google client's file with a third secret lets it take the place of the second, which Google cannot know any more", () => {
  const { action, generations } = decideImport([first, second], client("c"), wish);
  assert.equal(action, "next");
  assert.deepEqual(
    generations.map(({ number }) => number),
    [1, 3],
  );
});

it("Importing a Google client's file refuses the secret that is being rotated out", () => {
  const { action, because } = decideImport([first, second], client("a"), wish);
  assert.equal(action, "refused");
  assert.match(because, /older of the stack's two secrets/);
});

it("Importing a Google client's file of another client is refused, and says by which option it is meant", () => {
  const { action, because } = decideImport([first], client("x", "two"), wish);
  assert.equal(action, "refused");
  assert.match(because, /client two.*client one.*--replace-client.*consent again/);
  const replaced = decideImport([first, second], client("x", "two"), { ...wish, replaceClient: true });
  assert.equal(replaced.action, "replaced");
  assert.deepEqual(replaced.generations, [{ number: 3, since: TODAY }], "no number is used twice");
});

it("Importing a Google client's file gives a secret that was set by hand a date at last", () => {
  const { action, generations } = decideImport([{ ...client("a"), number: 1 }], client("a"), wish);
  assert.equal(action, "known");
  assert.deepEqual(generations, [{ number: 1, since: TODAY }]);
});

it("Importing a Google client's file twice is the same as once, whatever was stored before", () => {
  const secrets = fc.constantFrom("a", "b", "c");
  const clients = fc.constantFrom("one", "two");
  fc.assert(
    fc.property(
      fc.uniqueArray(secrets, { maxLength: 2 }),
      secrets,
      clients,
      fc.boolean(),
      (had, given, id, replaceClient) => {
        const stored = had.map((secret, index) => ({
          ...client(secret),
          number: index + 1,
          since: "2026-01-01" as const,
        }));
        const file = client(given, id);
        const once = decideImport(stored, file, { ...wish, replaceClient });
        if (once.action === "refused") return;
        const kept = once.action === "known" ? stored : once.action === "next" ? stored.slice(0, 1) : [];
        const after = once.generations.map((generation, index) => ({
          ...(kept[index] ?? file),
          ...generation,
        })) as StoredSecret[];
        const twice = decideImport(after, file, { ...wish, replaceClient });
        assert.equal(twice.action, "known");
        assert.deepEqual(twice.generations, once.generations);
      },
    ),
  );
});
