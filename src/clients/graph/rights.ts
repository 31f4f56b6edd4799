import { CONSENT_MODES, type ConsentMode } from "#config/rules/consent.ts";
import { GRAPH_APP_ID, PERMISSIONS } from "#config/rules/permissions.ts";

const APPLICATION_PERMISSIONS = PERMISSIONS.filter(({ type }) => type === "Role").map(({ name }) => name);

/** Harmless reads that prove a right where it counts: at Graph. */
export const READS = {
  applications: "/applications?$top=1&$select=id",
  graph: `/servicePrincipals?$filter=appId eq '${GRAPH_APP_ID}'&$select=id`,
  grants: "/oauth2PermissionGrants?$top=1",
  policy: "/policies/defaultAppManagementPolicy",
} as const;
export type ReadName = keyof typeof READS;

/** Directory roles by their template id, the same in every tenant. Source: https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference */
export const DIRECTORY_ROLES: Readonly<Record<string, string>> = {
  "62e90394-69f5-4237-9190-012177145e10": "Global Administrator",
  "e8611ab8-c189-46e8-94e1-60213ab1f814": "Privileged Role Administrator",
  "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3": "Application Administrator",
  "158c047a-c907-4556-b7ef-446551a6b5f7": "Cloud Application Administrator",
};

const CONSENT_TO_ALL = ["Privileged Role Administrator", "Global Administrator"];
const MANAGE_APPLICATIONS = [
  "Cloud Application Administrator",
  "Application Administrator",
  "Global Administrator",
];

export interface Right {
  /** What it is needed for, as the end of "needed to …". */
  purpose: string;
  /** Application permissions of Microsoft Graph of which one suffices; the first is the least. */
  anyOf: readonly [string, ...string[]];
  /** Directory roles of which one gives a signed-in person the same; the first is the least. */
  roles: readonly string[];
  modes: readonly ConsentMode[];
  /** Nothing stops without it. */
  optional?: true;
  /** What proves it live. Writing cannot be proven without writing. */
  reads: readonly ReadName[];
}

/**
 * What the deployer needs, and nothing more.
 *
 * @see https://learn.microsoft.com/graph/permissions-reference, and the "Permissions" of each call on learn.microsoft.com/graph/api
 */
export const RIGHTS: readonly Right[] = [
  {
    purpose: "make and change the app registration and its secrets",
    anyOf: ["Application.ReadWrite.OwnedBy", "Application.ReadWrite.All"],
    roles: MANAGE_APPLICATIONS,
    modes: CONSENT_MODES,
    reads: [],
  },
  {
    purpose: "find what exists, and Microsoft Graph, in the tenant",
    anyOf: [
      "Application.Read.All",
      "Application.ReadWrite.All",
      "Directory.Read.All",
      "Directory.ReadWrite.All",
    ],
    roles: MANAGE_APPLICATIONS,
    modes: ["grant"],
    reads: ["applications", "graph"],
  },
  {
    // Microsoft documents that OwnedBy may list all applications and service principals, not only its own.
    purpose: "find what exists, and Microsoft Graph, in the tenant",
    anyOf: ["Application.ReadWrite.OwnedBy", "Application.Read.All", "Application.ReadWrite.All"],
    roles: MANAGE_APPLICATIONS,
    modes: ["request"],
    reads: ["applications", "graph"],
  },
  {
    purpose: "see whether consent was given",
    anyOf: [
      "Directory.Read.All",
      "DelegatedPermissionGrant.Read.All",
      "DelegatedPermissionGrant.ReadWrite.All",
      "Directory.ReadWrite.All",
    ],
    roles: MANAGE_APPLICATIONS,
    modes: ["request"],
    optional: true,
    reads: ["grants"],
  },
  {
    purpose: `consent to application permissions (${APPLICATION_PERMISSIONS.join(", ")})`,
    anyOf: ["AppRoleAssignment.ReadWrite.All"],
    roles: CONSENT_TO_ALL,
    modes: ["grant"],
    reads: [],
  },
  {
    purpose: "consent to delegated permissions",
    anyOf: ["DelegatedPermissionGrant.ReadWrite.All", "Directory.ReadWrite.All"],
    roles: MANAGE_APPLICATIONS,
    modes: ["grant"],
    reads: ["grants"],
  },
  {
    purpose: "see which lifetime of a secret the tenant's app management policy allows",
    anyOf: ["Policy.Read.All", "Policy.ReadWrite.ApplicationConfiguration"],
    roles: MANAGE_APPLICATIONS,
    modes: CONSENT_MODES,
    optional: true,
    reads: ["policy"],
  },
];

/** Permissions with which their holder can get at further ones, in the tenant of every customer that consented. */
export const FAR_REACHING: readonly string[] = [
  "AppRoleAssignment.ReadWrite.All",
  "RoleManagement.ReadWrite.Directory",
  "Application.ReadWrite.All",
  "Directory.ReadWrite.All",
];
