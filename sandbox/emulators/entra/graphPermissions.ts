export const GRAPH_APP_ID = "00000003-0000-0000-c000-000000000000";

/** Application permissions of Microsoft Graph, by name. The recorded ones come first, in the recorded order. */
export const graphAppRoles: Readonly<Record<string, string>> = {
  "Mail.Send": "b633e1c5-b582-4048-a93e-9f11b44c7e96",
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

/** Delegated permissions of Microsoft Graph, by name. The recorded ones come first, in the recorded order. */
export const graphScopes: Readonly<Record<string, string>> = {
  openid: "37f7f235-527c-4136-accd-4a02d197296e",
  profile: "14dad69e-099b-42c9-810b-d002981feec1",
  offline_access: "7427e0e9-2fba-42fe-b0c0-848c9e6a8182",
  "User.Read": "e1fe6dd8-ba31-4d61-89e7-88639da4683d",
  "User.ReadBasic.All": "b340eb25-3456-403f-be2f-af7a0d370277",
  "IMAP.AccessAsUser.All": "652390e4-393a-48de-9484-05f9b1212954",
  "SMTP.Send": "258f6531-6087-4cc4-bb90-092c5fb3ed3f",
  "Calendars.ReadWrite": "1ec239c2-d7c9-4623-a91a-a9775856bb36",
  "Calendars.ReadWrite.Shared": "12466101-c9b8-439a-8589-dd09ee67e8e9",
  "Application.Read.All": "c79f8feb-a9db-4090-85f9-90d820caa0eb",
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
