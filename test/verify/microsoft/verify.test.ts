import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, it, mock } from "node:test";
import type { Client } from "@microsoft/microsoft-graph-client";
import { removePassword } from "#clients/graph/ourApplications.ts";
import { inWords, lines } from "#test/fixtures/findings.ts";
import { ErpReader } from "#verify/erp/reader.ts";
import { type Finding, needsAttention } from "#verify/finding.ts";
import { signIn, verifyMicrosoft } from "#verify/microsoft/verify.ts";
import { type ProvisionedTenant, provisionedTenant } from "../tenant.ts";

let tenant: ProvisionedTenant;
beforeEach(async () => {
  tenant = await provisionedTenant();
  Object.assign(process.env, tenant.identities);
});
afterEach(() => {
  mock.restoreAll();
  for (const name of Object.keys(tenant.identities)) delete process.env[name];
});

/** Verifies with a token that is there already. */
async function verify(more: Partial<ProvisionedTenant["expected"]> = {}) {
  const { graph, endpoints } = await signIn(tenant.expected.tenantId, fetch);
  tenant.requests.length = 0;
  const verified = await verifyMicrosoft(
    { ...tenant.expected, ...more },
    new ErpReader(tenant.access),
    graph,
    endpoints,
    fetch,
  );
  assert.equal(verified.calls, tenant.requests.length, "it counts its calls truly");
  return { ...verified, named: lines(verified.findings.filter(needsAttention)) };
}

const of = (findings: readonly Finding[], verdict: Finding["verdict"]): string[] =>
  findings.filter((one) => one.verdict === verdict).map(({ check }) => check);
const BATCH = "POST /v1.0/$batch";
const PROOF = /^POST \/[\da-f-]{36}\/oauth2\/v2\.0\/token$/;

it("Verifying the Microsoft part of a tenant that nobody touched takes two HTTP calls: one batch and the proof", async () => {
  const { named } = await verify();
  assert.deepEqual(named, []);
  const [first, second, ...more] = tenant.requests;
  assert.equal(first, BATCH);
  assert.match(second ?? "", PROOF);
  assert.deepEqual(more, []);
});

it("Verifying the Microsoft part makes every call, the ERP's included, by the fetch that it is handed", async () => {
  const handed = fetch;
  mock.method(globalThis, "fetch", () => assert.fail("the global fetch was called"));
  const erp = new ErpReader({ ...tenant.access, fetch: handed });
  const { graph, endpoints } = await signIn(tenant.expected.tenantId, handed);
  const { findings } = await verifyMicrosoft(tenant.expected, erp, graph, endpoints, handed);
  assert.deepEqual(findings.filter(needsAttention), []);
});

it("Verifying the Microsoft part changes nothing on the server", async () => {
  const before = structuredClone([tenant.entra.state, tenant.erp.state]);
  await verify();
  assert.deepEqual([tenant.entra.state, tenant.erp.state], before);
});

it("Verifying the Microsoft part asks once more for the names of permissions that it does not know", async () => {
  const { application } = state();
  (application.requiredResourceAccess as { resourceAccess: unknown[] }[])[0]?.resourceAccess.push({
    id: "ef54d2bf-783f-4e0f-bca1-3210c0444d99",
    type: "Role",
  });
  const { named } = await verify();
  assert.deepEqual(named, [
    "drift application.requiredResourceAccess: unexpected: Calendars.ReadWrite (application)",
  ]);
  assert.deepEqual(tenant.requests.slice(0, 2), [BATCH, BATCH]);
});

it("Verifying the Microsoft part finds the consent of a service principal that is not the one of the state", async () => {
  const { entra, servicePrincipalId } = tenant;
  const anew = randomUUID();
  const { state } = entra;
  const before = state.servicePrincipals[servicePrincipalId];
  assert.ok(before);
  state.servicePrincipals[anew] = { ...before, id: anew };
  delete state.servicePrincipals[servicePrincipalId];
  for (const grant of Object.values(state.oauth2PermissionGrants))
    if (grant.clientId === servicePrincipalId) grant.clientId = anew;
  const { named } = await verify();
  assert.deepEqual(named, ["drift consent.application: missing: Mail.Send (application)"]);
  assert.equal(tenant.requests.length, 3);
});

it("Verifying the Microsoft part reads further pages of every list with the next batch, and never makes more than four calls", async () => {
  grantToUsers(1500);
  const { findings } = await verify();
  assert.equal(tenant.requests.length, 3);
  const perUser = findings.find(({ check }) => check === "consent.delegated.perUser");
  assert.match(perUser ? inWords(perUser).actual : "", /^1500 users: User\.Read$/);

  grantToUsers(2 * 999);
  const more = await verify();
  assert.equal(tenant.requests.length, 4);
  assert.deepEqual(of(more.findings, "inconclusive"), [
    "consent.delegated",
    "consent.delegated.perUser",
    "consent.delegated.otherApis",
  ]);
});

/** Throttles some parts of the first batches. */
function throttleParts(times: number, wait: string, status = 429): string[][] {
  const asked: string[][] = [];
  const fetch = globalThis.fetch;
  mock.method(globalThis, "fetch", async (input: string, init?: RequestInit) => {
    if (!String(input).endsWith("$batch")) return await fetch(input, init);
    const { requests } = JSON.parse(String(init?.body)) as { requests: { id: string }[] };
    const response = await fetch(input, init);
    asked.push(requests.map(({ id }) => id));
    if (asked.length > times) return response;
    const { responses } = (await response.json()) as { responses: { id: string }[] };
    const refused = {
      status,
      headers: { "Retry-After": wait },
      body: { error: { code: "TooManyRequests" } },
    };
    return Response.json({
      responses: responses.map((one) => (/owners|grants/.test(one.id) ? { id: one.id, ...refused } : one)),
    });
  });
  return asked;
}

for (const status of [429, 503, 504])
  it(`Verifying the Microsoft part asks again for the parts of a batch that were answered with ${status}, and for no others`, async () => {
    const asked = throttleParts(2, "0.05", status);
    assert.deepEqual((await verify()).named, []);
    assert.deepEqual(asked.slice(1), [
      ["owners", "grants"],
      ["owners", "grants"],
    ]);
  });

it("Verifying the Microsoft part gives up parts that stay throttled, or for longer than anybody waits: inconclusive", async () => {
  for (const [wait, tries] of [
    ["0.01", 4],
    ["3600", 1],
  ] as const) {
    const asked = throttleParts(99, wait);
    const { findings } = await verify();
    assert.equal(asked.length, tries);
    assert.ok(of(findings, "inconclusive").includes("consent.delegated"));
    mock.restoreAll();
    tenant = await provisionedTenant();
    Object.assign(process.env, tenant.identities);
  }
});

it("Verifying the Microsoft part keeps the pages of a list that it has when the next one is throttled", async () => {
  grantToUsers(1500);
  const fetch = globalThis.fetch;
  let batches = 0;
  mock.method(globalThis, "fetch", async (input: string, init?: RequestInit) => {
    if (!String(input).endsWith("$batch") || ++batches !== 2) return await fetch(input, init);
    const { requests } = JSON.parse(String(init?.body)) as { requests: { id: string }[] };
    tenant.requests.push(BATCH);
    return Response.json({
      responses: requests.map(({ id }) => ({ id, status: 429, headers: { "retry-after": "0" } })),
    });
  });
  const { findings } = await verify();
  const perUser = findings.find(({ check }) => check === "consent.delegated.perUser");
  assert.match(perUser ? inWords(perUser).actual : "", /^1500 users: User\.Read$/);
});

it("Verifying the Microsoft part goes by the ids of the answers, whose order Graph does not promise", async () => {
  const fetch = globalThis.fetch;
  mock.method(globalThis, "fetch", async (input: string, init?: RequestInit) => {
    const response = await fetch(input, init);
    if (!String(input).endsWith("$batch")) return response;
    const { responses } = (await response.json()) as { responses: unknown[] };
    return Response.json({ responses: responses.reverse() });
  });
  assert.deepEqual((await verify()).named, []);
});

it("An identity that may only read finds everything out with Application.Read.All and Directory.Read.All", async () => {
  tenant.limitRights(["Application.Read.All", "Directory.Read.All"]);
  assert.deepEqual((await verify()).named, []);
});

it("An identity that may only read without the right to read grants finds out everything else, and which right is missing", async () => {
  tenant.limitRights(["Application.Read.All"]);
  const { findings } = await verify();
  assert.deepEqual(of(findings, "inconclusive"), [
    "consent.delegated",
    "consent.delegated.perUser",
    "consent.delegated.otherApis",
  ]);
  assert.deepEqual(of(findings, "drift"), []);
  const [first] = findings.filter(({ verdict }) => verdict === "inconclusive");
  assert.ok(first);
  assert.match(inWords(first).actual, /lacks the application permission Directory\.Read\.All$/);
  assert.equal(inWords(first).fix, "grant it Directory.Read.All on Microsoft Graph and consent to it");
});

it("An identity that may only read without any right finds out only what the ERP holds, and says nothing is ok that it did not see", async () => {
  tenant.limitRights([]);
  const { findings } = await verify();
  const seen = findings.filter(({ verdict }) => verdict === "ok").map(({ system }) => system);
  assert.deepEqual([...new Set(seen)], ["erp"]);
  assert.deepEqual(of(findings, "drift"), []);
  const text = JSON.stringify(findings);
  assert.ok(text.includes("Application.Read.All") && text.includes("Directory.Read.All"));
});

for (const [what, fault] of [
  ["throttles", { status: 429 }],
  ["fails", { status: 503 }],
] as const) {
  it(`A bad day on which Graph ${what} one part makes that part inconclusive`, async () => {
    tenant.entra.faults.list = [{ match: "/owners", ...fault }];
    const { named } = await verify();
    assert.equal(named.length, 1);
    assert.match(named[0] ?? "", new RegExp(`^inconclusive application.owners: .*${fault.status}`));
  });
}

it("A bad day on which the connection breaks makes everything inconclusive that Graph was to say", async () => {
  tenant.entra.faults.list = [{ match: "batch", drop: true }];
  const { findings } = await verify();
  assert.deepEqual(of(findings, "drift"), []);
  assert.ok(of(findings, "inconclusive").length > 20);
});

it("A bad day on which nobody can sign in names the reason", async () => {
  process.env.ARM_CLIENT_SECRET = "not the one";
  const { findings } = await verify();
  assert.deepEqual(of(findings, "drift"), []);
  assert.match(
    lines(findings).find((line) => line.includes(" application: ")) ?? "",
    /cannot sign in to tenant .* AADSTS7000215/,
  );
  assert.ok(!JSON.stringify(findings).includes("not the one"));
});

it("A bad day on which the token endpoint fails leaves the proof to the hint", async () => {
  const { graph, endpoints } = await signIn(tenant.expected.tenantId, fetch);
  tenant.entra.faults.list = [{ match: "oauth2/v2.0/token", status: 503 }];
  const { findings } = await verifyMicrosoft(
    tenant.expected,
    new ErpReader(tenant.access),
    graph,
    endpoints,
    fetch,
  );
  assert.deepEqual(of(findings, "inconclusive"), ["company.microsoft.clientSecret"]);
  const { names } = tenant.erp.state.addon;
  Object.assign(tenant.erp.state.records["res.company"]?.["1"] ?? {}, { [names.msSecret]: "made up" });
  const again = await verifyMicrosoft(tenant.expected, new ErpReader(tenant.access), graph, endpoints, fetch);
  assert.deepEqual(of(again.findings, "drift"), ["company.microsoft.clientSecret"]);
});

it("A bad day on which the ERP refuses the login makes inconclusive what it holds, without its password", async () => {
  tenant.access = { ...tenant.access, password: "wrong-password-of-the-erp" };
  const { findings } = await verify();
  assert.deepEqual(of(findings, "inconclusive"), [
    "company.microsoft.clientId",
    "company.microsoft.tenant",
    "company.microsoft.redirectUri",
    "company.microsoft.clientSecret",
  ]);
  assert.ok(!JSON.stringify(findings).includes("wrong-password-of-the-erp"));
});

it("The ERP's secret that the ERP hides is inconclusive", async () => {
  const { addon, masked } = tenant.erp.state;
  masked.push(`res.company.${addon.names.msSecret}`);
  assert.deepEqual((await verify()).named, [
    "inconclusive company.microsoft.clientSecret: the ERP hides the secret, so it cannot be tried",
  ]);
});

it("The ERP's secret is not sent anywhere with a client id that is none, and is not shown where it does not belong", async () => {
  const company = tenant.erp.state.records["res.company"]?.["1"] as Record<string, unknown>;
  const { msClient, msSecret } = tenant.erp.state.addon.names;
  company[msClient] = company[msSecret];
  const { findings, named } = await verify();
  assert.deepEqual(named, [
    "drift company.microsoft.clientId: another value (not shown)",
    "drift company.microsoft.clientSecret: not tried: the ERP's client id is none",
  ]);
  assert.ok(!JSON.stringify(findings).includes(String(company[msSecret])));
  assert.deepEqual(tenant.requests, [BATCH]);
});

it("Removing a secret removes that one, and names the right when it is missing", async () => {
  const { objectId, expected } = tenant;
  const [{ keyId } = { keyId: "" }] = expected.secrets;
  tenant.limitRights(["Application.Read.All"]);
  const reader = (await signIn(expected.tenantId, fetch)).graph.value as Client;
  await assert.rejects(removePassword(reader, objectId, keyId), /Application\.ReadWrite\.OwnedBy/);
  tenant.limitRights(["Application.ReadWrite.OwnedBy"]);
  const writer = (await signIn(expected.tenantId, fetch)).graph.value as Client;
  await removePassword(writer, objectId, keyId);
  assert.deepEqual(state().application.passwordCredentials, []);
});

const state = () => {
  const application = tenant.entra.state.applications[tenant.objectId];
  assert.ok(application);
  return { application };
};

/** Makes so many users consent alone. */
function grantToUsers(count: number): void {
  const { entra, servicePrincipalId, graphId } = tenant;
  for (let index = 0; index < count; index += 1) {
    const id = randomUUID();
    entra.state.oauth2PermissionGrants[id] = {
      id,
      clientId: servicePrincipalId,
      resourceId: graphId,
      consentType: "Principal",
      principalId: randomUUID(),
      scope: "User.Read",
    };
  }
}

it("A bad day on which the cloud does not even say where its servers are makes inconclusive what Microsoft was to say, and no more", async () => {
  process.env.ARM_METADATA_HOSTNAME = "nobody.invalid";
  mock.method(globalThis, "fetch", async () => Promise.reject(new TypeError("fetch failed")));
  const { graph, endpoints } = await signIn(tenant.expected.tenantId, fetch);
  mock.restoreAll();
  const erp = new ErpReader(tenant.access);
  const { findings } = await verifyMicrosoft(tenant.expected, erp, graph, endpoints, fetch);
  assert.deepEqual(of(findings, "drift"), []);
  assert.ok(of(findings, "inconclusive").includes("company.microsoft.clientSecret"));
  assert.deepEqual(
    of(findings, "ok"),
    ["clientId", "tenant", "redirectUri"].map((role) => `company.microsoft.${role}`),
  );
});
