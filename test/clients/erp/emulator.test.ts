import assert from "node:assert/strict";
import { test } from "node:test";
import type { ErpClient } from "#clients/erp/client.ts";
import {
  type CompanyValues,
  findCompany,
  readCompanyOAuth,
  writeCompanyOAuth,
} from "#clients/erp/company.ts";
import { type ConnectOptions, connect, type Protocol } from "#clients/erp/connect.ts";
import { discoverCompanyFields, discoverUseOAuth2 } from "#clients/erp/discovery.ts";
import type { ErpError, ErpErrorKind } from "#clients/erp/errors.ts";
import { installModule, moduleState } from "#clients/erp/module.ts";
import { createErp, type ErpOptions, type Flavour, inventNames } from "#sandbox/emulators/erp/erp.ts";
import { companyRoles } from "#sandbox/emulators/erp/names.ts";
import { failureOf } from "#test/erp/failure.ts";

type Erp = ReturnType<typeof createErp>;

const FAST = { pauseMs: 1, settleMs: 100, watchMs: 1000, occupiedMs: 100 };

const VALUES = {
  microsoft: {
    clientId: "11111111-2222-3333-4444-555555555555",
    tenant: "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
    clientSecret: "made-up~ms.secret-9",
    redirectUri: "https://erp.example.com/oauth2/retrieve_token",
  },
  google: {
    clientId: "123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com",
    clientSecret: "GOCSPX-made-up-9",
    redirectUri: "https://erp.example.com/oauth2/retrieve_token",
  },
} satisfies CompanyValues;

const USERS = [
  {
    id: 2,
    login: "admin",
    groups: ["settings"],
    companies: [1, 2],
    password: "pw-admin-0815",
    apiKey: "key-admin-4711",
  },
  { id: 6, login: "clerk", groups: ["employee"], password: "pw-clerk-0815", apiKey: "key-clerk-4711" },
] as const satisfies ErpOptions["users"];

function erpWith(options: ErpOptions): Erp {
  return createErp({
    companies: [
      { id: 1, name: "Exemple SA" },
      { id: 2, name: "Exemple Romandie Sàrl" },
    ],
    users: USERS,
    incoming: [{ name: "Office 365", state: "done", password: "made-up-imap-1" }],
    outgoing: [{ name: "Office 365 SMTP", password: "made-up-smtp-1" }],
    ...options,
  });
}

function at(erp: Erp, more: Partial<ConnectOptions> = {}): ConnectOptions {
  return {
    url: "https://erp.example.com",
    database: "erp",
    login: "admin",
    password: "key-admin-4711",
    retry: { retries: 1, firstPauseMs: 1 },
    fetch: (request) => erp.fetch(request),
    ...more,
  };
}

/** The error of an attempt, after a look that no secret of the ERP or of ours is in it. */
const failing = (erp: Erp, attempt: Promise<unknown>, kind: ErpErrorKind): Promise<ErpError> =>
  failureOf(attempt, kind, [...erp.secrets, VALUES.microsoft.clientSecret, VALUES.google.clientSecret]);

interface Lane {
  flavour: Flavour;
  password: string;
  /** What is spoken in the end. */
  protocol: ErpClient["protocol"];
  /** What the configuration says. @default "auto" */
  asked?: Protocol;
  oldDialect?: true;
}

const LANES = [
  { flavour: "odoo-14", password: "pw-admin-0815", protocol: "jsonrpc" },
  { flavour: "odoo-14", password: "key-admin-4711", protocol: "jsonrpc" },
  { flavour: "odoo-19", password: "pw-admin-0815", protocol: "jsonrpc" },
  { flavour: "odoo-19", password: "key-admin-4711", protocol: "json2" },
  { flavour: "odoo-19", password: "pw-admin-0815", protocol: "xmlrpc", asked: "xmlrpc" },
  { flavour: "odoo-14", password: "pw-admin-0815", protocol: "xmlrpc", oldDialect: true },
] as const satisfies Lane[];

for (const [index, { password, protocol, asked, ...server }] of (LANES as readonly Lane[]).entries()) {
  const lane = `${server.oldDialect ? "7.0" : server.flavour}, ${password.startsWith("key") ? "key" : "password"}, ${protocol}`;
  const access = { password, ...(asked ? { protocol: asked } : {}) };

  test(`the fields that are found and written are the addon's own (${lane})`, async () => {
    const names = inventNames(`seed ${index}`);
    const erp = erpWith({ ...server, names, addon: "unlisted" });
    const client = await connect(at(erp, access));
    assert.equal(client.protocol, protocol);
    assert.equal(await moduleState(client, "auth_oauth2"), "absent");
    assert.equal((await installModule(client, "auth_oauth2", FAST)).state, "installed");
    const fields = await discoverCompanyFields(client);
    assert.equal(fields.microsoft?.clientId.field, names.msClient);
    assert.equal(fields.microsoft?.tenant.field, names.msTenant);
    const clientSecret = { field: names.ggSecret, label: "Secret client", secret: true };
    assert.deepEqual(fields.google?.clientSecret, clientSecret);
    assert.equal(fields.google?.redirectUri.field, names.ggRedirect);
    assert.equal((await discoverUseOAuth2(client, "incoming")).field, names.incomingFlag);
    assert.equal((await discoverUseOAuth2(client, "outgoing")).field, names.outgoingFlag);

    const { id } = await findCompany(client, "Exemple Romandie Sàrl");
    await writeCompanyOAuth(client, id, fields, VALUES);
    const rows = erp.state.records["res.company"];
    assert.equal(rows?.["2"]?.[names.msSecret], VALUES.microsoft.clientSecret);
    assert.ok(!rows?.["1"]?.[names.msSecret], "another company was written");
  });

  test(`bad days of an ERP end in errors that say what to do (${lane})`, async () => {
    const names = inventNames(`seed ${index}`);
    const erp = erpWith({ ...server, names, addon: "installed", sizes: { ggClient: 64 } });
    const good = at(erp, access);
    erp.state.proxy = "html";
    await failing(erp, connect(good), "html");
    erp.state.proxy = "redirect";
    assert.match(
      (await failing(erp, connect(good), "redirect")).message,
      /redirected to https:\/\/login\.example\.net\. /,
    );
    erp.state.proxy = "cut";
    assert.match((await failing(erp, connect(good), "lost")).message, /breaks off/);
    erp.state.proxy = null;
    erp.faults.list.push({ drop: true, times: 2 });
    await failing(erp, connect(good), "lost");
    erp.faults.list.push({ status: 503, times: 2 });
    await failing(erp, connect(good), "busy");
    erp.faults.list.push({ latencyMs: 1000, times: 1 });
    await failing(erp, connect({ ...good, timeoutMs: 30 }), "timeout");

    const client = await connect(good);
    const fields = await discoverCompanyFields(client);
    const long = await failing(erp, writeCompanyOAuth(client, 1, fields, VALUES), "validation");
    assert.equal(long.field, names.ggClient);
    erp.state.lost.push(`res.company.${names.msSecret}`);
    const lost = { microsoft: VALUES.microsoft };
    assert.equal(
      (await writeCompanyOAuth(client, 1, fields, lost)).after["microsoft.clientSecret"]?.visibility,
      "masked",
    );
    erp.state.lost = [`res.company.${names.msTenant}`];
    const tenant = { microsoft: { tenant: "bbbbbbbb-bbbb-cccc-dddd-eeeeeeeeeeee" } };
    const dropped = await failing(erp, writeCompanyOAuth(client, 1, fields, tenant), "validation");
    assert.equal(dropped.field, names.msTenant);
  });

  test(`a masked secret is seen as masked and the rest stays comparable (${lane})`, async () => {
    const names = inventNames(`seed ${index}`);
    const erp = erpWith({ ...server, names, addon: "installed" });
    erp.state.masked.push(`res.company.${names.msSecret}`);
    const client = await connect(at(erp, access));
    const fields = await discoverCompanyFields(client);
    await writeCompanyOAuth(client, 1, fields, VALUES);
    const shown = await readCompanyOAuth(client, 1, fields);
    assert.deepEqual(shown["microsoft.clientSecret"], { value: undefined, visibility: "masked" });
    assert.equal(shown["google.clientSecret"]?.value, VALUES.google.clientSecret);
    const { clientSecret, ...rest } = VALUES.microsoft;
    assert.equal(erp.state.records["res.company"]?.["1"]?.[names.msSecret], clientSecret);
    assert.deepEqual((await writeCompanyOAuth(client, 1, fields, { microsoft: rest })).written, []);
  });

  test(`an addon whose fields the user may not see is told from one that is not installed (${lane})`, async () => {
    const names = inventNames(`seed ${index}`);
    const erp = erpWith({ ...server, names, addon: "installed" });
    erp.state.hidden.push(...companyRoles.map((role) => `res.company.${names[role]}`));
    const client = await connect(at(erp, access));
    const error = await failing(erp, discoverCompanyFields(client), "no-such-field");
    assert.match(error.message, /The module auth_oauth2 is installed, and brings:/);
    for (const role of companyRoles)
      assert.match(error.message, new RegExp(`^The ERP user may not see: .*\\b${names[role]}\\b`, "m"));
    assert.doesNotMatch(error.message, /may not be installed/);
  });

  test(`an installation survives a lost answer and waits for a busy ERP (${lane})`, async () => {
    const erp = erpWith({ ...server, addon: "uninstalled" });
    const client = await connect(at(erp, access));
    erp.state.install.busy = true;
    const busy = await failing(
      erp,
      installModule(client, "auth_oauth2", { ...FAST, occupiedMs: 20 }),
      "busy",
    );
    assert.equal(busy.retryable, true);
    const freed = setTimeout(() => {
      erp.state.install.busy = false;
    }, 30);
    erp.state.install.answer = "drop";
    erp.state.install.lateMs = 40;
    const result = await installModule(client, "auth_oauth2", {
      ...FAST,
      occupiedMs: 60_000,
      watchMs: 60_000,
    });
    clearTimeout(freed);
    assert.deepEqual(result, { changed: true, state: "installed" });
  });
}

test("over XML-RPC 14 shows its forms to administrators only, by the views; everybody else needs pins or JSON-RPC", async () => {
  const names = inventNames();
  const erp = erpWith({ flavour: "odoo-14", names, addon: "installed" });
  const client = await connect(at(erp, { protocol: "xmlrpc" }));
  const found = await discoverCompanyFields(client);
  assert.deepEqual(
    [found.microsoft?.clientId.field, found.google?.clientId.field],
    [names.msClient, names.ggClient],
  );

  const clerk = await connect(at(erp, { protocol: "xmlrpc", login: "clerk", password: "key-clerk-4711" }));
  const error = await failing(erp, discoverCompanyFields(clerk), "no-such-field");
  for (const name of [names.msClient, names.ggClient]) assert.ok(error.message.includes(name), error.message);
  assert.match(error.message, /erp\.fields\.microsoft\.clientId: /);
  assert.match(error.message, /to administrators only.*modernauth:erpProtocol jsonrpc/);
  const pins = {
    clientId: names.msClient,
    tenant: names.msTenant,
    clientSecret: names.msSecret,
    redirectUri: names.msRedirect,
  };
  const overrides = { microsoft: pins };
  const fields = await discoverCompanyFields(client, { providers: ["microsoft"], overrides });
  const { microsoft } = VALUES;
  assert.equal((await writeCompanyOAuth(client, 1, fields, { microsoft })).written.length, 4);
});

test("a pinned field that the user may only read is refused before anything is written", async () => {
  const names = inventNames();
  const erp = erpWith({ flavour: "odoo-14", names, addon: "installed" });
  const clerk = await connect(at(erp, { login: "clerk", password: "key-clerk-4711" }));
  const fields = await discoverCompanyFields(clerk);
  const error = await failing(
    erp,
    writeCompanyOAuth(clerk, 1, fields, { microsoft: VALUES.microsoft }),
    "validation",
  );
  assert.match(error.message, /read-only for the ERP user\. Nothing was written/);
  assert.ok(!erp.state.records["res.company"]?.["1"]?.[names.msClient]);
});

test("a user that is deactivated, or whose key expires, between two calls is told, and gets in again afterwards", async () => {
  for (const protocol of ["json2", "jsonrpc", "xmlrpc"] as const) {
    const erp = erpWith({ flavour: "odoo-19", addon: "installed" });
    const client = await connect(at(erp, { protocol }));
    const user = erp.state.records["res.users"]?.["2"] ?? {};
    user["active"] = false;
    const asleep = await failing(erp, findCompany(client, "Exemple SA"), "login-refused");
    assert.match(asleep.message, /inactive.*after 30 days/);
    user["active"] = true;
    assert.equal((await findCompany(client, "Exemple SA")).id, 1);
    const credentials = erp.state.credentials["2"];
    assert.ok(credentials);
    const { apiKey } = credentials;
    credentials.apiKey = "";
    const expired = await failing(erp, findCompany(client, "Exemple SA"), "login-refused");
    assert.match(expired.message, /wrong or expired/);
    credentials.apiKey = apiKey;
    assert.equal((await findCompany(client, "Exemple SA")).id, 1);
  }
});

test("a module that is half installed is told with its state, and installed once the ERP is put right", async () => {
  const erp = erpWith({ flavour: "odoo-19", addon: "uninstalled" });
  const client = await connect(at(erp));
  const module = Object.values(erp.state.records["ir.module.module"] ?? {}).find(
    (row) => row["name"] === "auth_oauth2",
  );
  assert.ok(module);
  module["state"] = "to install";
  const stuck = await failing(erp, installModule(client, "auth_oauth2", { ...FAST, watchMs: 50 }), "timeout");
  assert.match(stuck.message, /its state is still "to install".*ask who runs the ERP to reset it/);
  module["state"] = "uninstalled";
  assert.equal((await installModule(client, "auth_oauth2", FAST)).state, "installed");
});
