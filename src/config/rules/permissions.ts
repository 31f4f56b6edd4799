import type { ConsentMode, MailSendMode } from "./consent.ts";

/** Microsoft Graph, the API that all permissions below belong to. The same id in every tenant. */
export const GRAPH_APP_ID = "00000003-0000-0000-c000-000000000000";

/** A permission of Microsoft Graph. */
interface GraphPermission {
  /** Name as the portal shows it, e.g. "User.Read". */
  name: string;
  /** `Scope` is a delegated permission, `Role` an application permission. */
  type: "Scope" | "Role";
  /** Fixed id of the permission in every tenant; checked against the tenant's own Graph service principal in the preview. */
  id: string;
  /** As whom the ERP acts with it, in words for the customer's administrators. */
  actsAs: string;
}

export interface Permission extends GraphPermission {
  group: PermissionGroup;
}

/** Permissions that `microsoft.permissions` switches on and off together. */
interface Group {
  /** Whether a tenant has them unless its configuration says otherwise. */
  byDefault: boolean;
  /** What they let the ERP do, as configuration errors, the README and the page for the customer's administrators put it. */
  purpose: string;
  permissions: readonly GraphPermission[];
}

/** A permission that is limited to what the user who signed in may do. */
const delegated = (name: string, id: string): GraphPermission => ({
  name,
  type: "Scope",
  id,
  actsAs: "as the user who signed in",
});

/** A permission that works without a user. @param actsAs whose data it reaches */
const application = (name: string, id: string, actsAs: string): GraphPermission => ({
  name,
  type: "Role",
  id,
  actsAs,
});

/**
 * What the ERP may do in Microsoft 365, by the groups of the hand-made procedure. A new group or permission is added here, and to
 * README, "Configuration"; all else follows: the configuration, the preview's checks, `verify`, the pages and the sandbox.
 *
 * Two look-alikes are easily confused with these: delegated Mail.Send (e383f46e-…) and application
 * Application.Read.All (9a5d68dd-…). Source: https://learn.microsoft.com/graph/permissions-reference
 */
export const PERMISSION_GROUPS = {
  singleSignOn: {
    byDefault: true,
    purpose: "sign users in to the ERP",
    permissions: [
      delegated("profile", "14dad69e-099b-42c9-810b-d002981feec1"),
      delegated("User.Read", "e1fe6dd8-ba31-4d61-89e7-88639da4683d"),
      delegated("User.ReadBasic.All", "b340eb25-3456-403f-be2f-af7a0d370277"),
    ],
  },
  incomingMail: {
    byDefault: true,
    purpose: "fetch mail into the ERP, of mailboxes whose user has signed in",
    permissions: [
      delegated("offline_access", "7427e0e9-2fba-42fe-b0c0-848c9e6a8182"),
      delegated("openid", "37f7f235-527c-4136-accd-4a02d197296e"),
      delegated("IMAP.AccessAsUser.All", "652390e4-393a-48de-9484-05f9b1212954"),
    ],
  },
  outgoingMail: {
    byDefault: true,
    purpose: "send mail from the ERP",
    permissions: [
      delegated("SMTP.Send", "258f6531-6087-4cc4-bb90-092c5fb3ed3f"),
      application("Mail.Send", "b633e1c5-b582-4048-a93e-9f11b44c7e96", "without a user, as any mailbox"),
    ],
  },
  calendar: {
    byDefault: true,
    purpose: "synchronise calendars",
    permissions: [
      delegated("Application.Read.All", "c79f8feb-a9db-4090-85f9-90d820caa0eb"),
      delegated("Calendars.ReadWrite", "1ec239c2-d7c9-4623-a91a-a9775856bb36"),
      delegated("Calendars.ReadWrite.Shared", "12466101-c9b8-439a-8589-dd09ee67e8e9"),
    ],
  },
} satisfies Record<string, Group>;

export type PermissionGroup = keyof typeof PERMISSION_GROUPS;
export type PermissionSwitches = Record<PermissionGroup, boolean>;

/** The names of the groups, in the order of the table. */
export const GROUP_NAMES = Object.keys(PERMISSION_GROUPS) as PermissionGroup[];

/** Something of each group, by its name. */
export const byGroup = <Value>(of: (group: Group, name: PermissionGroup) => Value) =>
  Object.fromEntries(GROUP_NAMES.map((name) => [name, of(PERMISSION_GROUPS[name], name)])) as Record<
    PermissionGroup,
    Value
  >;

/** The groups of a tenant whose configuration says nothing about them. */
export const DEFAULT_SWITCHES: PermissionSwitches = byGroup(({ byDefault }) => byDefault);

/** Every permission of every group. */
export const PERMISSIONS: readonly Permission[] = GROUP_NAMES.flatMap((group) =>
  PERMISSION_GROUPS[group].permissions.map((permission) => ({ ...permission, group })),
);

const MAIL_SEND = "Mail.Send";

/**
 * The permissions of the groups that are switched on, in one constant order: the registration keeps them as a list,
 * and any other order would show up as drift. Delegated permissions first, each kind by name.
 *
 * @param mailSend other than `tenant-wide`, Mail.Send is not even asked for: an admin who consents would grant it
 */
export function selectPermissions(
  switches: PermissionSwitches,
  mailSend: MailSendMode = "tenant-wide",
): Permission[] {
  const byName = (a: Permission, b: Permission) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  const chosen = PERMISSIONS.filter(
    ({ name, group }) => switches[group] && (name !== MAIL_SEND || mailSend === "tenant-wide"),
  );
  return [
    ...chosen.filter((permission) => permission.type === "Scope").sort(byName),
    ...chosen.filter((permission) => permission.type === "Role").sort(byName),
  ];
}

/**
 * Compares our ids with what the tenant's own Microsoft Graph publishes.
 *
 * @param scopeIds delegated permissions of the tenant's Graph service principal, name to id
 * @param roleIds application permissions of the same
 * @returns one sentence per permission that the tenant does not know under our id; empty when all agree
 */
export function mismatchedPermissions(
  permissions: readonly Permission[],
  scopeIds: Readonly<Record<string, string>>,
  roleIds: Readonly<Record<string, string>>,
): string[] {
  return permissions.flatMap(({ name, type, id }) => {
    const published = (type === "Scope" ? scopeIds : roleIds)[name];
    if (published === id) return [];
    const kind = type === "Scope" ? "delegated" : "application";
    return [
      `${name} (${kind}): expected ${id}, but this tenant's Microsoft Graph has ${published ?? "no such permission"}`,
    ];
  });
}

/** What has been consented to, by names and by ids. */
export interface Consent {
  /** Delegated permissions of the tenant-wide grant. */
  scopes: readonly string[];
  /** App role id to assignment id. */
  assignmentIds: Readonly<Record<string, string>>;
}

/** The permissions that nobody has consented to yet. */
export const missingConsent = (permissions: readonly Permission[], given: Consent): Permission[] =>
  permissions.filter(({ type, name, id }) =>
    type === "Scope" ? !given.scopes.includes(name) : !(id in given.assignmentIds),
  );

/**
 * The permissions whose consent this stack keeps as declared. Under `request` only what an administrator has given, and of the one
 * grant that holds all delegated permissions only when it is exactly as wanted: the deployer could not change it.
 *
 * @param keptScopes further delegated permissions that the grant may hold
 */
export function consentToManage(
  mode: ConsentMode,
  permissions: readonly Permission[],
  given: Consent,
  keptScopes: readonly string[] = [],
): readonly Permission[] {
  if (mode === "grant") return permissions;
  const scopes = permissions.filter(({ type }) => type === "Scope").map(({ name }) => name);
  const wanted = new Set([...scopes, ...keptScopes]);
  const exact = new Set(given.scopes).size === wanted.size && given.scopes.every((name) => wanted.has(name));
  return permissions.filter(({ type, id }) => (type === "Scope" ? exact : id in given.assignmentIds));
}
