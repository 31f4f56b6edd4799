import type { Client } from "@microsoft/microsoft-graph-client";
import type { ConsentMode } from "../../config/consent.ts";
import { GRAPH_APP_ID } from "../../config/permissions.ts";
import { explainGraph, GraphRefused, RightMissing } from "./client.ts";

/** An app registration that carries our tag, with everything that belongs to it. Ids are Graph object ids. */
export interface Registration {
  applicationId: string;
  clientId: string;
  /** ISO 8601 instant. */
  createdDateTime: string;
  servicePrincipalId?: string;
  /** The tenant-wide delegated grant for Microsoft Graph. */
  grant?: { id: string; scopes: string[] };
  /** Application permissions granted on Microsoft Graph: app role id to assignment id. */
  assignmentIds: Record<string, string>;
  /** The deployer may not see what was consented to; only where that was allowed for. */
  consentHidden?: true;
}

export interface Found {
  /** Object id of this tenant's Microsoft Graph, the resource of all permissions. */
  graphServicePrincipalId: string;
  registration?: Registration;
  /** Applications of the same name that do not carry our tag: somebody else's property. */
  foreign: { applicationId: string; clientId: string; createdDateTime: string }[];
}

/**
 * Looks for what an earlier run of the same stack made, so that a lost state or a killed run makes nothing twice.
 *
 * @param tag proves that an application is ours: it is in the first request that creates it
 * @param consentMode under `request` the deployer need not be allowed to see what was consented to
 * @throws GraphRefused when several applications carry the tag, or a right is missing
 */
export async function findRegistration(
  graph: Client,
  { tag, displayName, consentMode }: { tag: string; displayName: string; consentMode: ConsentMode },
): Promise<Found> {
  const tagged = await list<Application>(graph, "/applications", `tags/any(t:t eq '${quoted(tag)}')`);
  const named = await list<Application>(graph, "/applications", `displayName eq '${quoted(displayName)}'`);
  const foreign = named
    .filter(({ id }) => !tagged.some((application) => application.id === id))
    .map(({ id, appId, createdDateTime }) => ({ applicationId: id, clientId: appId, createdDateTime }));
  const graphServicePrincipalId = await microsoftGraph(graph);
  const [application, ...others] = tagged;
  if (!application) return { graphServicePrincipalId, foreign };
  if (others.length > 0) throw severalOurs(tag, tagged);
  const [servicePrincipal] = await list<{ id: string }>(
    graph,
    "/servicePrincipals",
    `appId eq '${application.appId}'`,
  );
  const consent = servicePrincipal
    ? await findConsent(graph, servicePrincipal.id, graphServicePrincipalId).catch(
        (error: unknown): Consent => {
          if (consentMode === "request" && error instanceof RightMissing)
            return { assignmentIds: {}, consentHidden: true };
          throw error;
        },
      )
    : { assignmentIds: {} };
  return {
    graphServicePrincipalId,
    foreign,
    registration: {
      applicationId: application.id,
      clientId: application.appId,
      createdDateTime: application.createdDateTime,
      ...(servicePrincipal ? { servicePrincipalId: servicePrincipal.id } : {}),
      ...consent,
    },
  };
}

type Consent = Pick<Registration, "grant" | "assignmentIds" | "consentHidden">;

async function microsoftGraph(graph: Client): Promise<string> {
  const [found] = await list<{ id: string }>(graph, "/servicePrincipals", `appId eq '${GRAPH_APP_ID}'`);
  if (!found) throw new GraphRefused("This tenant has no service principal of Microsoft Graph.");
  return found.id;
}

async function findConsent(graph: Client, servicePrincipalId: string, resourceId: string): Promise<Consent> {
  const onGraph = (one: { resourceId: string }) => one.resourceId === resourceId;
  const grants = await list<Grant>(graph, GRANTS, `clientId eq '${servicePrincipalId}'`);
  const grant = grants.find((one) => onGraph(one) && one.consentType === "AllPrincipals");
  const assignments = await list<Assignment>(
    graph,
    `/servicePrincipals/${servicePrincipalId}/appRoleAssignments`,
  );
  return {
    ...(grant ? { grant: { id: grant.id, scopes: grant.scope.split(" ").filter(Boolean) } } : {}),
    assignmentIds: Object.fromEntries(assignments.filter(onGraph).map((one) => [one.appRoleId, one.id])),
  };
}

interface Application {
  id: string;
  appId: string;
  createdDateTime: string;
}
interface Grant {
  id: string;
  resourceId: string;
  consentType: string;
  /** Names, separated by spaces; Graph may put one before the first. */
  scope: string;
}
interface Assignment {
  id: string;
  appRoleId: string;
  resourceId: string;
}

const GRANTS = "/oauth2PermissionGrants";

async function list<T>(graph: Client, path: string, filter?: string): Promise<T[]> {
  const found: T[] = [];
  try {
    let request = graph.api(path);
    if (filter) request = request.filter(filter);
    for (;;) {
      const page = await request.get();
      found.push(...page.value);
      const next = page["@odata.nextLink"];
      if (!next) return found;
      request = graph.api(next);
    }
  } catch (error) {
    const right = path === GRANTS ? "DelegatedPermissionGrant.ReadWrite.All" : "Application.Read.All";
    throw explainGraph(error, `reading ${path}`, right);
  }
}

const quoted = (text: string): string => text.replaceAll("'", "''");

function severalOurs(tag: string, applications: readonly Application[]): GraphRefused {
  const rows = applications.map(
    ({ id, appId, createdDateTime }) => `  object ${id}, client id ${appId}, made ${createdDateTime}`,
  );
  return new GraphRefused(
    `${applications.length} app registrations carry the tag "${tag}" of this stack; exactly one may:\n${rows.join("\n")}\n` +
      "Delete the ones that the ERP does not use (Entra admin center, App registrations), then run this again.",
  );
}
