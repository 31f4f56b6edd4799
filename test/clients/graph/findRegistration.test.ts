import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, it, mock } from "node:test";
import { Client } from "@microsoft/microsoft-graph-client";
import { Unreachable } from "#clients/connection.ts";
import { requestToken } from "#clients/entra/token.ts";
import { GraphRefused } from "#clients/graph/client.ts";
import { findRegistration, type Wanted } from "#clients/graph/findRegistration.ts";
import type { ConsentMode } from "#config/rules/consent.ts";
import { GRAPH_APP_ID } from "#config/rules/permissions.ts";
import { DEPLOYER, SECRET, TENANT, tenant } from "../entra/world.ts";

const TAG = "erp-modern-auth/o'dev";
const ROLE = "b633e1c5-b582-4048-a93e-9f11b44c7e96";

let entra: ReturnType<typeof tenant>;
beforeEach(() => {
  entra = tenant(["Application.Read.All", "DelegatedPermissionGrant.ReadWrite.All"]);
  mock.method(globalThis, "fetch", (url: string, init: RequestInit) => entra.fetch(new Request(url, init)));
});
afterEach(() => mock.restoreAll());

const endpoints = { login: "https://login.microsoftonline.com", graph: "https://graph.microsoft.com" };
async function find(
  displayName = "CID ERP",
  consentMode: ConsentMode = "grant",
  more: Pick<Wanted, "adopt" | "keptOwners"> = {},
) {
  const token = await requestToken({
    endpoints,
    tenantId: TENANT,
    clientId: DEPLOYER,
    credential: { secret: SECRET },
  });
  const graph = Client.initWithMiddleware({ authProvider: { getAccessToken: async () => token } });
  return findRegistration(graph, { tag: TAG, displayName, consentMode, ...more });
}

const first = <T>(items: Record<string, T>, which: (item: T) => boolean = () => true): T => {
  const item = Object.values(items).find(which);
  assert.ok(item);
  return structuredClone(item);
};
function register(displayName: string, tags: string[]) {
  const { applications } = entra.state;
  const application = { ...first(applications), id: randomUUID(), appId: randomUUID(), displayName, tags };
  applications[application.id] = application;
  return application;
}
/** Everything that an earlier run made for an application. */
function consent(appId: string) {
  const { servicePrincipals, oauth2PermissionGrants, appRoleAssignments } = entra.state;
  const graph = first(servicePrincipals, (one) => one.appId === GRAPH_APP_ID);
  const principal = { ...first(servicePrincipals), id: randomUUID(), appId };
  const other = { ...first(servicePrincipals), id: randomUUID(), appId: randomUUID() };
  servicePrincipals[principal.id] = principal;
  servicePrincipals[other.id] = other;
  const base = { ...first(oauth2PermissionGrants), clientId: principal.id };
  const grants = [
    { ...base, id: "of-one-user", consentType: "Principal", principalId: randomUUID(), resourceId: graph.id },
    { ...base, id: "of-another-api", consentType: "AllPrincipals", principalId: null, resourceId: other.id },
    { ...base, id: "tenant-wide", consentType: "AllPrincipals", principalId: null, resourceId: graph.id },
  ].map((grant) => ({ ...grant, scope: " openid profile" }));
  for (const grant of grants) oauth2PermissionGrants[grant.id] = grant;
  const assignment = {
    ...first(appRoleAssignments),
    id: "assigned",
    principalId: principal.id,
    appRoleId: ROLE,
  };
  appRoleAssignments.assigned = { ...assignment, resourceId: graph.id };
  appRoleAssignments.elsewhere = { ...assignment, id: "elsewhere", resourceId: other.id };
  return { graph, principal };
}

it("Finding what an earlier run made finds application, service principal, the tenant-wide grant and the assignments on Graph, and nothing beside", async () => {
  const application = register("Renamed since", [TAG]);
  const { graph, principal } = consent(application.appId);
  const found = await find();
  assert.equal(found.graphServicePrincipalId, graph.id);
  assert.deepEqual(found.foreign, []);
  assert.deepEqual(found.registration, {
    applicationId: application.id,
    clientId: application.appId,
    createdDateTime: application.createdDateTime,
    tags: [TAG],
    permissionOrder: [],
    keptOwners: [],
    servicePrincipalId: principal.id,
    grant: { id: "tenant-wide", scopes: ["openid", "profile"] },
    assignmentIds: { [ROLE]: "assigned" },
  });
});

it("Finding what an earlier run made of a run killed after the application finds just that", async () => {
  const application = register("TERRAFORM_UPDATE_1", [TAG]);
  const { registration } = await find();
  assert.deepEqual(Object.keys(registration ?? {}).toSorted(), [
    "applicationId",
    "assignmentIds",
    "clientId",
    "createdDateTime",
    "keptOwners",
    "permissionOrder",
    "tags",
  ]);
  assert.equal(registration?.applicationId, application.id);
});

it("Finding what an earlier run made takes an application of the same name for somebody's property, quotes in the name included", async () => {
  const theirs = register("L'ERP d'Ada", ["another/stack"]);
  const found = await find("L'ERP d'Ada");
  assert.equal(found.registration, undefined);
  assert.deepEqual(found.foreign, [
    { applicationId: theirs.id, clientId: theirs.appId, createdDateTime: theirs.createdDateTime },
  ]);
});

it("Finding what an earlier run made reads every page", async () => {
  for (let index = 0; index < 120; index += 1) register("CID ERP", []);
  assert.equal((await find()).foreign.length, 120);
});

it("Finding what an earlier run made does not choose between two that carry the tag", async () => {
  const [one, two] = [register("CID ERP", [TAG]), register("CID ERP", [TAG])];
  await assert.rejects(find(), (error) => {
    assert.ok(error instanceof GraphRefused);
    for (const { id, appId } of [one, two])
      assert.ok(error.message.includes(`object ${id}, client id ${appId}`));
    return true;
  });
});

it("Finding what an earlier run made tells a refusal, which names the right, from a connection that failed", async () => {
  entra.faults.list = [{ match: "/v1.0/", status: 403 }];
  await assert.rejects(
    find(),
    (error) => error instanceof GraphRefused && /Application\.Read\.All/.test(error.message),
  );
  entra.faults.list = [{ match: "/v1.0/", drop: true }];
  await assert.rejects(find(), Unreachable);
  entra.faults.list = [{ match: "/v1.0/", status: 400 }];
  await assert.rejects(find(), /Microsoft Graph refused reading \/applications: 400/);
});

it("Finding what an earlier run made may not see what was consented to: an error where we consent, said so where an administrator does", async () => {
  const application = register("CID ERP", [TAG]);
  consent(application.appId);
  entra.faults.list = [{ match: "/v1.0/oauth2PermissionGrants", status: 403 }];
  await assert.rejects(find(), /DelegatedPermissionGrant\.ReadWrite\.All/);
  const { registration } = await find("CID ERP", "request");
  assert.equal(registration?.consentHidden, true);
  assert.deepEqual([registration?.grant, registration?.assignmentIds], [undefined, {}]);
});

it("Finding what an earlier run made waits as long as Graph asks when it is throttled", async () => {
  entra.faults.list = [{ match: "/v1.0/", status: 429, retryAfter: 1, times: 1 }];
  assert.ok((await find()).graphServicePrincipalId);
});

const adopting = (adopt: string, keptOwners: string[] = []) =>
  find("CID ERP", "grant", { adopt, keptOwners });

it("A registration made by hand that the configuration hands to a stack is found by its id with all that hangs on it, whatever its name, and is nobody else's any more", async () => {
  const theirs = register("CID ERP", ["finance"]);
  const { principal } = consent(theirs.appId);
  const { registration, foreign } = await adopting(theirs.id);
  assert.equal(registration?.applicationId, theirs.id);
  assert.equal(registration?.servicePrincipalId, principal.id);
  assert.equal(registration?.grant?.id, "tenant-wide");
  assert.deepEqual(registration?.assignmentIds, { [ROLE]: "assigned" });
  assert.deepEqual(registration?.tags, ["finance"]);
  assert.deepEqual(foreign, []);
});

it("A registration made by hand that the configuration hands to a stack counts for nothing once a registration carries the tag", async () => {
  const [ours, theirs] = [register("CID ERP", [TAG]), register("CID ERP", [])];
  assert.equal((await adopting(theirs.id)).registration?.applicationId, ours.id);
});

it("A registration made by hand that the configuration hands to a stack stops the run when it is gone, instead of making a new one", async () => {
  await assert.rejects(
    adopting(randomUUID()),
    /microsoft\.adopt\.application: this tenant has no .* config rm --path/,
  );
});

it("A registration made by hand that the configuration hands to a stack stops the run when another stack's tag is on it", async () => {
  const theirs = register("CID ERP", ["erp-modern-auth/acme"]);
  await assert.rejects(
    adopting(theirs.id),
    /carries the tag "erp-modern-auth\/acme", so it belongs to another stack/,
  );
});

it("A registration made by hand that the configuration hands to a stack keeps those owners that still own it, in the order of the configuration", async () => {
  const theirs = register("CID ERP", []);
  const [one, two, gone] = [randomUUID(), randomUUID(), randomUUID()];
  for (const id of [one, two]) {
    const principal = { ...first(entra.state.servicePrincipals), id, appId: randomUUID() };
    entra.state.servicePrincipals[id] = principal;
  }
  entra.state.owners[theirs.id] = [two, one];
  const { registration } = await adopting(theirs.id, [one, gone, two]);
  assert.deepEqual(registration?.keptOwners, [one, two]);
});
