import assert from "node:assert/strict";
import { it } from "node:test";
import { Emulator } from "#sandbox/emulators/core/emulator.ts";
import { DroppedConnection } from "#sandbox/emulators/core/faults.ts";
import { createTenant } from "#sandbox/tenant.ts";

function toy() {
  const state = {
    count: 0,
    users: { a: { name: "Ada", password: "s3cret-of-ada", tokens: [{ value: "x" }] } },
    password: "",
  };
  return new Emulator({
    name: "toy",
    hosts: ["toy.example.com"],
    state,
    secretFields: ["password", "tokens"],
    handle: async (request) => {
      if (request.url.endsWith("/bug")) throw new TypeError("this is a bug");
      if (request.url.endsWith("/drop")) throw new DroppedConnection();
      state.count += 1;
      return Response.json({ count: state.count });
    },
    errorBody: (status, request) => ({ status, path: new URL(request.url).pathname }),
  });
}
const ask = (emulator: Emulator<object>, path = "/") =>
  emulator.fetch(new Request(`https://toy.example.com${path}`));

it("An emulator answers a fault's status in its system's own words, without doing the work", async () => {
  const emulator = toy();
  emulator.faults.list = [{ status: 429, retryAfter: 7, times: 1 }];
  const response = await ask(emulator, "/x");
  assert.equal(response.status, 429);
  assert.equal(response.headers.get("retry-after"), "7");
  assert.deepEqual(await response.json(), { status: 429, path: "/x" });
  assert.equal(emulator.state.count, 0);
  assert.equal((await ask(emulator)).status, 200);
});

it("An emulator drops the connection before the work, or after it", async () => {
  const emulator = toy();
  emulator.faults.list = [{ drop: true, times: 1 }];
  await assert.rejects(ask(emulator), DroppedConnection);
  assert.equal(emulator.state.count, 0);
  emulator.faults.list = [{ drop: true, after: true, times: 1 }];
  await assert.rejects(ask(emulator), DroppedConnection);
  assert.equal(emulator.state.count, 1);
});

it("An emulator is late by the time a fault says, with the work done before or after", async () => {
  const emulator = toy();
  emulator.faults.list = [{ latencyMs: 40, after: true, times: 1 }];
  const start = performance.now();
  const late = ask(emulator);
  await new Promise(setImmediate);
  assert.equal(emulator.state.count, 1, "done before the answer");
  // Timers may fire a little early.
  assert.deepEqual(await (await late).json(), { count: 1 });
  assert.ok(performance.now() - start > 35);
});

it("An emulator names a defect of its own in the answer, and goes on", async () => {
  const emulator = toy();
  const response = await ask(emulator, "/bug");
  assert.equal(response.status, 500);
  const { error } = (await response.json()) as { error: { message: string } };
  assert.match(error.message, /The toy emulator failed at GET \/bug: TypeError: this is a bug/);
  assert.equal((await ask(emulator)).status, 200);
  await assert.rejects(ask(emulator, "/drop"), DroppedConnection);
});

it("An emulator masks secrets at any depth in what it shows, and only there", () => {
  const emulator = toy();
  assert.deepEqual(emulator.snapshot(), {
    count: 0,
    users: { a: { name: "Ada", password: "***", tokens: "***" } },
    password: "",
  });
  assert.equal(emulator.state.users.a.password, "s3cret-of-ada");
});

it("An emulator is tampered with by RFC 6902 operations, and refuses those that do not apply", () => {
  const emulator = toy();
  emulator.tamper([{ op: "replace", path: "/users/a/name", value: "Eve" }]);
  assert.equal(emulator.state.users.a.name, "Eve");
  assert.throws(() => emulator.tamper([{ op: "replace", path: "/users/b/name", value: "x" }]), /Missing/i);
  assert.throws(() => emulator.tamper([{ op: "test", path: "/count", value: 5 }]));
  const half = [
    { op: "replace", path: "/users/a/name", value: "Mallory" },
    { op: "remove", path: "/nowhere" },
  ] as const;
  assert.throws(() => emulator.tamper([...half]));
  assert.equal(emulator.state.users.a.name, "Eve", "a patch that fails half-way changes nothing");
});

it("A fault on Entra speaks OAuth at the token endpoint and Graph's words elsewhere", async () => {
  const { entra } = createTenant();
  const send = async (url: string, method: string, status: number) => {
    entra.faults.list = [{ status, times: 1 }];
    const response = await entra.fetch(new Request(url, { method }));
    assert.equal(response.status, status);
    return (await response.json()) as {
      error: unknown;
      error_codes?: number[];
      error_description?: string;
    };
  };
  for (const status of [400, 401, 429, 500, 503, 504]) {
    const token = await send("https://login.microsoftonline.com/x/oauth2/v2.0/token", "POST", status);
    assert.equal(typeof token.error, "string");
    assert.match(token.error_description ?? "", new RegExp(`^AADSTS${token.error_codes?.[0]}: `));
    const graph = await send("https://graph.microsoft.com/v1.0/applications", "GET", status);
    assert.equal(typeof (graph.error as { code: unknown }).code, "string");
  }
});
