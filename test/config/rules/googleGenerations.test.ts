import assert from "node:assert/strict";
import { it } from "node:test";
import { clientGenerations, lastFour } from "#config/rules/googleGenerations.ts";

const generations = (...numbers: number[]) =>
  numbers.map((number) => ({ number, since: "2026-11-24" as const }));

it("The secrets of a Google client are none before the console step, one after it, and two during a rotation, the newest last", () => {
  assert.deepEqual(clientGenerations({}), []);
  assert.deepEqual(clientGenerations({ googleClientFile: "a", google: { generations: generations(3) } }), [
    {
      number: 3,
      since: "2026-11-24",
      configKey: "googleClientFile",
      clientFile: "a",
      superseded: false,
    },
  ]);
  assert.deepEqual(
    clientGenerations({
      googleClientFile: "a",
      googleNextClientFile: "b",
      google: { generations: generations(4, 3) },
    }).map(({ number, clientFile, superseded }) => [number, clientFile, superseded]),
    [
      [3, "a", true],
      [4, "b", false],
    ],
    "whatever the order of the list",
  );
});

it("The secrets of a Google client keep their numbers at every moment between two commands of an import or of its end", () => {
  const numbers = (config: Parameters<typeof clientGenerations>[0]) =>
    clientGenerations(config).map(({ number }) => number);
  assert.deepEqual(numbers({ googleClientFile: "a" }), [1], "set by hand");
  const imported = { googleClientFile: "a", googleNextClientFile: "b" };
  assert.deepEqual(numbers({ ...imported, google: { generations: generations(5) } }), [5, 6]);
  const promoted = { googleClientFile: "b", google: { generations: generations(5, 6) } };
  assert.deepEqual(numbers(promoted), [6], "the newer one stays what it was");
  const file = JSON.stringify({ web: { client_secret: "b" } });
  const halfway = { googleClientFile: file, googleNextClientFile: file };
  assert.deepEqual(numbers({ ...halfway, google: { generations: generations(5, 6) } }), [6]);
});

const file = (secret: unknown) => JSON.stringify({ web: { client_secret: secret } });
it("The last four characters of a secret are told of a whole secret only", () => {
  assert.equal(lastFour(file("GOCSPX-0123456789012345678901234567")), "4567");
  for (const broken of [file("short"), file(7), "{}", "no JSON", "null"])
    assert.equal(lastFour(broken), undefined);
});
