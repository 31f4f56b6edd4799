import assert from "node:assert/strict";
import { afterEach, beforeEach, it, mock } from "node:test";
import type { LiveServer } from "#clients/erp/servers.ts";
import { nextStepText } from "#config/rules/nextStep.ts";
import type { KeptServers, ServerSettings } from "#config/rules/serverSettings.ts";
import { reportOf } from "#pages/report/model.ts";
import type { RecordedErp } from "#stack/state.ts";
import { lines } from "#test/fixtures/findings.ts";
import { aResult, aRun } from "#test/fixtures/results.ts";
import { judgeAll } from "#verify/check.ts";
import { serverChecks } from "#verify/erp/judge.ts";
import { ErpReader } from "#verify/erp/reader.ts";
import type { Finding, Part } from "#verify/finding.ts";
import { findingText } from "#verify/findingText.ts";
import { peopleFindings } from "#verify/tenant.ts";
import { type GoogleTenant, googleTenant } from "../googleTenant.ts";

let tenant: GoogleTenant;
let asked: string[];
beforeEach(async () => {
  tenant = await googleTenant();
  asked = [];
  const ask = tenant.erp.fetch.bind(tenant.erp);
  mock.method(tenant.erp, "fetch", (request: Request) => {
    asked.push(new URL(request.url).pathname);
    return ask(request);
  });
});
afterEach(() => mock.restoreAll());

/** Where an update would have written. */
function recorded(): RecordedErp {
  const { names } = tenant.erp.state.addon;
  const of = (client: string, secret: string, redirect: string) => ({
    clientId: client,
    clientSecret: secret,
    redirectUri: redirect,
  });
  return {
    company: {
      id: 1,
      fields: {
        microsoft: { ...of(names.msClient, names.msSecret, names.msRedirect), tenant: names.msTenant },
        google: of(names.ggClient, names.ggSecret, names.ggRedirect),
      },
    },
    servers: [
      { kind: "incoming", id: 1, field: names.incomingFlag, useOAuth2: true },
      { kind: "outgoing", id: 1, field: names.outgoingFlag, useOAuth2: true },
    ],
  };
}

const reader = (more: Partial<RecordedErp> = {}): ErpReader =>
  new ErpReader({ ...tenant.access, recorded: { ...recorded(), ...more } });

it("Reading what the ERP holds takes six calls for both systems, their servers and the last fetch: nothing is discovered again", async () => {
  const erp = reader();
  const [microsoft, google, servers, fetch] = await Promise.all([
    erp.held("microsoft"),
    erp.held("google"),
    erp.servers(recorded().servers),
    erp.lastGoogleFetch(),
  ]);
  assert.equal(microsoft.value?.secret, "none");
  assert.equal(google.value?.clientId, tenant.download.clientId);
  assert.deepEqual(
    servers.value?.map(({ kind, id, on }) => [kind, id, on]),
    [
      ["incoming", 1, true],
      ["outgoing", 1, false],
    ],
  );
  assert.equal(fetch.value, "2026-11-23");
  assert.deepEqual(asked.toSorted(), [
    "/json/2/fetchmail.server/search_read",
    "/json/2/fetchmail.server/search_read",
    "/json/2/ir.mail_server/search_read",
    "/json/2/res.company/read",
    "/json/2/res.users/context_get",
    "/web/version",
  ]);
});

it("Reading what the ERP holds finds the same where nothing is recorded yet, by discovery", async () => {
  const google = await new ErpReader(tenant.access).held("google");
  assert.equal(google.value?.clientId, tenant.download.clientId);
  assert.ok(asked.includes("/json/2/res.company/fields_get"));
});

it("Reading what the ERP holds discovers anew where a recorded field is gone, or the company is another one", async () => {
  const { company } = recorded();
  const moved = {
    id: 1,
    fields: { ...company?.fields, google: { ...company?.fields.google, clientId: "x_gone" } },
  };
  assert.equal((await reader({ company: moved }).held("google")).value?.clientId, tenant.download.clientId);
  const other = { id: 2, fields: company?.fields ?? {} };
  assert.equal((await reader({ company: other }).held("google")).value?.clientId, tenant.download.clientId);
});

it("Reading what the ERP holds of an ERP that nobody reaches is a problem, the same for every question, with what to do", async () => {
  tenant.erp.faults.list = [{ status: 401, error: { code: "x", message: "x" } }];
  const erp = reader();
  const [held, servers] = await Promise.all([erp.held("google"), erp.servers(recorded().servers)]);
  assert.ok(held.problem && servers.problem);
  assert.equal(held.problem.what, servers.problem.what);
});

it("Reading what the ERP holds of an ERP that its vendor runs asks nobody", async () => {
  const { problem } = await new ErpReader(undefined).held("google");
  assert.match(problem?.what ?? "", /the vendor runs this ERP/);
  assert.deepEqual(asked, []);
});

const SETTINGS: ServerSettings = {
  host: "outlook.office365.com",
  port: 993,
  encryption: "ssl",
  user: "erp@acme.example",
  active: true,
  confirmed: true,
};
const NOTHING_KEPT: KeptServers = { incoming: {}, outgoing: {} };
const seen = (settings: Partial<ServerSettings> = {}, on = true): LiveServer => ({
  kind: "incoming",
  id: 1,
  name: "Boîte",
  on,
  settings: { ...SETTINGS, ...settings },
});

/** What is said of one incoming server that an update has switched. */
function judged(
  live: Part<readonly LiveServer[]>,
  { keep = NOTHING_KEPT, settings = SETTINGS as ServerSettings | null } = {},
) {
  const server = { kind: "incoming", id: 1, field: "x", useOAuth2: true } as const;
  const servers = [{ ...server, ...(settings ? { settings } : {}) }];
  return judgeAll(serverChecks, { servers, keep }, { live });
}

const ON = 'ok incoming server 1.useOAuth2: true ("Boîte")';

it("The switch of a mail server is ok as it was set, drift when somebody changed it or removed the server, unknown when nobody could look", () => {
  const verdict = (live: Part<readonly LiveServer[]>) => lines(judged(live));
  assert.deepEqual(verdict({ value: [seen()] }), [
    ON,
    "ok incoming server 1: erp@acme.example at outlook.office365.com:993 (ssl)",
  ]);
  assert.equal(
    verdict({ value: [seen({}, false)] })[0],
    'drift incoming server 1.useOAuth2: false ("Boîte")',
  );
  assert.deepEqual(verdict({ value: [] }), ["drift incoming server 1.useOAuth2: the mail server is gone"]);
  assert.deepEqual(verdict({ problem: { what: "away", next: [] } }), [
    "inconclusive incoming server 1.useOAuth2: away",
  ]);
});

it("Each setting of a mail server that somebody changed is drift of its own, with the update that puts it back and the key that accepts it", () => {
  const changed = {
    host: "imap.stranger.example",
    port: 143,
    encryption: "none",
    user: "eve@stranger.example",
    active: false,
    confirmed: false,
  };
  const found = judged({ value: [seen(changed)] }).slice(1);
  assert.deepEqual(
    lines(found),
    Object.entries(changed).map(([name, value]) => `drift incoming server 1.${name}: ${value}`),
  );
  assert.match(
    findingText(found[0] as Finding, "acme").fix,
    /^pulumi up --stack acme {3}\(puts it back\), then pulumi config set --path erp\.keep\.incoming\.1\.host imap\.stranger\.example --stack acme /,
  );
  assert.deepEqual(
    lines(judged({ value: [seen(changed)] }, { keep: { incoming: { 1: changed }, outgoing: {} } })).length,
    2,
    "what the configuration keeps is accepted",
  );
  const other = { keep: { incoming: { 1: { host: "imap.other.example" } }, outgoing: {} } };
  assert.equal(
    lines(judged({ value: [seen(changed)] }, other))[1],
    "drift incoming server 1.host: imap.stranger.example",
  );
});

it("Another spelling of a mail server's host or user, and a confirmation that came later, are no drift", () => {
  const spelled = { host: "Outlook.Office365.com.", user: "ERP@acme.example" };
  assert.equal(
    judged({ value: [seen(spelled)] }).every(({ verdict }) => verdict === "ok"),
    true,
  );
  const later = judged({ value: [seen()] }, { settings: { ...SETTINGS, confirmed: false } });
  assert.equal(
    later.every(({ verdict }) => verdict === "ok"),
    true,
  );
});

it("Of a mail server that an earlier version switched nobody can say whether it leads elsewhere, until an update has recorded it", () => {
  const [, unrecorded] = judged({ value: [seen()] }, { settings: null });
  assert.deepEqual(lines(unrecorded ? [unrecorded] : []), [
    "inconclusive incoming server 1: an earlier version switched this server and did not record where it led",
  ]);
});

it("A mail server is waiting until somebody has signed in for it, or a test mail went through it: worth knowing, no drift, with the next commands", async () => {
  const { state } = tenant.erp;
  const row = state.records["fetchmail.server"]?.["1"] as Record<string, unknown>;
  row[state.addon.tokenField ?? ""] = false;
  const [waiting, unproven, ...others] = await peopleFindings("acme", reader());
  assert.ok(waiting && unproven && others.length === 0);
  assert.deepEqual(lines([waiting, unproven]), [
    "info incoming server 1.token: none: nobody has signed in for it yet",
    "info outgoing server 1.test mail: none was sent through it yet",
  ]);
  const [authorize, testMail] = [
    "modern-auth erp authorize acme 1",
    "modern-auth erp test-mail acme --to <address>",
  ];
  assert.deepEqual(
    [waiting, unproven].map(({ next }) => next.map((step) => nextStepText(step, "acme"))),
    [[authorize, testMail], [testMail]],
  );
  const report = reportOf(
    [aRun([aResult("acme", { findings: [waiting, unproven] })])],
    new Date("2026-11-24T12:00:00Z"),
  );
  assert.deepEqual(report.results[0]?.todo, [waiting.next, unproven.next]);
  row[state.addon.tokenField ?? ""] = "a refresh token";
  const mail = (id: number, more: object) => ({ id, state: "sent", mail_server_id: 1, ...more });
  state.records["mail.mail"] = {
    1: mail(1, { subject: "Invoice 4711, not from modern-auth at all" }),
    2: mail(2, { subject: "modern-auth 0a1b2c3d", state: "exception" }),
    3: mail(3, { subject: "modern-auth 0a1b2c3d", mail_server_id: 2 }),
  };
  const [, still] = await peopleFindings("acme", reader());
  assert.equal(still?.verdict, "info");
  state.records["mail.mail"]["4"] = mail(4, { subject: "modern-auth 4d5e6f70" });
  assert.deepEqual(lines(await peopleFindings("acme", reader())), [
    "ok incoming server 1.token: a token",
    "ok outgoing server 1.test mail: sent",
  ]);
  tenant.erp.faults.list = [{ drop: true }];
  const blind = await peopleFindings("acme", reader());
  assert.deepEqual(
    blind.map(({ verdict }) => verdict),
    ["inconclusive", "inconclusive"],
  );
});
