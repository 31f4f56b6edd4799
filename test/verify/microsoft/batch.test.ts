import assert from "node:assert/strict";
import { it } from "node:test";
import { Client } from "@microsoft/microsoft-graph-client";
import { BatchReader, type Read } from "#verify/microsoft/batch.ts";

const READS: readonly Read[] = [
  { id: "owners", url: "/owners", right: "x", kind: "list" },
  { id: "graph", url: "/graph", right: "x", kind: "object" },
];

for (const body of [undefined, "<html>Sign in</html>", {}])
  it(`An answer of Graph with ${JSON.stringify(body) ?? "nothing"} in the place of a list is no empty list, but nothing that was seen`, async () => {
    const responses = READS.map(({ id }) => ({ id, status: 200, body }));
    const graph = Client.init({
      authProvider: (done) => done(null, "a made-up token"),
      fetchOptions: {},
    });
    const reader = new BatchReader(
      Object.assign(graph, { api: () => ({ post: async () => ({ responses }) }) }),
    );
    await reader.ask(READS);
    assert.match(reader.part("owners").problem?.what ?? "", /gave no answer/);
    assert.equal(reader.part("graph").problem === undefined, typeof body === "object");
  });

/** Reads both from a Graph that answers one batch after the other so. @returns what was asked when, in milliseconds */
async function readFrom(answers: readonly (readonly object[])[]) {
  const asked: { ids: string[]; at: number }[] = [];
  const post = async ({ requests }: { requests: Read[] }) => {
    asked.push({ ids: requests.map(({ id }) => id), at: performance.now() });
    return { responses: answers[asked.length - 1] };
  };
  const graph = Client.init({ authProvider: (done) => done(null, "a made-up token"), fetchOptions: {} });
  const reader = new BatchReader(Object.assign(graph, { api: () => ({ post }) }));
  await reader.ask(READS);
  return { reader, asked };
}

const OWNERS = { id: "owners", status: 200, body: { value: [] } };
const throttled = (status: number, after: string) => ({
  id: "graph",
  status,
  headers: { "Retry-After": after },
  body: { error: { code: "TooManyRequests" } },
});

for (const status of [429, 503, 504])
  it(`A part of a batch that is answered ${status} is asked again by itself, not before it may be`, async () => {
    const { reader, asked } = await readFrom([
      [throttled(status, "0.2"), OWNERS],
      [{ id: "graph", status: 200, body: { id: "x" } }],
    ]);
    assert.deepEqual(
      asked.map(({ ids }) => ids),
      [["owners", "graph"], ["graph"]],
    );
    assert.ok((asked[1]?.at ?? 0) - (asked[0]?.at ?? 0) >= 190);
    assert.deepEqual(reader.part("graph"), { value: { id: "x" } });
    assert.deepEqual(reader.part("owners"), { value: [] });
  });

it("A part of a batch that asks for more than a minute is told at once as throttled, and the others are read", async () => {
  const { reader, asked } = await readFrom([[throttled(429, "61"), OWNERS]]);
  assert.equal(asked.length, 1);
  assert.match(reader.part("graph").problem?.what ?? "", /answers 429 TooManyRequests/);
  assert.deepEqual(reader.part("owners"), { value: [] });
});
