import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { type ContractName, contract, contractNames, inTurn, unused } from "./contracts.ts";
import { distilOdoo } from "./distilOdoo.ts";
import { distilState, distilTraffic } from "./distilPlugins.ts";
import { exchanges, type OdooContract, protocolsOf, versionOf } from "./odoo.ts";
import { reduced } from "./reduce.ts";

const tests = fileURLToPath(new URL("../", import.meta.url));
const sources = globSync("**/*.test.ts", { cwd: tests, exclude: ["contracts/**"] }).map((file) =>
  readFileSync(`${tests}${file}`, "utf8"),
);

for (const name of contractNames()) {
  test(`the contract ${name} is replayed by a test that fails when it leaves a line out`, () => {
    const users = sources.filter((source) => source.includes(`"${name}"`) && source.includes("unused("));
    assert.notEqual(users.length, 0, `no test opens "${name}" and asks what of it is unused()`);
  });
}

test("a line that no loop has come past is named as unused, and so is a contract that was never opened", () => {
  const name: ContractName = "gcp-9.25.0/drift";
  const part = contract<{ scenario: string }>(name).map((line) => [line.scenario, line] as const);
  const titles = part.map(([title]) => title);
  assert.deepEqual(unused(name), ["all of gcp-9.25.0/drift"]);
  for (const { scenario } of inTurn(name, titles, part)) if (scenario === "label-changed") break;
  assert.deepEqual(unused(name), ["label-changed", "version-destroyed"]);
  assert.equal([...inTurn(name, titles, part)].length, titles.length);
  assert.deepEqual(unused(name), []);
});

test("all contracts together are at most 800 KB, and no text in them is longer than a few lines", () => {
  const texts = contractNames().flatMap((name) => [...textsOf(contract(name as ContractName))]);
  assert.ok(texts.length > 1000);
  assert.deepEqual(
    texts.filter((text) => text.length > 400 && !/^<(form|\?xml)/.test(text)),
    [],
  );
  assert.deepEqual(
    texts.filter((text) => /<(div|span|sheet|h1|html)\b/.test(text)),
    [],
  );
  const bytes = contractNames().map((name) => readFileSync(`${tests}contracts/${name}.jsonl`).byteLength);
  assert.ok(bytes.reduce((sum, one) => sum + one) <= 800_000);
});

function* textsOf(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null)
    for (const one of Object.values(value)) yield* textsOf(one);
}

for (const name of contractNames().filter((one): one is OdooContract => one.startsWith("odoo-"))) {
  test(`distilling what ${name} puts on the wire gives ${name} again`, () => {
    const sequences = protocolsOf(name).map(
      (protocol) => [protocol, [...exchanges(name, protocol)]] as const,
    );
    assert.deepEqual(distilOdoo(versionOf(name), new Map(sequences)), contract(name));
  });
}

test("recorded traffic keeps neither ids nor tokens, and says the same answer once", () => {
  const claims = { aud: "https://localhost", iat: 100, exp: 3700 };
  const token = `x.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`;
  const json = { "content-type": "application/json; charset=utf-8", accept: "*/*" };
  const post = { method: "POST", url: "/v1.0/applications", headers: json, body: {} };
  const get = {
    method: "GET",
    url: "/v1.0/applications/1b-22",
    headers: {},
    status: 200,
    response: { id: "1b-22" },
  };
  const { traffic: lines, placeholders } = distilTraffic([
    {
      run: "up",
      exchanges: [
        { method: "POST", url: "/token", headers: {}, status: 200, response: { access_token: token } },
        { ...post, status: 201, response: { id: "1b-22" } },
        { ...post, status: 201, response: { id: "3c-44" } },
        get,
        get,
      ],
    },
  ]);
  const asked = { run: "up", method: "GET", url: "/v1.0/applications/{applications.id}", status: 200 };
  const posted = {
    run: "up",
    method: "POST",
    url: "/v1.0/applications",
    body: {},
    type: "application/json",
    status: 201,
  };
  assert.deepEqual(lines, [
    {
      run: "up",
      method: "POST",
      url: "/token",
      status: 200,
      response: { access_token: { aud: "https://localhost", lifetime: 3600 } },
    },
    { ...posted, response: { id: "{applications.id}" } },
    { ...posted, response: { id: "{applications.2.id}" } },
    { ...asked, response: { id: "{applications.id}" } },
    { ...asked, unchanged: true },
  ]);
  assert.deepEqual(
    distilState(
      [{ urn: "u", type: "azuread:x", id: "/a/3c-44", outputs: { __meta: "", secret: SECRET } }],
      placeholders,
    ),
    [{ urn: "u", type: "azuread:x", id: "/a/{applications.2.id}", outputs: { secret: "[secret]" } }],
  );
});

/** How the engine marks a secret in a state. */
const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x" };

test("of pages, forms, help texts and messages stays what a client reads, and what differs stays different", () => {
  const page = (text: string) => `<!DOCTYPE html>\n<title>404 Not Found</title>\n<p>${text}</p>\n`;
  assert.match(
    String(reduced(page("one"))),
    /^<!doctype html><title>404 Not Found<\/title>\[[0-9a-f]{8}\]\n$/,
  );
  assert.notEqual(reduced(page("one")), reduced(page("two")));
  const arch = `<form string="F"><div class="x"><page string="P" name="p"><field name="a" password="True" nolabel="1"/>
    <label for="a" string="A &amp; B"/> text <button name="go" type="object" string="Go" icon="i"/></page></div></form>`;
  assert.deepEqual(reduced({ arch }), {
    arch: '<form string="F"><page string="P"><field name="a" password="True"/><label string="A &amp; B" for="a"/><button string="Go" name="go" type="object"/></page></form>',
  });
  const { help, string } = reduced({ help: "Long.", string: "Label" }) as Record<string, string>;
  assert.match(String(help), /^\[[0-9a-f]{8}\]$/);
  assert.equal(string, "Label");
  for (const message of [
    "Not allowed.\n\nAsk.",
    "Not allowed. Ask.",
    "warning -- AccessError\n\nNot allowed. Ask.",
  ])
    assert.match(String(reduced(message)), /^(warning -- AccessError\n\n)?Not allowed\. \[[0-9a-f]{8}\]$/);
  for (const whole of ["Not allowed.", "FATAL:  no such database\n\n", "a.b. c"])
    assert.equal(reduced(whole), whole);
  for (const answer of [page("one"), { arch }, { help: "Long." }, "Not allowed. Ask."])
    assert.deepEqual(reduced(reduced(answer)), reduced(answer));
});
