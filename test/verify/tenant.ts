import assert from "node:assert/strict";
import { mock } from "node:test";
import { NOTHING_KEPT } from "#config/keepSchema.ts";
import { APPLICATION_NAME, WARN_DAYS } from "#config/rules/defaults.ts";
import { byGroup, GRAPH_APP_ID, PERMISSIONS, selectPermissions } from "#config/rules/permissions.ts";
import { redirectUri } from "#config/rules/redirectUris.ts";
import { createTenant, readDevConfig, type Tenant } from "#sandbox/tenant.ts";
import { postToGraph } from "#test/support/postToGraph.ts";
import type { ErpAccess } from "#verify/erp/access.ts";
import type { ExpectedMicrosoft } from "#verify/microsoft/expected.ts";
import { accessOf } from "./access.ts";

// biome-ignore lint/suspicious/noExplicitAny: the bodies of Graph's answers are checked by what they are used for
type Json = any;

/** A tenant as a deployment leaves it, in this process, with every request to Microsoft written down. */
export interface ProvisionedTenant extends Tenant {
  expected: ExpectedMicrosoft;
  access: ErpAccess;
  /** "POST /v1.0/$batch", without what a batch contains. */
  requests: string[];
  objectId: string;
  servicePrincipalId: string;
  graphId: string;
  /** What the deployer may do from now on. */
  limitRights(roles: readonly string[]): void;
}

export async function provisionedTenant(): Promise<ProvisionedTenant> {
  const config = readDevConfig();
  const tenant = createTenant(config, { addon: "installed" });
  const { entra, erp } = tenant;
  entra.state.secretPropagation.requests = 0;
  const requests: string[] = [];
  mock.method(globalThis, "fetch", (input: string | Request, init?: RequestInit) => {
    const request = new Request(input, init);
    const { hostname, pathname } = new URL(request.url);
    if (hostname === config.dns) return erp.fetch(request);
    requests.push(`${request.method} ${pathname}`);
    return entra.fetch(request);
  });
  const call = await postToGraph(tenant, config.microsoft.tenantId);

  const tag = "erp-modern-auth/dev";
  const uri = redirectUri(config.dns);
  const { id: objectId, appId } = await call("/applications", {
    displayName: APPLICATION_NAME,
    tags: [tag],
    api: { requestedAccessTokenVersion: 2 },
    web: { redirectUris: [uri] },
    requiredResourceAccess: [
      { resourceAppId: GRAPH_APP_ID, resourceAccess: PERMISSIONS.map(({ id, type }) => ({ id, type })) },
    ],
  });
  const { id: servicePrincipalId } = await call("/servicePrincipals", { appId });
  const graph = Object.values(entra.state.servicePrincipals).find((one) => one.appId === GRAPH_APP_ID);
  assert.ok(graph);
  const [scopes, roles] = [false, true].map((role) =>
    PERMISSIONS.filter(({ type }) => (type === "Role") === role),
  );
  await call("/oauth2PermissionGrants", {
    clientId: servicePrincipalId,
    resourceId: graph.id,
    consentType: "AllPrincipals",
    scope: scopes?.map(({ name }) => name).join(" "),
  });
  await call(`/servicePrincipals/${graph.id}/appRoleAssignedTo`, {
    appRoleId: roles?.[0]?.id,
    principalId: servicePrincipalId,
    resourceId: graph.id,
  });
  const endDateTime = "2028-11-23T00:00:00Z";
  const password = await call(`/applications/${objectId}/addPassword`, {
    passwordCredential: { displayName: APPLICATION_NAME, endDateTime },
  });
  const { names } = erp.state.addon;
  Object.assign(erp.state.records["res.company"]?.["1"] ?? {}, {
    [names.msClient]: appId,
    [names.msTenant]: config.microsoft.tenantId,
    [names.msSecret]: password.secretText,
    [names.msRedirect]: uri,
  });
  requests.length = 0;
  return {
    ...tenant,
    requests,
    objectId,
    servicePrincipalId,
    graphId: graph.id,
    expected: {
      stack: "dev",
      tenantId: config.microsoft.tenantId,
      applicationName: APPLICATION_NAME,
      redirectUris: [uri],
      tag,
      permissions: selectPermissions(byGroup(() => true)),
      keep: NOTHING_KEPT,
      consent: "grant",
      mailSend: "tenant-wide",
      application: { objectId, clientId: appId },
      servicePrincipalId,
      secrets: [{ keyId: password.keyId, endDate: endDateTime }],
      owners: [...(entra.state.owners[objectId] ?? [])],
      plannedEnds: [endDateTime],
      warnDays: WARN_DAYS,
      today: "2026-11-23",
    },
    access: accessOf(config, tenant),
    limitRights: (names) => limitRights(tenant, graph["appRoles"] as Json, names),
  };
}

function limitRights(
  { entra, identities }: Tenant,
  appRoles: { id: string; value: string }[],
  roles: readonly string[],
): void {
  const { state } = entra;
  const principal = Object.values(state.servicePrincipals).find(
    ({ appId }) => appId === identities.ARM_CLIENT_ID,
  );
  const own = Object.values(state.appRoleAssignments).filter(
    ({ principalId }) => principalId === principal?.id,
  );
  for (const { id } of own) delete state.appRoleAssignments[id];
  for (const role of roles) {
    const appRoleId = appRoles.find(({ value }) => value === role)?.id;
    assert.ok(appRoleId && own[0], role);
    state.appRoleAssignments[role] = { ...own[0], id: role, appRoleId };
  }
}
