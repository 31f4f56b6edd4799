import { PERMISSIONS } from "#config/rules/permissions.ts";

/** Ids of what the program asks for, by name: the tenant publishes all of it. */
const askedFor = (type: "Scope" | "Role"): Record<string, string> =>
  Object.fromEntries(PERMISSIONS.filter((one) => one.type === type).map(({ name, id }) => [name, id]));

/** Application permissions of Microsoft Graph, by name: what the program asks for, and more. */
export const graphAppRoles: Readonly<Record<string, string>> = {
  ...askedFor("Role"),
  "Application.Read.All": "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30",
  "Application.ReadWrite.OwnedBy": "18a4783c-866b-4cc7-a460-3d5e5662c884",
  "Application.ReadWrite.All": "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9",
  "AppRoleAssignment.ReadWrite.All": "06b708a9-e830-4db3-a914-8e69da51d44f",
  "DelegatedPermissionGrant.Read.All": "81b4724a-58aa-41c1-8a55-84ef97466587",
  "DelegatedPermissionGrant.ReadWrite.All": "8e8e4742-1d95-4f68-9d56-6ee75648c72a",
  "Directory.Read.All": "7ab1d382-f21e-4acd-a863-ba3e13f7da61",
  "Directory.ReadWrite.All": "19dbc75e-c2e2-444c-a770-ec69d8559fc7",
  "Organization.Read.All": "498476ce-e0fe-48b0-b801-37ba7e2685c6",
  "Policy.Read.All": "246dd0d5-5bd0-4def-940b-0421030a5b68",
  "Policy.ReadWrite.ApplicationConfiguration": "be74164b-cff1-491c-8741-e671cb536e13",
  "User.Read.All": "df021288-bdef-4463-88db-98f22de89214",
  "Calendars.ReadWrite": "ef54d2bf-783f-4e0f-bca1-3210c0444d99",
  "Mail.ReadWrite": "e2a3a72e-5f79-4c64-b1b1-878b674786c9",
};

/** Delegated permissions of Microsoft Graph, by name: what the program asks for, and more. */
export const graphScopes: Readonly<Record<string, string>> = {
  ...askedFor("Scope"),
  "Mail.Send": "e383f46e-2787-4529-855e-0e479a3ffac0",
  "Mail.Send.Shared": "a367ab51-6b49-43bf-a716-a1fb06d2a174",
  "POP.AccessAsUser.All": "d7b7f2d9-0f45-4ea1-9d42-e50810c06991",
  "Calendars.Read": "465a38f9-76ea-45b9-9f34-9e8b0d4b0b42",
  email: "64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0",
};

/** The application permissions as Graph's own service principal lists them. */
export function appRoleDefinitions(): Record<string, unknown>[] {
  return Object.entries(graphAppRoles).map(([value, id]) => ({
    id,
    value,
    allowedMemberTypes: ["Application"],
    displayName: value,
    description: value,
    isEnabled: true,
  }));
}

/** The delegated permissions as Graph's own service principal lists them. */
export function scopeDefinitions(): Record<string, unknown>[] {
  return Object.entries(graphScopes).map(([value, id]) => ({
    id,
    value,
    isEnabled: true,
    type: "User",
    adminConsentDescription: value,
    adminConsentDisplayName: value,
    userConsentDescription: value,
    userConsentDisplayName: value,
  }));
}
