import assert from "node:assert/strict";
import { afterEach, beforeEach, it, mock } from "node:test";
import {
  addSecret,
  deleteClient,
  disableSecret,
  restoreClient,
  setRedirectUris,
} from "#sandbox/emulators/google/console.ts";
import { leaksInText } from "#sandbox/leaks.ts";
import { inWords, lines } from "#test/fixtures/findings.ts";
import { HeldSecret } from "#verify/erp/heldSecret.ts";
import { ErpReader } from "#verify/erp/reader.ts";
import { type Finding, needsAttention } from "#verify/finding.ts";
import type { ExpectedGoogle } from "#verify/google/expected.ts";
import { signInToGoogle, verifyGoogle } from "#verify/google/verify.ts";
import { oneEachCause } from "#verify/oneCause.ts";
import { type GoogleTenant, googleTenant } from "../googleTenant.ts";

let tenant: GoogleTenant;
beforeEach(async () => {
  tenant = await googleTenant();
});
afterEach(() => mock.restoreAll());

const deed = { now: new Date("2026-11-20T09:00:00Z"), by: "bert@acme.example" };

/** Everything that needs attention, as "drift client: deleted". */
async function verify(more: Partial<ExpectedGoogle> = {}) {
  tenant.requests.length = 0;
  const { expected, access, auth } = tenant;
  const { findings, calls } = await verifyGoogle(
    { ...expected, ...more },
    new ErpReader(access),
    auth,
    fetch,
  );
  assert.equal(calls, tenant.requests.length, "it counts its calls truly");
  const secrets = [...tenant.google.secrets, ...tenant.erp.secrets, tenant.erpApiKey];
  assert.deepEqual(leaksInText(JSON.stringify(findings), secrets), []);
  const notable = findings.filter(needsAttention);
  assert.ok(
    notable.every(({ next }) => next.length > 0),
    "what is wrong has a next step",
  );
  return { findings: findings.map(inWords), named: lines(notable), told: oneEachCause(notable) };
}

it("Verifying the Google part of a tenant that nobody touched finds nothing, in six calls, with the three documented roles", async () => {
  assert.deepEqual((await verify()).named, []);
  assert.deepEqual(tenant.requests.toSorted(), [
    "GET accounts.google.com/o/oauth2/v2/auth",
    "GET accounts.google.com/o/oauth2/v2/auth",
    `GET cloudresourcemanager.googleapis.com/v3/projects/${tenant.expected.project}`,
    `GET serviceusage.googleapis.com/v1/projects/${tenant.expected.project}/services`,
    "POST logging.googleapis.com/v2/entries:list",
    "POST oauth2.googleapis.com/token",
  ]);
});

it("Verifying the Google part makes every call, the ERP's included, by the fetch that it is handed", async () => {
  const handed = fetch;
  mock.method(globalThis, "fetch", () => assert.fail("the global fetch was called"));
  const erp = new ErpReader({ ...tenant.access, fetch: handed });
  const { findings } = await verifyGoogle(tenant.expected, erp, tenant.auth, handed);
  assert.deepEqual(findings.filter(needsAttention), []);
});

it("Verifying the Google part asks once more where the ERP holds another client or secret than this stack's", async () => {
  const { clientSecret } = addSecret(tenant.google, tenant.download.clientId, deed);
  tenant.setInErp("ggSecret", clientSecret);
  await verify();
  assert.equal(tenant.requests.filter((one) => one === "POST oauth2.googleapis.com/token").length, 2);
});

it("Verifying the Google part changes nothing on any server", async () => {
  const before = structuredClone([tenant.google.state, tenant.erp.state]);
  await verify();
  assert.deepEqual([tenant.google.state, tenant.erp.state], before);
});

it("Verifying the Google part finds every one of many changes made by hand at once, and names the property of each", async () => {
  const { google, download, expected, erp } = tenant;
  const { clientId, clientSecret } = download;
  const second = addSecret(google, clientId, deed);
  disableSecret(google, clientId, clientSecret.slice(-4), deed);
  setRedirectUris(google, clientId, ["https://elsewhere.example/x"], deed);
  const services = google.state.services[expected.project] ?? {};
  services["gmail.googleapis.com"] = "DISABLED";
  services["people.googleapis.com"] = "DISABLED";
  tenant.setInErp("ggSecret", second.clientSecret);
  tenant.setInErp("ggRedirect", "https://elsewhere.example/x");
  Object.assign(erp.state.records["fetchmail.server"]?.["1"] ?? {}, { date: false });
  const { branding: _, ...attested } = expected.attested;
  const [secret] = expected.secrets;
  assert.ok(secret);
  const { named } = await verify({
    audience: "external",
    attested,
    secrets: [{ ...secret, since: "2025-11-24" }],
  });
  assert.deepEqual(named, [
    "drift service gmail.googleapis.com: disabled",
    "drift service people.googleapis.com: disabled",
    "drift secret 1: Google refuses the secret: it is wrong, disabled or deleted.",
    "drift client.redirectUri: Google refuses it: it is not registered on the client any more",
    "warn secret.age: 365 days, since 2025-11-24: more than a year, rotate it now",
    "warn client.use: last known use 2025-11-24: Google deletes an unused client from 2026-05-24 on",
    "warn client.auditLog: 2026-11-20T09:00:00.000Z bert@acme.example: UpdateClient; " +
      "2026-11-20T09:00:00.000Z bert@acme.example: DisableClientSecret; " +
      "2026-11-20T09:00:00.000Z bert@acme.example: AddClientSecret",
    "warn attested.branding: not attested",
    "warn attested.audience: attested by anna@acme.example on 2026-11-02 as internal",
    "drift company.google.redirectUri: https://elsewhere.example/x",
    "drift company.google.clientSecret: a secret that this stack does not manage",
  ]);
});

it("Verifying the Google part tells of a deleted client until when it can be restored, and is content once it is", async () => {
  const { google, download, expected } = tenant;
  deleteClient(google, download.clientId, deed);
  assert.deepEqual((await verify()).named, [
    "drift client: deleted; bert@acme.example deleted it on 2026-11-20: it can be restored until 2026-12-20",
    "warn client.auditLog: 2026-11-20T09:00:00.000Z bert@acme.example: DeleteClient",
    "drift company.google.clientSecret: refused: The client was deleted.",
  ]);
  const recorded = { redirect: "registered", auditedUntil: "2026-11-20T09:00:00.000Z" };
  assert.match(
    (await verify({ recorded })).named[0] ?? "",
    /can be restored until 2026-12-20$/,
    "also where the last update has seen the deletion",
  );
  restoreClient(google, download.clientId, { now: new Date("2026-11-21T09:00:00Z") });
  const since = { recorded: { ...recorded, auditedUntil: "2026-11-21T09:00:00.000Z" } };
  assert.deepEqual((await verify(since)).named, []);
  assert.equal(expected.secrets.length, 1);
});

it("Verifying the Google part tells the two secrets of a rotation apart, and which of them the ERP holds", async () => {
  const { google, download, expected } = tenant;
  const next = addSecret(google, download.clientId, { now: new Date("2026-11-01T08:00:00Z") });
  const secrets: ExpectedGoogle["secrets"] = [
    ...expected.secrets,
    { number: 2, clientId: next.clientId, since: "2026-11-20", secret: new HeldSecret(next.clientSecret) },
  ];
  assert.deepEqual((await verify({ secrets })).named, [
    "warn company.google.clientSecret: an older secret of this stack",
  ]);
  tenant.setInErp("ggSecret", next.clientSecret);
  assert.deepEqual((await verify({ secrets })).named, []);
  disableSecret(google, download.clientId, download.clientSecret.slice(-4), {
    now: new Date("2026-11-01T08:00:00Z"),
  });
  assert.deepEqual((await verify({ secrets })).named, ["warn secret 1: retired: Google refuses it"]);
});

it("Verifying the Google part sends what is no client id nowhere, and does not show it", async () => {
  tenant.setInErp("ggClient", tenant.download.clientSecret);
  const { named } = await verify();
  assert.deepEqual(named, [
    "drift company.google.clientId: another value (not shown)",
    "drift company.google.clientSecret: not tried: the ERP's client id is none",
  ]);
  assert.equal(tenant.requests.filter((request) => request.endsWith("/token")).length, 1);
});

it("Verifying the Google part warns of a redirect URI that had not reached Google at the last update, until it has", async () => {
  const { google, download, expected } = tenant;
  google.state.settings.redirectPropagation = 3;
  const client = google.state.oauthClients[download.clientId];
  assert.ok(client);
  client.redirectUris = [];
  setRedirectUris(google, download.clientId, [expected.redirectUri], {
    now: new Date("2026-11-01T08:00:00Z"),
  });
  const recorded = { redirect: "pending", auditedUntil: "2026-11-01T08:00:00.000Z" };
  assert.deepEqual((await verify({ recorded })).named, [
    "warn client.redirectUri: not taken yet: a change takes 5 minutes to a few hours",
  ]);
  await verify({ recorded });
  assert.deepEqual((await verify({ recorded })).named, []);
});

const inconclusive = async () =>
  (await verify()).findings.filter(({ verdict }) => verdict === "inconclusive");

for (const [role, check] of [
  ["roles/serviceusage.serviceUsageConsumer", "services"],
  ["roles/logging.viewer", "client.auditLog"],
  ["roles/browser", "project"],
] as const)
  it(`Without a right ${role}, ${check} is inconclusive, the role is named, and all the rest is found out`, async () => {
    // The logging role lets its holder see the project, too.
    const others = ["roles/serviceusage.serviceUsageConsumer", "roles/logging.viewer", "roles/browser"];
    const left = others.filter(
      (one) => one !== role && !(check === "project" && one === "roles/logging.viewer"),
    );
    tenant.limitRoles(left);
    const found = await inconclusive();
    assert.ok(found.length === (check === "project" ? 2 : 1), JSON.stringify(found));
    const one = found.find((finding) => finding.check === check);
    assert.equal(one?.fix, `grant it ${role} on the project ${tenant.expected.project}`);
  });

it("Without a right and without any identity, client, secret and redirect URI are still proven", async () => {
  tenant.auth = await signInToGoogle({ GOOGLE_CREDENTIALS: "/no/such/file" }, fetch);
  const { named } = await verify();
  assert.deepEqual(
    named.map((line) => line.split(":")[0]),
    ["inconclusive project", "inconclusive services", "inconclusive client.auditLog"],
  );
  const [one, ...more] = (await verify()).told;
  assert.match(inWords(one as Finding).fix, /^Set GOOGLE_OAUTH_ACCESS_TOKEN/);
  assert.equal(more.length, 0, "one cause is one finding");
});

for (const fault of [{ drop: true }, { status: 503 }, { status: 429, retryAfter: 3600 }])
  it(`A bad day on which Google answers everything with ${JSON.stringify(fault)} leaves all of it inconclusive, none of it drift`, async () => {
    tenant.google.faults.list = [fault];
    const { findings, told } = await verify();
    assert.equal(told.length, 1, "one cause is one finding");
    const verdicts = (verdict: string) =>
      findings.filter((one) => one.verdict === verdict).map(({ check }) => check);
    assert.deepEqual(verdicts("drift"), []);
    assert.deepEqual(verdicts("warn"), []);
    assert.deepEqual(verdicts("inconclusive"), [
      "project",
      "services",
      "client",
      "secret 1",
      "client.redirectUri",
      "client.auditLog",
      "company.google.clientSecret",
    ]);
  });

it("A bad day on which the probe of the redirect URI is blind leaves that one inconclusive", async () => {
  tenant.google.state.settings.blind = true;
  assert.deepEqual(
    (await verify()).named.map((line) => line.split(":")[0]),
    ["inconclusive client.redirectUri"],
  );
});

it("A bad day on which Google shows its error page with HTTP 200 finds the redirect URI out all the same", async () => {
  tenant.google.state.settings.refusal = "page";
  tenant.google.state.settings.signIn = "page";
  tenant.google.state.settings.nonBrowser = "uninformative";
  assert.deepEqual((await verify()).named, []);
});

it("A bad day on which the ERP refuses the login leaves what it holds inconclusive, and use to what else is known", async () => {
  tenant.access = { ...tenant.access, password: "wrong-password-of-the-erp" };
  const { findings, named } = await verify();
  assert.deepEqual(
    named.map((line) => line.split(":")[0]),
    ["clientId", "redirectUri", "clientSecret"].map((role) => `inconclusive company.google.${role}`),
  );
  assert.ok(!JSON.stringify(findings).includes("wrong-password-of-the-erp"));
});

const old = () => {
  const [secret] = tenant.expected.secrets;
  assert.ok(secret);
  return { secrets: [{ ...secret, since: "2026-06-01" as const }] };
};
const use = async () => (await verify(old())).findings.find(({ check }) => check === "client.use");
const server = () => tenant.erp.state.records["fetchmail.server"]?.["1"] as Record<string, unknown>;

it("Real use, as the ERP tells it is the last fetch from one of Google's hosts by OAuth2", async () => {
  assert.equal((await use())?.actual, "last known use 2026-11-23");
});

it("Real use, as the ERP tells it is not the fetch from another host, nor one by password", async () => {
  const before = { ...server() };
  server()["server"] = "outlook.office365.com";
  assert.match((await use())?.actual ?? "", /^last known use 2026-06-01: /);
  Object.assign(server(), before, { [tenant.erp.state.addon.names.incomingFlag]: false });
  assert.match((await use())?.actual ?? "", /^last known use 2026-06-01: /);
});
