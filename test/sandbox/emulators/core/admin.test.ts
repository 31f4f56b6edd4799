import assert from "node:assert/strict";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { after, before, it } from "node:test";
import { adminRoutes, listenAdmin } from "#sandbox/emulators/core/admin.ts";
import type { Listening } from "#sandbox/emulators/core/listen.ts";
import { leaksInText } from "#sandbox/leaks.ts";
import { createTenant } from "#sandbox/tenant.ts";

const tenant = createTenant();
const emulators = [tenant.entra, tenant.google, tenant.erp];
let server: Listening;
before(async () => {
  server = await listenAdmin(adminRoutes(emulators));
});
after(() => server.close());

const send = async (method: string, path: string, body?: unknown, type = "application/json") => {
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: typeof body === "string" ? body : JSON.stringify(body), headers: { "content-type": type } }),
  });
  const text = await response.text();
  return { status: response.status, text, json: () => JSON.parse(text) };
};

it("The admin page lists all three systems with hosts, state and faults, and shows no secret", async () => {
  const { status, text } = await send("GET", "/");
  assert.equal(status, 200);
  for (const { name, hosts } of emulators) {
    assert.ok(text.includes(`<h2>${name}</h2>`), name);
    assert.ok(text.includes(String(hosts[0])));
    assert.ok(text.includes(`href="/${name}/state"`) && text.includes(`href="/${name}/faults"`));
  }
  const secrets = emulators.flatMap((one) => [...one.secrets]);
  assert.ok(secrets.length >= 3);
  assert.deepEqual(leaksInText(text, secrets), []);
});

it("The admin page reads each state with secrets masked", async () => {
  for (const { name, secrets } of emulators) {
    const { text, json } = await send("GET", `/${name}/state`);
    assert.ok(Object.keys(json()).length > 3);
    assert.deepEqual(leaksInText(text, secrets), [], name);
  }
});

it("The admin page tampers with a state, and answers with what it is now", async () => {
  const patch = [{ op: "replace", path: "/records/res.company/1/name", value: "Renamed SA" }];
  const { status, json } = await send("PATCH", "/erp/state", patch);
  assert.equal(status, 200);
  assert.equal(json().records["res.company"]["1"].name, "Renamed SA");
  assert.equal(tenant.erp.state.records["res.company"]?.["1"]?.["name"], "Renamed SA");
});

it("The admin page says what is wrong with an operation that does not apply, and how one looks", async () => {
  const { status, json } = await send("PATCH", "/erp/state", [{ op: "remove", path: "/nowhere/at/all" }]);
  assert.equal(status, 422);
  assert.match(json().error, /nowhere/);
  assert.match(json().error, /RFC 6902 operations, such as/);
});

it("The admin page demands JSON for every change, so that no other page can send one unasked", async () => {
  const fault = { list: [{ status: 500 }] };
  for (const [method, path, body] of [
    ["PATCH", "/entra/state", []],
    ["PUT", "/entra/faults", fault],
  ] as const) {
    for (const type of ["text/plain", "application/x-www-form-urlencoded"]) {
      const { status, json } = await send(method, path, body, type);
      assert.equal(status, 415, `${path} ${type}`);
      assert.match(json().error, /as application\/json/);
    }
  }
  assert.equal((await send("PATCH", "/entra/state", "{not json")).status, 415);
  assert.equal((await send("PATCH", "/entra/state", { op: "add" })).status, 415, "one operation is no list");
  assert.deepEqual(tenant.entra.faults.list, []);
});

it("The admin page sets the fault switches of one system, shows them, and takes them back", async () => {
  const faults = {
    list: [{ match: "^GET /v1.0/", status: 429, retryAfter: 2, times: 1 }],
    readsBeforeVisible: 3,
  };
  assert.deepEqual((await send("PUT", "/entra/faults", faults)).json(), faults);
  assert.deepEqual((await send("GET", "/entra/faults")).json(), faults);
  assert.deepEqual(tenant.google.faults.list, []);
  assert.deepEqual((await send("PUT", "/entra/faults", {})).json(), { list: [], readsBeforeVisible: 0 });
});

/** The status of what a browser sends for a page of any site; `fetch` sets these headers itself. */
async function statusOf(
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<number | undefined> {
  const asked = request({ port: server.port, method, path, headers }).end();
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  answer.resume();
  return answer.statusCode;
}

it("The admin page answers no name of somebody else's that leads to this machine", async () => {
  for (const host of ["evil.example", `evil.example:${server.port}`, "127.0.0.1.evil.example"])
    assert.equal(await statusOf("GET", "/erp/state", { host }), 403, host);
  for (const host of [`localhost:${server.port}`, `127.0.0.1:${server.port}`])
    assert.equal(await statusOf("GET", "/erp/state", { host }), 200, host);
});

it("The admin page lets no page of another site change anything, whatever the route demands", async () => {
  const host = `127.0.0.1:${server.port}`;
  for (const origin of ["https://evil.example", "http://localhost:3000", "null"])
    for (const [method, path] of [
      ["PATCH", "/erp/state"],
      ["PUT", "/erp/faults"],
      ["POST", "/google/console/client"],
      ["DELETE", "/traffic"],
    ] as const)
      assert.equal(await statusOf(method, path, { host, origin }), 403, `${method} ${path} from ${origin}`);
  assert.equal(await statusOf("PUT", "/erp/faults", { host, origin: `http://${host}` }), 415);
});
