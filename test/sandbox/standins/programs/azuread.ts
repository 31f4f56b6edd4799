/**
 * The program of the recordings (README there). Options change it as a user would between two runs; what they don't
 * name stays as recorded.
 */
export const azureadProgram = `
import { Application } from "@pulumi/azuread/application.js";
import { ApplicationPassword } from "@pulumi/azuread/applicationPassword.js";
import { AppRoleAssignment } from "@pulumi/azuread/appRoleAssignment.js";
import { getClientConfigOutput } from "@pulumi/azuread/getClientConfig.js";
import { getServicePrincipalOutput } from "@pulumi/azuread/getServicePrincipal.js";
import { Provider } from "@pulumi/azuread/provider.js";
import { ServicePrincipal } from "@pulumi/azuread/servicePrincipal.js";
import { ServicePrincipalDelegatedPermissionGrant } from "@pulumi/azuread/servicePrincipalDelegatedPermissionGrant.js";

const { app = {}, sp = {}, grant = {}, secrets = { secret: {} }, imports = {}, without = [] } = JSON.parse(process.env.PROGRAM ?? "{}");
const provider = new Provider("tenant", { tenantId: process.env.ENTRA_TENANT, clientId: process.env.ENTRA_CLIENT, clientSecret: process.env.ENTRA_SECRET,});
const owners = [getClientConfigOutput({ provider }).objectId];
const graph = getServicePrincipalOutput({ clientId: "00000003-0000-0000-c000-000000000000" }, { provider });
const scopes = [
  ["Application.Read.All", "c79f8feb-a9db-4090-85f9-90d820caa0eb"],
  ["Calendars.ReadWrite", "1ec239c2-d7c9-4623-a91a-a9775856bb36"],
  ["Calendars.ReadWrite.Shared", "12466101-c9b8-439a-8589-dd09ee67e8e9"],
  ["IMAP.AccessAsUser.All", "652390e4-393a-48de-9484-05f9b1212954"],
  ["SMTP.Send", "258f6531-6087-4cc4-bb90-092c5fb3ed3f"],
  ["User.Read", "e1fe6dd8-ba31-4d61-89e7-88639da4683d"],
  ["User.ReadBasic.All", "b340eb25-3456-403f-be2f-af7a0d370277"],
  ["offline_access", "7427e0e9-2fba-42fe-b0c0-848c9e6a8182"],
  ["openid", "37f7f235-527c-4136-accd-4a02d197296e"],
  ["profile", "14dad69e-099b-42c9-810b-d002981feec1"],
];
const mailSend = "b633e1c5-b582-4048-a93e-9f11b44c7e96";
const options = (name) => ({ provider, ...(imports[name] ? { import: imports[name] } : {}) });
const wanted = (name) => !without.includes(name);

const application = new Application("app", {
  displayName: "CID ERP",
  owners,
  preventDuplicateNames: true,
  signInAudience: "AzureADMyOrg",
  notes: "managed",
  api: { requestedAccessTokenVersion: 2 },
  web: { redirectUris: ["https://demofabien.cid-erp.app/oauth2/retrieve_token"] },
  requiredResourceAccesses: [{
    resourceAppId: "00000003-0000-0000-c000-000000000000",
    resourceAccesses: [...scopes.map(([, id]) => ({ id, type: "Scope" })), { id: mailSend, type: "Role" }],
  }],
  ...app,
}, options("app"));
const principal = new ServicePrincipal("sp", { clientId: application.clientId, useExisting: true, owners, ...sp }, options("sp"));
if (wanted("grant")) new ServicePrincipalDelegatedPermissionGrant("grant", { servicePrincipalObjectId: principal.objectId, resourceServicePrincipalObjectId: graph.objectId, claimValues: scopes.map(([name]) => name), ...grant,}, options("grant"));
if (wanted("mail-send")) new AppRoleAssignment("mail-send", { appRoleId: mailSend, principalObjectId: principal.objectId, resourceObjectId: graph.objectId,}, options("mail-send"));
const passwords = Object.entries(secrets).map(([name, more]) => new ApplicationPassword(name, { applicationId: application.id, displayName: "CID ERP", endDate: "2028-11-22T00:00:00Z", ...more,}, { provider }));
export const clientId = application.clientId;
export const secret = passwords.at(0)?.value;
`;
