import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { classify, invalidField } from "#clients/erp/classify.ts";
import { openConnection } from "#clients/erp/connection.ts";
import { ErpError } from "#clients/erp/errors.ts";
import { json2Client } from "#clients/erp/json2.ts";
import { jsonRpcClient } from "#clients/erp/jsonrpc.ts";
import { expectedKind } from "./expectedKinds.ts";
import { FILES, type Recorded, type RecordingFile, recorded, toResponse } from "./recordings.ts";

/** What the client throws when the ERP answers a call with this recorded answer; undefined when it doesn't throw. */
async function thrownBy(file: RecordingFile, one: Recorded): Promise<ErpError | undefined> {
  const connection = openConnection({
    url: "https://erp.example.com",
    database: "no_such_db",
    login: "clerk",
    password: "correct horse",
    retry: { retries: 0 },
    fetch: async (request) => {
      const rpc = (await request.json()) as { params?: { method?: string } };
      const login = rpc.params?.method === "authenticate" && !one.name.includes("authenticate");
      const passes =
        login && !/: right password afterwards|: API key afterwards|wrong password in a row/.test(one.name);
      return passes ? Response.json({ jsonrpc: "2.0", id: 1, result: 2 }) : toResponse(one);
    },
  });
  const client = file === "odoo-19/json-2" ? json2Client(connection) : jsonRpcClient(connection);
  const [model, method] = target(file, one);
  try {
    await client.call(model, method, { ids: [1] });
    return undefined;
  } catch (error) {
    assert.ok(error instanceof ErpError, `${file}: ${one.name}: ${inspect(error)}`);
    return error;
  }
}

function target(file: RecordingFile, { request }: Recorded): [model: string, method: string] {
  if (file === "odoo-19/json-2") {
    const [, , , model = "", method = ""] = request.path.split("/");
    return [model, method];
  }
  const args = (request.body as { params?: { args?: unknown[] } } | null)?.params?.args;
  return [String(args?.[3] ?? "res.company"), String(args?.[4] ?? "read")];
}

for (const file of FILES) {
  test(`every error that a real server answered means one known thing (${file})`, async () => {
    const path = file === "odoo-19/json-2" ? /^\/json\/2\/[^/]+\/[^/]+$/ : /^\/jsonrpc$/;
    let errors = 0;
    for (const one of recorded(file).filter(({ request }) => path.test(request.path))) {
      if (file === "odoo-19/json-2" && one.request.method !== "POST") continue;
      const error = await thrownBy(file, one);
      const failed = one.status >= 400 || /"error":\{/.test(JSON.stringify(one.response));
      if (failed) assert.ok(error, `${file}: ${one.name}: the client takes this error for an answer`);
      if (!error) continue;
      errors += 1;
      const suffix = file === "odoo-14/jsonrpc" ? " (14)" : file === "odoo-19/json-2" ? " /json/2" : "";
      assert.equal(error.kind, expectedKind(one.name + suffix), `${file}: ${one.name}: ${error.message}`);
      assert.ok(error.message.length > 40, error.message);
      assert.ok(!inspect(error).includes("Traceback"), inspect(error));
      assert.equal(error.retryable, false, one.name);
    }
    assert.ok(errors > 60, `only ${errors} errors were looked at`);
  });
}

test("an error names the class of the ERP, the model and the method, and repeats what the ERP says", async () => {
  const name = "rights: write a company as a user without rights";
  const one = recorded("odoo-19/json-2").find((exchange) => exchange.name === name);
  assert.ok(one);
  const error = await thrownBy("odoo-19/json-2", one);
  assert.equal(error?.originalName, "odoo.exceptions.AccessError");
  assert.equal(error.model, "res.company");
  assert.equal(error.method, "write");
  assert.match(error.message, /The ERP user "clerk" lacks the right for res\.company\.write/);
  assert.match(error.message, /base\.group_system/);
  assert.match(error.message, /Vous n'êtes pas autorisé à modifier/);
});

test("an unknown field is named", () => {
  assert.equal(invalidField("Invalid field 'oauth2_x' on model 'res.company'"), "oauth2_x");
  assert.equal(invalidField("Invalid field 'oauth2_x' in 'res.company'"), "oauth2_x");
  assert.equal(invalidField("Invalid field res.company.no_such in leaf ('no_such', '=', 1)"), "no_such");
});

test("locks and serialization failures, which the recordings lack, are busy and may be repeated", () => {
  for (const name of [
    "psycopg2.errors.SerializationFailure",
    "psycopg2.errors.LockNotAvailable",
    "psycopg2.errors.DeadlockDetected",
    "psycopg2.extensions.TransactionRollbackError",
    "odoo.exceptions.LockError",
    "odoo.exceptions.ConcurrencyError",
  ]) {
    assert.equal(classify({ name, message: "could not serialize access" }), "busy", name);
  }
});

test("a translated message changes nothing about what an error means", () => {
  const french = "L'objet no.such.model n'existe pas";
  assert.equal(
    classify({ name: "odoo.exceptions.UserError", message: french, model: "no.such.model" }),
    "no-such-model",
  );
  const database = "FATAL: la base de données « acme » n'existe pas";
  assert.equal(
    classify({ name: "psycopg2.OperationalError", message: database, database: "acme" }),
    "unknown-database",
  );
});

test("a database server that is full or starting is not taken for an unknown database", () => {
  const full = 'FATAL:  too many connections for database "acme"';
  assert.equal(
    classify({ name: "psycopg2.OperationalError", message: full, database: "acme" }),
    "unreachable",
  );
  const away = "could not connect to server: Connection refused";
  assert.equal(
    classify({ name: "psycopg2.OperationalError", message: away, database: "acme" }),
    "unreachable",
  );
});

test("'denied' is a refused login, but a lack of rights for module operations and wherever JSON-2 says 403", () => {
  const name = "odoo.exceptions.AccessDenied";
  assert.equal(
    classify({ name, message: "Access Denied", model: "res.company", method: "read" }),
    "login-refused",
  );
  assert.equal(
    classify({ name, message: "Access Denied", model: "ir.module.module", method: "x" }),
    "no-rights",
  );
  assert.equal(classify({ name, message: "Access Denied", model: "res.company", status: 403 }), "no-rights");
});

test("an attribute error inside of a method does not mean that the method is missing", () => {
  const message = "'NoneType' object has no attribute 'mailbox'";
  assert.equal(
    classify({ name: "builtins.AttributeError", message, model: "a.b", method: "fetch_mail" }),
    "other",
  );
});
