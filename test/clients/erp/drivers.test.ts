import assert from "node:assert/strict";
import { test } from "node:test";
import { parseVersion } from "#clients/erp/client.ts";
import { connect } from "#clients/erp/connect.ts";
import { openConnection } from "#clients/erp/connection.ts";
import { isErpError } from "#clients/erp/errors.ts";
import { json2Client } from "#clients/erp/json2.ts";
import { jsonRpcClient } from "#clients/erp/jsonrpc.ts";
import { read, searchRead, write } from "#clients/erp/records.ts";
import { failureOf } from "#test/erp/failure.ts";
import { type Call, type FakeErp, fakeErp, type Reply } from "./fakeErp.ts";
import { exchange, type RecordingFile } from "./recordings.ts";

const at = { url: "https://erp.example.com", database: "erp", login: "admin", retry: { firstPauseMs: 1 } };

/** A real server's first answers: version, login, own user. */
function server(version: 14 | 19, further: (call: Call) => Reply | undefined = () => undefined): FakeErp {
  const rpc: RecordingFile = `odoo-${version}/jsonrpc`;
  return fakeErp((call) => {
    const wrong = !/^<(password|key) of admin>$/.test(call.password);
    if (call.what === "GET /web/version") return exchange(rpc, "version: GET /web/version");
    if (call.what === "common.version") return exchange(rpc, "version: common.version");
    if (call.what === "common.authenticate") {
      if (call.args[0] !== "erp") return exchange(rpc, "login: authenticate, unknown database");
      return exchange(rpc, wrong ? "login: authenticate, wrong password" : "login: authenticate");
    }
    if (call.protocol === "json2" && call.database !== "erp")
      return exchange("odoo-19/json-2", "login: unknown database");
    if (call.protocol === "json2" && call.password !== "<key of admin>") {
      return exchange("odoo-19/json-2", "login: password in place of the key");
    }
    if (call.what === "res.users.context_get") {
      return call.protocol === "json2"
        ? exchange("odoo-19/json-2", "login: own user (context_get)")
        : exchange(rpc, "user: context_get");
    }
    return further(call);
  });
}

test("a server of version 14 is spoken to over JSON-RPC", async () => {
  const erp = server(14);
  const client = await connect({ ...at, password: "<password of admin>", fetch: erp.fetch });
  assert.equal(client.protocol, "jsonrpc");
  assert.deepEqual(await client.version(), { text: "14.0", major: 14 });
  assert.deepEqual(await client.user(), { uid: 2, lang: "fr_FR" });
});

test("a server of version 19 is spoken to over JSON-2 with an API key", async () => {
  const erp = server(19);
  const client = await connect({ ...at, password: "<key of admin>", fetch: erp.fetch });
  assert.equal(client.protocol, "json2");
  assert.deepEqual(await client.version(), { text: "19.0", major: 19 });
  assert.deepEqual(await client.user(), { uid: 2, lang: "fr_FR" });
  assert.ok(
    erp.calls.every(({ what }) => !what.startsWith("common.")),
    "JSON-RPC was used all the same",
  );
});

test("a server of version 19 is spoken to over JSON-RPC with a password", async () => {
  const client = await connect({ ...at, password: "<password of admin>", fetch: server(19).fetch });
  assert.equal(client.protocol, "jsonrpc");
  assert.deepEqual(await client.user(), { uid: 2, lang: "fr_FR" });
});

test("a protocol that is asked for is not replaced by another", async () => {
  const key = "<key of admin>";
  const rpc = await connect({ ...at, password: key, protocol: "jsonrpc", fetch: server(19).fetch });
  assert.equal(rpc.protocol, "jsonrpc");
  const json2 = connect({
    ...at,
    password: "<password of admin>",
    protocol: "json2",
    fetch: server(19).fetch,
  });
  await failureOf(json2, "login-refused");
});

for (const version of [14, 19] as const) {
  test(`a refused login is tried once per protocol and never again (${version})`, async () => {
    const erp = server(version);
    const login = connect({ ...at, password: "wrong-1234", fetch: erp.fetch });
    const error = await failureOf(login, "login-refused");
    assert.match(error.message, /"admin"/);
    assert.match(error.message, /two-factor/);
    assert.ok(!error.message.includes("wrong-1234"));
    assert.equal(erp.calls.filter(({ what }) => what === "common.authenticate").length, 1);
    assert.ok(erp.calls.filter(({ protocol, model }) => protocol === "json2" && model).length <= 1);
  });

  test(`an unknown database is named (${version})`, async () => {
    const password = version === 14 ? "<password of admin>" : "<key of admin>";
    const login = connect({ ...at, database: "no_such_db", password, fetch: server(version).fetch });
    assert.match((await failureOf(login, "unknown-database")).message, /"no_such_db"/);
  });
}

test("a client that was refused once does not log in again", async () => {
  const erp = server(14);
  const client = jsonRpcClient(openConnection({ ...at, password: "wrong-1234", fetch: erp.fetch }));
  for (let turn = 0; turn < 3; turn += 1) {
    await failureOf(client.call("res.company", "read", { ids: [1] }), "login-refused");
  }
  assert.equal(erp.calls.length, 1);
});

test("requests have the shape that real servers were asked in", async () => {
  const clerk = { ids: [1], args: { fields: ["name"] } };
  for (const file of ["odoo-14/jsonrpc", "odoo-19/jsonrpc", "odoo-19/json-2"] as const) {
    const json2 = file === "odoo-19/json-2";
    const password = json2 ? "<key of admin>" : "<password of admin>";
    let sent: unknown;
    const options = openConnection({
      ...at,
      password,
      fetch: async (request) => {
        const body = (await request.json()) as { params?: { method: string } };
        if (body.params?.method === "authenticate")
          return Response.json({ jsonrpc: "2.0", id: 1, result: 2 });
        sent = body;
        const { headers } = request;
        if (json2) {
          assert.equal(headers.get("authorization"), `Bearer ${password}`);
          assert.equal(headers.get("x-odoo-database"), "erp");
        }
        assert.equal(headers.get("content-type"), "application/json");
        return Response.json(json2 ? [] : { jsonrpc: "2.0", id: 1, result: [] });
      },
    });
    const client = json2 ? json2Client(options) : jsonRpcClient(options);
    const compare = (name: string) => {
      const { body } = exchange(file, name).request as { body: Record<string, unknown> };
      assert.deepEqual({ ...(sent as object), id: 0 }, { ...body, id: 0 }, `${file}: ${name}`);
    };
    await searchRead(client, "res.company", [["name", "=", "Exemple SA"]], ["name"]);
    compare("company: by exact name");
    await read(client, "res.company", [9999], ["name"]);
    compare("company: read a missing id");
    await write(client, "res.company", [1], { oauth2_ms_tenant: "  spaces  " });
    compare("company: write with spaces around");
    await client.call("res.users", "context_get");
    compare(json2 ? "login: own user (context_get)" : "user: context_get");
    await client.call("ir.module.module", "update_list");
    compare("module: update_list");
    await client.call("res.company", "fields_get", {
      kwargs: { attributes: ["string", "type", "readonly"] },
      context: { lang: "fr_FR" },
    });
    compare("fields: fields_get of the whole model");
    await client.call("res.company", "read", {
      ...clerk,
      ...(file === "odoo-14/jsonrpc" ? {} : { context: { lang: "de_DE" } }),
    });
    if (file !== "odoo-14/jsonrpc") compare("error: an uninstalled language in the context of a read");
  }
});

test("a method that returns nothing gives null over both protocols", async () => {
  for (const file of ["odoo-14/jsonrpc", "odoo-19/json-2"] as const) {
    const version = file === "odoo-14/jsonrpc" ? 14 : 19;
    const erp = server(version, () => exchange(file, "none: a method that returns nothing"));
    const client = await connect({ ...at, password: "<key of admin>", fetch: erp.fetch });
    assert.equal(await client.call("mail.mail", "send", { ids: [1] }), null);
  }
});

for (const protocol of ["json2", "jsonrpc"] as const) {
  test(`a write or an operation without record ids is refused before it is sent (${protocol})`, async () => {
    const erp = server(19);
    const client = await connect({ ...at, password: "<key of admin>", protocol, fetch: erp.fetch });
    const before = erp.calls.length;
    for (const method of ["write", "unlink", "button_immediate_install"]) {
      for (const options of [{}, { ids: [] }]) {
        await failureOf(client.call("res.company", method, options), "validation");
      }
    }
    assert.equal(erp.calls.length, before);
  });
}

const LOCKED = {
  fails: { name: "psycopg2.errors.SerializationFailure", message: "could not serialize", status: 500 },
};

for (const version of [14, 19] as const) {
  test(`a lock is waited out, for writes too (${version})`, async () => {
    let turn = 0;
    const erp = server(version, () => {
      turn += 1;
      return turn < 3 ? LOCKED : { returns: true };
    });
    const client = await connect({ ...at, password: "<key of admin>", fetch: erp.fetch });
    await write(client, "res.company", [1], { x: "y" });
    assert.equal(turn, 3);
  });

  test(`a lock that does not pass ends in an error that says so (${version})`, async () => {
    let turn = 0;
    const erp = server(version, () => {
      turn += 1;
      return LOCKED;
    });
    const client = await connect({ ...at, password: "<key of admin>", fetch: erp.fetch });
    const error = await failureOf(write(client, "res.company", [1], { x: "y" }), "busy");
    assert.equal(error.retryable, true);
    assert.equal(turn, 5);
  });
}

test("a lost connection is tried again for reads, never for writes or where it is forbidden", async () => {
  const seen: string[] = [];
  const inner = server(14, () => ({ returns: [{ id: 1, name: "Exemple SA" }] }));
  const client = await connect({
    ...at,
    password: "<key of admin>",
    fetch: async (request) => {
      const text = await request.clone().text();
      const method = /"res.company","(\w+)"/.exec(text)?.[1];
      if (method) seen.push(method);
      if (method && seen.filter((one) => one === method).length < 2) throw new TypeError("fetch failed");
      return await inner.fetch(request);
    },
  });
  assert.deepEqual(await read(client, "res.company", [1], ["name"]), [{ id: 1, name: "Exemple SA" }]);
  await failureOf(write(client, "res.company", [1], { x: "y" }), "lost");
  const once = client.call("res.company", "search", { args: { domain: [] }, retry: false });
  await failureOf(once, "lost");
  assert.deepEqual(seen, ["read", "read", "write", "search"]);
});

test("an overloaded server is left alone for as long as it asks", async () => {
  let turn = 0;
  const erp = server(19, () => {
    turn += 1;
    return turn === 1
      ? new Response("slow down", { status: 429, headers: { "retry-after": "0.2" } })
      : { returns: [] };
  });
  const client = await connect({ ...at, password: "<key of admin>", fetch: erp.fetch });
  const start = Date.now();
  await searchRead(client, "res.company", [], ["name"]);
  assert.ok(Date.now() - start >= 190, "did not wait");
  assert.equal(turn, 2);
});

test("an answer of an unknown shape is an error, not an empty result", async () => {
  for (const strange of [{}, "text", [{ name: "no id" }], null]) {
    const erp = server(19, () => ({ returns: strange }));
    const client = await connect({ ...at, password: "<key of admin>", fetch: erp.fetch });
    await failureOf(read(client, "res.company", [1], ["name"]), "other");
  }
});

test("neither password nor protected values come out of errors or the client itself", async () => {
  const password = "<key of admin>";
  const message = `refused: {'x': '<key of admin>', 'y': 'GOCSPX-value', 'z': 'made~up'}`;
  const erp = server(19, () => ({
    fails: { name: "odoo.exceptions.ValidationError", message, status: 422 },
  }));
  const client = await connect({ ...at, password, secrets: ["made~up"], fetch: erp.fetch });
  client.protect("GOCSPX-value");
  const { inspect } = await import("node:util");
  const error = await write(client, "res.company", [1], { x: "GOCSPX-value" }).catch(
    (caught: unknown) => caught,
  );
  const texts = [
    inspect(error, { depth: 9, showHidden: true }),
    JSON.stringify(error),
    inspect(client, { depth: 9 }),
  ];
  for (const text of texts) {
    for (const secret of [password, "GOCSPX-value", "made~up"]) assert.ok(!text.includes(secret), text);
  }
  assert.ok(isErpError(error, "validation"));
  assert.match(error.message, /refused: \{'x': '\*\*\*'/);
});

test("versions of all spellings are understood", () => {
  assert.equal(parseVersion("7.0-20140124-002118").major, 7);
  assert.equal(parseVersion("saas~17.4").major, 17);
  assert.equal(parseVersion("18.0+e").major, 18);
  assert.equal(parseVersion("").major, 0);
});
