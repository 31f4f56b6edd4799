import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import { connect } from "#clients/erp/connect.ts";
import { openConnection } from "#clients/erp/connection.ts";
import { type ErpErrorKind, isErpError } from "#clients/erp/errors.ts";
import { read, searchRead, write } from "#clients/erp/records.ts";
import { xmlRpcClient } from "#clients/erp/xmlrpc.ts";
import { decodeReply, encodeCall } from "#clients/erp/xmlrpcCodec.ts";
import { marshal, readCall } from "#sandbox/emulators/erp/xml.ts";
import { failureOf } from "#test/erp/failure.ts";
import { expectedKind } from "./expectedKinds.ts";
import { exchange, type Recorded, type RecordingFile, recorded, toResponse } from "./recordings.ts";

const FILES = ["odoo-14/xmlrpc-1", "odoo-14/xmlrpc-2", "odoo-19/xmlrpc-1", "odoo-19/xmlrpc-2"] as const;
const at = {
  url: "https://erp.example.com",
  database: "erp",
  login: "admin",
  password: "<password of admin>",
  retry: { retries: 0 },
};

const reply = (value: string) => `<?xml version="1.0"?>\n<methodResponse>\n${value}</methodResponse>\n`;
const result = (value: unknown) =>
  new Response(reply(`<params><param>${marshal(value as never)}</param></params>`));
const VERSION = { server_version: "14.0" };

/** The method and parameters of a request, without what stands before the model in calls of the object service. */
async function asked(request: Request) {
  const { method, params } = readCall(await request.clone().text());
  const { pathname } = new URL(request.url);
  return { path: pathname, method, params };
}

/** A client of a server that is logged in to, and then answers each call with this. */
function logged(file: RecordingFile, answer: (request: Request) => Response | Promise<Response>, more = {}) {
  return xmlRpcClient(
    openConnection({
      ...at,
      ...more,
      fetch: async (request) => {
        const { path, method } = await asked(request);
        if (file.endsWith("-1") && path.startsWith("/xmlrpc/2/")) return new Response("", { status: 404 });
        if (method === "version") return result(VERSION);
        return method === "login" ? result(2) : answer(request);
      },
    }),
  );
}

const text = fc.string({ unit: "grapheme" }).filter((value) => !/[^\P{Cc}\t\n\r]|\p{NChar}/u.test(value));
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    text,
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !/e/.test(String(number))),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(text, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

test("what is written is what a server reads, and what a server writes is what is read", () => {
  fc.assert(
    fc.property(text, fc.array(value, { maxLength: 3 }), (method, params) => {
      const call = readCall(encodeCall(method, params));
      assert.deepEqual(call.params, zeros(params));
      // The server trims the name.
      assert.equal(call.method, method.trim());
      const [first = false] = params;
      // Python writes line ends as they are, and a reader of XML makes one character of them.
      const sent = JSON.parse(JSON.stringify(zeros(first)).replaceAll("\\r", ""));
      const answer = reply(`<params>\n<param>\n${marshal(sent)}</param>\n</params>\n`);
      assert.deepEqual(decodeReply(answer), { result: sent });
    }),
  );
});

/** The format has one zero. */
const zeros = (given: unknown) => JSON.parse(JSON.stringify(given));

test("what XML-RPC has no word for is refused, and a secret in it is not repeated", () => {
  for (const wrong of [null, undefined, () => 1, Number.NaN, 1n]) {
    assert.throws(() => encodeCall("x", [[wrong]]), /XML-RPC cannot carry/);
  }
  for (const wrong of ["s3cret\u0000", "s3cret\u001b", "s3cret\ud800", "s3cret\uffff"]) {
    assert.throws(
      () => encodeCall("x", [wrong]),
      (error) => error instanceof TypeError && !error.message.includes("s3cret"),
    );
  }
});

test("what is no answer of XML-RPC is not taken for one", () => {
  const whole = reply(`<params><param>${marshal("value")}</param></params>`);
  const entities = whole.replace("<methodResponse>", '<!DOCTYPE x [<!ENTITY a "b">]><methodResponse>');
  const others = ["", "{}", "<html/>", "<methodResponse/>", reply(""), reply("<params/>"), entities];
  for (const other of others) assert.equal(decodeReply(other), undefined, other);
  for (let length = 1; length < whole.trimEnd().length; length += 1) {
    assert.equal(decodeReply(whole.slice(0, length)), undefined, whole.slice(0, length));
  }
});

for (const file of FILES) {
  const json: RecordingFile = file.startsWith("odoo-14") ? "odoo-14/jsonrpc" : "odoo-19/jsonrpc";
  const base = file.endsWith("-1") ? "/xmlrpc" : "/xmlrpc/2";
  /** Exchanges that exist over JSON-RPC too, under the same name and with the same question. */
  const pairs = () =>
    recorded(file).flatMap((one) => {
      const other = recorded(json).find(({ name }) => name === one.name);
      return other && /\/object$/.test(one.request.path) && !/^transport: /.test(one.name)
        ? [{ one, other }]
        : [];
    });

  test(`the same answer means the same over XML-RPC as over JSON-RPC (${file})`, async () => {
    let [answers, errors] = [0, 0];
    for (const { one, other } of pairs()) {
      const [model, method] = target(one);
      const client = logged(file, () => toResponse(one), { database: "no_such_db", login: "clerk" });
      const answer = await client.call(model, method, { ids: [1] }).then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );
      const { result: expected, error } = other.response as { result?: unknown; error?: unknown };
      if (!error && "value" in answer) {
        answers += 1;
        assert.deepEqual(sorted(answer.value), sorted(expected ?? null), one.name);
        continue;
      }
      errors += 1;
      assert.ok("error" in answer && isErpError(answer.error), `${one.name}: taken for an answer`);
      const suffix = file.startsWith("odoo-14") ? " (14)" : "";
      const kind = error
        ? expectedKind(one.name + suffix)
        : WITHOUT_FORM.find(([name]) => name.test(one.name))?.[1];
      assert.equal(answer.error.kind, kind, `${one.name}: ${answer.error.message}`);
      assert.ok(!inspect(answer.error).includes("Traceback"), one.name);
    }
    assert.ok(answers > 100 && errors > 50, `${answers} answers, ${errors} errors`);
  });

  test(`requests have the shape that real servers were asked in (${file})`, async () => {
    let sent: Awaited<ReturnType<typeof asked>> | undefined;
    const client = logged(file, async (request) => {
      assert.equal(request.headers.get("content-type"), "text/xml");
      sent = await asked(request);
      return result([]);
    });
    const compare = (name: string) => {
      const { request } = exchange(file, name);
      assert.deepEqual(sent, { path: `${base}/object`, ...readCall(String(request.body)) }, name);
    };
    await searchRead(client, "res.company", [["name", "=", "Exemple SA"]], ["name"]);
    compare("company: by exact name");
    await read(client, "res.company", [9999], ["name"]);
    compare("company: read a missing id");
    await write(client, "res.company", [1], { oauth2_ms_tenant: "  spaces  " });
    compare("company: write with spaces around");
    await client.call("ir.module.module", "update_list");
    compare("module: update_list");
  });

  test(`a method that returns nothing gives null, but a read whose answer is lost is an error (${file})`, async () => {
    const client = logged(file, () => toResponse(exchange(file, "none: a method that returns nothing")));
    assert.equal(await client.call("mail.mail", "send", { ids: [1] }), null);
    await failureOf(client.call("res.company", "read", { ids: [1] }), "unanswerable");
    const name = "error: unexpected keyword argument";
    const other = logged(file, () => toResponse(exchange(file, name)));
    await failureOf(other.call("mail.mail", "send", { ids: [1] }), "other");
  });
}

/** Answers of 14 that XML-RPC cannot carry, and what becomes of them. */
const WITHOUT_FORM: readonly [RegExp, ErpErrorKind][] = [
  [/^user: context_get/, "other"],
  [/ form: (fields_view_get|as a user without rights)/, "unanswerable"],
];

/** Python lists the names of a set in any order. */
const sorted = (given: unknown): unknown =>
  JSON.parse(JSON.stringify(given), (_, item) =>
    Array.isArray(item) && item.every((one) => typeof one === "string") ? item.toSorted() : item,
  );

function target({ request }: Recorded): [model: string, method: string] {
  const { params } = readCall(String(request.body));
  return [String(params[3] ?? "res.company"), String(params[4] ?? "x")];
}

test("a server without the newer path is spoken to in the dialect of 7.0", async () => {
  const fault = marshal({
    faultCode: "'2/common'",
    faultString: "Traceback (most recent call last):\nKeyError: 'x'",
  });
  const silent = [
    () => new Response("<html>not found</html>", { status: 404 }),
    () => new Response(reply(`<fault>${fault}</fault>`)),
  ];
  for (const answer of silent) {
    const paths: string[] = [];
    const client = await connect({
      ...at,
      protocol: "xmlrpc",
      fetch: async (request) => {
        const { path, method } = await asked(request);
        paths.push(`${path} ${method}`);
        if (path.startsWith("/xmlrpc/2/")) return answer();
        if (method === "version") return result({ server_version: "7.0-20140124-002118" });
        return result(method === "login" ? 2 : [{ id: 2, lang: "fr_CH" }]);
      },
    });
    assert.deepEqual(await client.user(), { uid: 2, lang: "fr_CH" });
    assert.deepEqual(await client.version(), { text: "7.0-20140124-002118", major: 7 });
    assert.deepEqual(paths, [
      "/xmlrpc/2/common version",
      "/xmlrpc/common version",
      "/xmlrpc/common login",
      "/xmlrpc/object execute_kw",
    ]);
  }
});

test("a title in place of a class is a refusal, in whatever language, and is repeated", async () => {
  const code = "warning -- Erreur d'intégrité\n\nLe nom doit être unique.";
  const fault = reply(`<fault>${marshal({ faultCode: code, faultString: "" })}</fault>`);
  const client = logged("odoo-14/xmlrpc-1", () => new Response(fault));
  assert.match(
    (await failureOf(client.call("res.company", "write", { ids: [1] }), "validation")).message,
    /Erreur d'intégrité: Le nom doit être unique\./,
  );
});

test("a serialization failure is waited out, and a refused login never is", async () => {
  const busy = {
    faultCode: 1,
    faultString:
      'Traceback (most recent call last):\n  File "x.py", line 1, in y\n    z()\npsycopg2.errors.SerializationFailure: could not serialize access\nDETAIL:  x\n',
  };
  let turn = 0;
  const retry = { retries: 3, firstPauseMs: 1 };
  const client = logged(
    "odoo-14/xmlrpc-2",
    () => {
      turn += 1;
      return turn < 3 ? new Response(reply(`<fault>${marshal(busy)}</fault>`)) : result(true);
    },
    { retry },
  );
  await write(client, "res.company", [1], { x: "y" });
  assert.equal(turn, 3);

  let logins = 0;
  const refused = xmlRpcClient(
    openConnection({
      ...at,
      retry,
      fetch: async (request) => {
        if ((await asked(request)).method === "version") return result(VERSION);
        logins += 1;
        return result(false);
      },
    }),
  );
  for (let again = 0; again < 3; again += 1) {
    await failureOf(refused.user(), "login-refused");
  }
  assert.equal(logins, 1);
});

test("a traceback is shown only when asked for, and then without secrets", async () => {
  const said = `Traceback (most recent call last):\n  File "x.py", line 1\n    write({'x': 'GOCSPX-1'})\nKeyError: 'x'\n`;
  const fault = reply(`<fault>${marshal({ faultCode: 1, faultString: said })}</fault>`);
  for (const debug of [false, true]) {
    const client = logged("odoo-14/xmlrpc-2", () => new Response(fault), { debug });
    client.protect("GOCSPX-1");
    const error = await failureOf(client.call("res.company", "write", { ids: [1] }), "other");
    assert.equal(error.message.includes("x.py"), debug, error.message);
    assert.ok(!inspect(error).includes("GOCSPX-1"));
  }
});
