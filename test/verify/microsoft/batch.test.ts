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
