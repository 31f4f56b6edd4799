import type { Client } from "@microsoft/microsoft-graph-client";
import { carries, quoted } from "#clients/graph/list.ts";
import { GRAPH_APP_ID } from "#config/rules/permissions.ts";
import { BatchReader, type Read } from "./batch.ts";
import type { ExpectedMicrosoft } from "./expected.ts";
import type { Api, ObservedMicrosoft } from "./observed.ts";
import { unknownApis } from "./unknownApis.ts";

// Least read-only rights, as Microsoft documents them for each list.
const APPLICATIONS = "Application.Read.All";
const GRANTS = "Directory.Read.All";

const object = (id: string, url: string): Read => ({ id, url, right: APPLICATIONS, kind: "object" });
const list = (id: string, url: string, right = APPLICATIONS): Read => ({ id, url, right, kind: "list" });
const filtered = (path: string, filter: string): string => `${path}?$filter=${encodeURIComponent(filter)}`;
const applications = (filter: string): string =>
  `${filtered("/applications", filter)}&$select=id,appId,createdDateTime`;

/**
 * Reads the Microsoft part of one tenant, in one HTTP call. A second one follows when the service principal is another
 * than the state knows, when a permission has to be named, or when a list has further pages; a third one for pages only.
 */
export async function observeMicrosoft(
  graph: Client,
  expected: ExpectedMicrosoft,
): Promise<{ observed: ObservedMicrosoft; calls: number }> {
  const reader = new BatchReader(graph);
  await reader.ask(firstReads(expected));
  const actual = reader.part<{ id: string } | undefined>("servicePrincipal").value?.id;
  const replaced = actual !== undefined && actual !== expected.servicePrincipalId;
  const suffix = replaced ? "-of-the-new-one" : "";
  const collect = (apis: Api[]): ObservedMicrosoft => ({
    application: reader.part("application"),
    owners: reader.part("owners"),
    federatedCredentials: reader.part("federatedCredentials"),
    tagged: reader.part("tagged"),
    named: reader.part("named"),
    servicePrincipal: reader.part("servicePrincipal"),
    assignments: reader.part(`assignments${suffix}`),
    grants: reader.part(`grants${suffix}`),
    graph: reader.part("graph"),
    apis,
  });
  const nameless = unknownApis(collect([]));
  await reader.ask([...(replaced ? consentReads(actual, suffix) : []), ...nameless.map(apiRead)]);
  await reader.ask([]);
  const apis = nameless.flatMap((address) => reader.part<Api | undefined>(address).value ?? []);
  return { observed: collect(apis), calls: reader.calls };
}

function firstReads({ application, applicationName, servicePrincipalId, tag }: ExpectedMicrosoft): Read[] {
  const ours = application && [
    object("application", `/applications/${application.objectId}`),
    list("owners", `/applications/${application.objectId}/owners`),
    list("federatedCredentials", `/applications/${application.objectId}/federatedIdentityCredentials`),
    object("servicePrincipal", `/servicePrincipals(appId='${application.clientId}')`),
    ...(servicePrincipalId ? consentReads(servicePrincipalId, "") : []),
  ];
  return [
    ...(ours ?? []),
    list("tagged", applications(carries(tag))),
    list("named", applications(`displayName eq ${quoted(applicationName)}`)),
    object("graph", `/servicePrincipals(appId='${GRAPH_APP_ID}')?$select=id`),
  ];
}

const consentReads = (servicePrincipalId: string, suffix: string): Read[] => [
  list(`assignments${suffix}`, `/servicePrincipals/${servicePrincipalId}/appRoleAssignments?$top=999`),
  list(
    `grants${suffix}`,
    `${filtered("/oauth2PermissionGrants", `clientId eq ${quoted(servicePrincipalId)}`)}&$top=999`,
    GRANTS,
  ),
];

const apiRead = (address: string): Read =>
  object(address, `${address}?$select=id,appId,displayName,appRoles,oauth2PermissionScopes`);
