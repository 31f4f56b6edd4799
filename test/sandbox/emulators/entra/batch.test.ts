import assert from "node:assert/strict";
import { it } from "node:test";
import { DroppedConnection } from "#sandbox/emulators/core/faults.ts";
import { type Json, world } from "./world.ts";

const get = (id: string, url: string, more: Json = {}): Json => ({ id, method: "GET", url, ...more });

for (const version of ["v1.0", "beta"]) {
  it(`$batch answers each request on its own in ${version}`, async () => {
    const { graph } = await world();
    const { body: app } = await graph("POST", "/v1.0/applications", { displayName: "CID ERP" });
    const headers = { "Content-Type": "application/json" };
    const { status, body } = await graph("POST", `/${version}/$batch`, {
      requests: [
        get("a", `/applications/${app.id}?$select=oauth2RequirePostResponse`),
        { id: "b", method: "PATCH", url: `applications/${app.id}`, headers, body: { notes: "x" } },
        get("c", "/applications/none"),
      ],
    });
    assert.equal(status, 200);
    const [a, b, c] = body.responses;
    assert.equal(a.status, 200);
    assert.equal(a.body.oauth2RequirePostResponse, version === "beta" ? false : undefined);
    assert.equal(b.status, 204);
    assert.equal(b.body, undefined);
    assert.equal(c.status, 404);
    assert.equal(c.body.error.code, "Request_ResourceNotFound");
    assert.equal((await graph("GET", `/v1.0/applications/${app.id}`)).body.notes, "x");
  });
}

it("$batch skips what depends on a request that failed, and what depends on that", async () => {
  const { graph } = await world();
  const create = { method: "POST", url: "/applications", headers: { "Content-Type": "application/json" } };
  const { body } = await graph("POST", "/v1.0/$batch", {
    requests: [
      get("1", "/applications/none"),
      { id: "2", ...create, body: { displayName: "No" }, dependsOn: ["1"] },
      get("3", "/applications", { dependsOn: ["2"] }),
      { id: "4", ...create, body: { displayName: "Yes" } },
      get("5", "/applications?$filter=displayName eq 'Yes' or displayName eq 'No'", { dependsOn: ["4"] }),
    ],
  });
  assert.deepEqual(
    body.responses.map(({ status }: Json) => status),
    [404, 424, 424, 201, 200],
  );
  assert.deepEqual(
    body.responses[4].body.value.map((each: Json) => each.displayName),
    ["Yes"],
  );
});

it("$batch refuses more than twenty requests, ids that occur twice and dependencies that do not precede", async () => {
  const { graph } = await world();
  const status = async (requests: unknown) => (await graph("POST", "/v1.0/$batch", { requests })).status;
  assert.equal(await status(Array.from({ length: 20 }, (_, i) => get(String(i), "/applications"))), 200);
  assert.equal(await status(Array.from({ length: 21 }, (_, i) => get(String(i), "/applications"))), 400);
  assert.equal(await status([get("1", "/applications"), get("1", "/applications")]), 400);
  assert.equal(
    await status([get("1", "/applications", { dependsOn: ["2"] }), get("2", "/applications")]),
    400,
  );
  assert.equal(await status("none"), 400);
});

it("$batch passes on faults that hit one of its requests", async () => {
  const { graph, entra } = await world();
  entra.faults.list = [{ match: "GET /v1.0/applications", status: 429, retryAfter: 7, times: 1 }];
  const requests = [get("1", "/applications"), get("2", "/servicePrincipals")];
  const { body } = await graph("POST", "/v1.0/$batch", { requests });
  assert.deepEqual(
    body.responses.map(({ status }: Json) => status),
    [429, 200],
  );
  assert.equal(body.responses[0].headers["retry-after"], "7");
  assert.equal(body.responses[0].body.error.code, "TooManyRequests");
  entra.faults.list = [{ match: "GET /v1.0/applications", drop: true }];
  await assert.rejects(graph("POST", "/v1.0/$batch", { requests }), DroppedConnection);
});

it("$batch needs a token like any other request", async () => {
  const { graph } = await world();
  const requests = [get("1", "/applications")];
  const { status } = await graph("POST", "/v1.0/$batch", { requests }, { authorization: "" });
  assert.equal(status, 401);
});
