import type { Client } from "@microsoft/microsoft-graph-client";
import type { ConsentMode } from "#config/rules/consent.ts";
import { GRAPH_APP_ID } from "#config/rules/permissions.ts";
import { type ApplicationRecord, adoptedApplication } from "./adoptedApplication.ts";
import { GraphRefused, RightMissing } from "./client.ts";
import { carries, GRANTS, listAll, quoted } from "./list.ts";

/** An app registration that carries our tag or is handed to us, with everything that belongs to it. Ids are Graph object ids. */
export interface Registration {
  applicationId: string;
  clientId: string;
  /** ISO 8601 instant. */
  createdDateTime: string;
  /** All of its tags, other people's included. */
  tags: string[];
  /** Ids of the APIs and permissions that it asks for, as Graph lists them today: in any order. */
  permissionOrder: string[];
  /** Of the owners that are to be kept, those that still own it. */
  keptOwners: string[];
  servicePrincipalId?: string;
  /** The tenant-wide delegated grant for Microsoft Graph. */
  grant?: { id: string; scopes: string[] };
  /** Application permissions granted on Microsoft Graph: app role id to assignment id. */
  assignmentIds: Record<string, string>;
  /** The deployer may not see what was consented to; only where that was allowed for. */
  consentHidden?: true;
}

export interface FoundRegistrations {
  /** Object id of this tenant's Microsoft Graph, the resource of all permissions. */
  graphServicePrincipalId: string;
  registration?: Registration;
  /** Applications of the same name that do not carry our tag: somebody else's property. */
  foreign: { applicationId: string; clientId: string; createdDateTime: string }[];
}

export interface Wanted {
  /** Proves that an application is ours: it is in the first request that creates it. */
  tag: string;
  displayName: string;
  /** Under `request` the deployer need not be allowed to see what was consented to. */
  consentMode: ConsentMode;
  /** Object id of a registration that somebody made by hand and handed to this stack; nothing once one carries the tag. */
  adopt?: string | undefined;
  /** Owners to keep, as far as they still are: who was removed since is not brought back. */
  keptOwners?: readonly string[];
}

/**
 * Looks for what an earlier run of the same stack made, so that a lost state or a killed run makes nothing twice.
 *
 * @throws GraphRefused when several applications carry the tag, when the one to adopt cannot be, or when a right is missing
 */
export async function findRegistration(
  graph: Client,
  { tag, displayName, consentMode, adopt, keptOwners = [] }: Wanted,
): Promise<FoundRegistrations> {
  const tagged = await listAll<ApplicationRecord>(graph, "/applications", carries(tag));
  const named = await listAll<ApplicationRecord>(
    graph,
    "/applications",
    `displayName eq ${quoted(displayName)}`,
  );
  const graphServicePrincipalId = await microsoftGraph(graph);
  const [ours, ...others] = tagged;
  if (others.length > 0) throw severalOurs(tag, tagged);
  const application = ours ?? (adopt ? await adoptedApplication(graph, adopt, tag) : undefined);
  const foreign = named
    .filter(({ id }) => id !== application?.id)
    .map(({ id, appId, createdDateTime }) => ({ applicationId: id, clientId: appId, createdDateTime }));
  if (!application) return { graphServicePrincipalId, foreign };
  const [servicePrincipal] = await listAll<{ id: string }>(
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
      tags: application.tags ?? [],
      permissionOrder: (application.requiredResourceAccess ?? []).flatMap(
        ({ resourceAppId, resourceAccess = [] }) => [resourceAppId, ...resourceAccess.map(({ id }) => id)],
      ),
      keptOwners: keptOwners.length > 0 ? await stillOwners(graph, application.id, keptOwners) : [],
      ...(servicePrincipal ? { servicePrincipalId: servicePrincipal.id } : {}),
      ...consent,
    },
  };
}

type Consent = Pick<Registration, "grant" | "assignmentIds" | "consentHidden">;

async function stillOwners(graph: Client, applicationId: string, kept: readonly string[]): Promise<string[]> {
  const owners = await listAll<{ id: string }>(graph, `/applications/${applicationId}/owners`);
  return kept.filter((id) => owners.some((owner) => owner.id.toLowerCase() === id.toLowerCase()));
}

async function microsoftGraph(graph: Client): Promise<string> {
  const [found] = await listAll<{ id: string }>(graph, "/servicePrincipals", `appId eq '${GRAPH_APP_ID}'`);
  if (!found) throw new GraphRefused("This tenant has no service principal of Microsoft Graph.");
  return found.id;
}

async function findConsent(graph: Client, servicePrincipalId: string, resourceId: string): Promise<Consent> {
  const onGraph = (one: { resourceId: string }) => one.resourceId === resourceId;
  const grants = await listAll<Grant>(graph, GRANTS, `clientId eq '${servicePrincipalId}'`);
  const grant = grants.find((one) => onGraph(one) && one.consentType === "AllPrincipals");
  const assignments = await listAll<Assignment>(
    graph,
    `/servicePrincipals/${servicePrincipalId}/appRoleAssignments`,
  );
  return {
    ...(grant ? { grant: { id: grant.id, scopes: grant.scope.split(" ").filter(Boolean) } } : {}),
    assignmentIds: Object.fromEntries(assignments.filter(onGraph).map((one) => [one.appRoleId, one.id])),
  };
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

function severalOurs(tag: string, applications: readonly ApplicationRecord[]): GraphRefused {
  const rows = applications.map(
    ({ id, appId, createdDateTime }) => `  object ${id}, client id ${appId}, made ${createdDateTime}`,
  );
  return new GraphRefused(
    `${applications.length} app registrations carry the tag "${tag}" of this stack; exactly one may:\n${rows.join("\n")}\n` +
      "Delete the ones that the ERP does not use (Entra admin center, App registrations), then run this again.",
  );
}
