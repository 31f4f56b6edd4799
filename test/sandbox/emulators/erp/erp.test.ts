import assert from "node:assert/strict";
import { test } from "node:test";
import { DroppedConnection } from "#sandbox/emulators/core/faults.ts";
import { createErp, inventNames } from "#sandbox/emulators/erp/erp.ts";
import { json2, rpc, service, userOf } from "./client.ts";

const flavours = ["odoo-14", "odoo-19"] as const;
const names = inventNames();

test("the addon's technical names are not those of the recordings, and a seed changes them", () => {
  assert.equal(names.msClient, "x_auth_ms_appid");
  assert.equal(new Set(Object.values(names)).size, Object.keys(names).length);
  for (const name of Object.values(names)) assert.ok(!name.includes("oauth2"), name);
  assert.notDeepEqual(inventNames("another"), names);
  assert.deepEqual(inventNames("another"), inventNames("another"));
});

for (const flavour of flavours) {
  test(`on ${flavour} the company's fields come and go with the addon, and so do their values`, async () => {
    const erp = createErp({ flavour });
    const ask = async () =>
      (await rpc(erp, "res.company", "fields_get", [[names.msClient, names.ggSecret]])).result;
    assert.deepEqual(await ask(), {});
    const [id] = (await rpc(erp, "ir.module.module", "search", [[["name", "=", "auth_oauth2"]]]))
      .result as number[];
    await rpc(erp, "ir.module.module", "button_immediate_install", [[id]]);
    assert.deepEqual(Object.keys((await ask()) as object), [names.msClient, names.ggSecret]);
    await rpc(erp, "res.company", "write", [[1], { [names.msClient]: "kept" }]);
    await rpc(erp, "ir.module.module", "button_immediate_uninstall", [[id]]);
    assert.deepEqual(await ask(), {});
    assert.ok(!(names.msClient in (erp.state.records["res.company"]?.["1"] ?? {})));
    const domain = [["module", "=", "auth_oauth2"]];
    assert.deepEqual((await rpc(erp, "ir.model.data", "search", [domain])).result, []);
    const gone = await rpc(erp, "fetchmail.server", names.tokenMethod, [[1]]);
    assert.equal(gone.error?.name, "builtins.AttributeError");
  });

  test(`on ${flavour} an addon that is not on the server is not found by updating the list either`, async () => {
    const erp = createErp({ flavour, addon: "absent" });
    const [, added] = (await rpc(erp, "ir.module.module", "update_list")).result as [number, number];
    assert.equal(added, 0);
    assert.deepEqual(
      (await rpc(erp, "ir.module.module", "search", [[["name", "=", "auth_oauth2"]]])).result,
      [],
    );
  });

  test(`on ${flavour} a created record hides from as many reads as it is told to`, async () => {
    const erp = createErp({ flavour, addon: "installed" });
    erp.faults.readsBeforeVisible = 2;
    const values = { name: "New", smtp_host: "smtp.example.com", smtp_port: 587, smtp_encryption: "none" };
    const id = (await rpc(erp, "ir.mail_server", "create", [values])).result;
    const look = async () => (await rpc(erp, "ir.mail_server", "read", [[id], ["name"]])).result;
    assert.deepEqual(await look(), []);
    assert.deepEqual((await rpc(erp, "ir.mail_server", "search", [[]])).result, []);
    assert.deepEqual(await look(), [{ id, name: "New" }]);
  });

  test(`on ${flavour} a list of records is created as a whole or not at all`, async () => {
    const erp = createErp({ flavour });
    const good = { name: "Good", smtp_host: "a", smtp_port: 25, smtp_encryption: "none" };
    const outcome = await rpc(erp, "ir.mail_server", "create", [[good, { smtp_host: "nameless" }]]);
    assert.equal(outcome.error?.name, "odoo.exceptions.ValidationError");
    assert.equal((await rpc(erp, "ir.mail_server", "search_count", [[]])).result, 0);
  });

  test(`on ${flavour} two companies can have one name if the state says so, although no write may bring it about`, async () => {
    const erp = createErp({
      flavour,
      companies: [{ name: "Twin SA" }, { name: "Twin SA" }, { name: "Other SA" }],
    });
    const found = await rpc(erp, "res.company", "search_read", [[["name", "=", "Twin SA"]], ["name"]]);
    assert.equal((found.result as unknown[]).length, 2);
    const refused = await rpc(erp, "res.company", "write", [[3], { name: "Twin SA" }]);
    assert.equal(refused.error?.name, "odoo.exceptions.ValidationError");
  });

  test(`on ${flavour} a proxy answers every RPC path with a page or a redirect`, async () => {
    const erp = createErp({ flavour });
    const post = () =>
      erp.fetch(new Request("http://erp.example.com/jsonrpc", { method: "POST", body: "{}" }));
    erp.tamper([{ op: "replace", path: "/proxy", value: "html" }]);
    const page = await post();
    assert.equal(page.status, 200);
    assert.match(page.headers.get("content-type") ?? "", /^text\/html/);
    erp.tamper([{ op: "replace", path: "/proxy", value: "redirect" }]);
    const redirect = await post();
    assert.equal(redirect.status, 302);
    assert.match(redirect.headers.get("location") ?? "", /^https:\/\/login\.example\.net\//);
    erp.tamper([{ op: "replace", path: "/proxy", value: null }]);
    assert.deepEqual((await service(erp, "db", "db_exist", ["erp"])).result, true);
  });

  test(`on ${flavour} an install whose answer is lost is done all the same`, async () => {
    const erp = createErp({ flavour });
    const [id] = (await rpc(erp, "ir.module.module", "search", [[["name", "=", "auth_oauth2"]]]))
      .result as number[];
    erp.state.install.answer = "drop";
    await assert.rejects(rpc(erp, "ir.module.module", "button_immediate_install", [[id]]), DroppedConnection);
    const state = await rpc(erp, "ir.module.module", "read", [[id], ["state"]]);
    assert.deepEqual(state.result, [{ id, state: "installed" }]);
  });

  test(`on ${flavour} an install that takes its time shows its state meanwhile`, async () => {
    const erp = createErp({ flavour });
    const [id] = (await rpc(erp, "ir.module.module", "search", [[["name", "=", "auth_oauth2"]]]))
      .result as number[];
    Object.assign(erp.state.install, { answer: "late", lateMs: 50 });
    const install = rpc(erp, "ir.module.module", "button_immediate_install", [[id]]);
    const stateNow = async () => (await rpc(erp, "ir.module.module", "read", [[id], ["state"]])).result;
    assert.deepEqual(await stateNow(), [{ id, state: "to install" }]);
    assert.equal(((await install).result as { type: string }).type, "ir.actions.act_url");
    assert.deepEqual(await stateNow(), [{ id, state: "installed" }]);
  });
}

test("a masked field reads as stars but keeps what was written, and an empty one stays empty", async () => {
  const erp = createErp({ addon: "installed" });
  erp.state.masked.push(`res.company.${names.msSecret}`);
  const look = async () => (await rpc(erp, "res.company", "read", [[1], [names.msSecret]])).result;
  assert.deepEqual(await look(), [{ id: 1, [names.msSecret]: false }]);
  await rpc(erp, "res.company", "write", [[1], { [names.msSecret]: "made-up-hidden" }]);
  assert.deepEqual(await look(), [{ id: 1, [names.msSecret]: "********" }]);
  assert.equal(erp.state.records["res.company"]?.["1"]?.[names.msSecret], "made-up-hidden");
});

test("a lost field answers true to a write and keeps its old value", async () => {
  const erp = createErp({ addon: "installed", companies: [{ name: "A", microsoft: { tenant: "old" } }] });
  erp.state.lost.push(`res.company.${names.msTenant}`);
  assert.equal((await rpc(erp, "res.company", "write", [[1], { [names.msTenant]: "new" }])).result, true);
  const read = await rpc(erp, "res.company", "read", [[1], [names.msTenant]]);
  assert.deepEqual(read.result, [{ id: 1, [names.msTenant]: "old" }]);
});

test("no secret that the ERP was given or ever stored shows in its snapshot, and all are known to the tests", async () => {
  const erp = createErp({
    addon: "installed",
    companies: [{ name: "A", microsoft: { secret: "made-up-given" } }],
    incoming: [{ name: "In", password: "made-up-imap" }],
    outgoing: [{ name: "Out", password: "made-up-smtp" }],
    sizes: { ggSecret: 10 },
  });
  await rpc(erp, "res.company", "write", [[1], { [names.ggSecret]: "made-up-written" }]);
  await rpc(erp, "ir.config_parameter", "set_param", [
    "microsoft_outlook_client_secret",
    "made-up-parameter",
  ]);
  await rpc(erp, "ir.config_parameter", "set_param", ["web.base.url", "https://erp.example.com"]);
  const snapshot = JSON.stringify(erp.snapshot());
  const { password, apiKey } = userOf(erp, "admin");
  const secrets = [
    "made-up-given",
    "made-up-imap",
    "made-up-smtp",
    "made-up-written",
    "made-up-wr",
    "made-up-parameter",
    password,
    apiKey,
  ];
  for (const secret of secrets) {
    assert.ok(erp.secrets.has(secret), `${secret} is not known`);
    assert.ok(!snapshot.includes(secret), `${secret} shows`);
  }
  assert.ok(!erp.secrets.has("https://erp.example.com"), "ordinary parameters are no secrets");
});

test("tracebacks give submitted secrets away only when the state says so", async () => {
  const erp = createErp({ addon: "installed" });
  const vals = { [names.msSecret]: "made-up-leak", no_such_field: 1 };
  const body = async () => (await json2(erp, "res.company", "write", { ids: [1], vals })).text();
  assert.ok(!(await body()).includes("made-up-leak"));
  erp.state.leakyTracebacks = true;
  assert.ok((await body()).includes("made-up-leak"));
});

test("a change made by hand in the state is what the next read shows", async () => {
  const erp = createErp({ addon: "installed" });
  erp.tamper([
    { op: "replace", path: `/records/res.company/1/${names.msRedirect}`, value: "https://elsewhere.example" },
  ]);
  const read = await rpc(erp, "res.company", "read", [[1], [names.msRedirect]]);
  assert.deepEqual(read.result, [{ id: 1, [names.msRedirect]: "https://elsewhere.example" }]);
});

test("14 lets everybody in again once the cool-down is over", async () => {
  const erp = createErp({ flavour: "odoo-14" });
  const { apiKey } = userOf(erp, "admin");
  const login = async (secret: string) =>
    (await service(erp, "common", "authenticate", ["erp", "admin", secret, {}])).result;
  for (let attempt = 0; attempt < 10; attempt += 1) assert.equal(await login("wrong"), false);
  assert.equal(await login(apiKey), false);
  assert.match((await rpc(erp, "res.users", "context_get")).error?.message ?? "", /^Too many login failures/);
  erp.state.logins.lastFailure = "2020-01-01 00:00:00";
  assert.equal(await login(apiKey), 2);
});

test("a list of databases that is switched off is AccessDenied, yet the login works", async () => {
  const erp = createErp({ databases: ["erp", "other"] });
  erp.state.databaseList = false;
  assert.equal((await service(erp, "db", "list", [])).error?.name, "odoo.exceptions.AccessDenied");
  const { password } = userOf(erp, "admin");
  assert.equal((await service(erp, "common", "authenticate", ["erp", "admin", password, {}])).result, 2);
  assert.equal(
    (await service(erp, "common", "authenticate", ["other", "admin", password, {}])).result,
    false,
  );
});

test("JSON-2 answers 200 and true to a write without ids, and nothing is written", async () => {
  const erp = createErp({ addon: "installed" });
  const response = await json2(erp, "res.company", "write", { vals: { [names.msTenant]: "nowhere" } });
  assert.equal(response.status, 200);
  assert.equal(await response.json(), true);
  assert.equal(erp.state.records["res.company"]?.["1"]?.[names.msTenant], false);
});

test("the token button leads to Google for a Gmail server and to Microsoft for any other", async () => {
  const erp = createErp({
    addon: "installed",
    companies: [{ name: "A", microsoft: { client: "ms-id", tenant: "t" }, google: { client: "gg-id" } }],
    incoming: [
      { name: "Outlook", server: "outlook.office365.com", useOAuth2: true },
      { name: "Gmail", server: "imap.gmail.com", useOAuth2: true },
    ],
  });
  const open = async (id: number) => {
    const { result } = await rpc(erp, "fetchmail.server", names.tokenMethod, [[id]]);
    return new URL((result as { url: string }).url);
  };
  const [microsoft, google] = [await open(1), await open(2)];
  assert.equal(microsoft.host + microsoft.pathname, "login.microsoftonline.com/t/oauth2/v2.0/authorize");
  assert.equal(microsoft.searchParams.get("client_id"), "ms-id");
  assert.equal(google.host, "accounts.google.com");
  assert.equal(google.searchParams.get("client_id"), "gg-id");
});

test("without anything said the ERP is a 19 with the addon on disk, one company and one administrator", async () => {
  const erp = createErp();
  assert.deepEqual([erp.name, erp.hosts], ["erp", ["erp.example.com"]]);
  const response = await erp.fetch(new Request("http://erp.example.com/web/version"));
  assert.equal(((await response.json()) as { version: string }).version, "19.0");
  const modules = await rpc(erp, "ir.module.module", "search_read", [
    [["name", "=", "auth_oauth2"]],
    ["state"],
  ]);
  assert.equal((modules.result as { state: string }[])[0]?.state, "uninstalled");
  assert.equal((await rpc(erp, "res.users", "has_group", [[2], "base.group_system"])).result, true);
});
