import { powerShellString } from "./powerShell.ts";

/** Who consents to what the ERP may do: this program (`grant`), or an administrator of the customer by a link (`request`). */
export const CONSENT_MODES = ["grant", "request"] as const;
export type ConsentMode = (typeof CONSENT_MODES)[number];

/**
 * How the ERP may send mail without a signed-in user. `tenant-wide`: the application permission Mail.Send, as any mailbox.
 * `exchange-rbac`: only as the mailboxes that a scope in Exchange names; nothing is assigned in Entra, because an assignment there
 * would count beside the scope and make it void. `none`: not at all; users' own SMTP stays.
 *
 * @see https://learn.microsoft.com/graph/auth-limit-mailbox-access
 */
export const MAIL_SEND_MODES = ["tenant-wide", "exchange-rbac", "none"] as const;
export type MailSendMode = (typeof MAIL_SEND_MODES)[number];

/** The warning that goes with `tenant-wide`. */
export const TENANT_WIDE_WARNING =
  'microsoft.mailSend is "tenant-wide": with the application permission Mail.Send the ERP can send as any mailbox of the tenant. To ' +
  "limit it (or none): pulumi config set --path microsoft.mailSend exchange-rbac --stack <stack>";

/**
 * What an Exchange administrator types so that the application may send as the members of one group, and as nobody else.
 *
 * @param servicePrincipalId object id of the application's service principal (enterprise application)
 * @see https://learn.microsoft.com/exchange/permissions-exo/application-rbac
 */
export function exchangeCommands(
  displayName: string,
  clientId: string,
  servicePrincipalId: string,
): readonly string[] {
  const name = powerShellString(displayName);
  const scope = powerShellString(`${displayName} senders`);
  return [
    "Connect-ExchangeOnline",
    `New-ServicePrincipal -AppId ${clientId} -ObjectId ${servicePrincipalId} -DisplayName ${name}`,
    `New-ManagementScope -Name ${scope} -RecipientRestrictionFilter "MemberOfGroup -eq '<distinguished name of the group of sending mailboxes>'"`,
    `New-ManagementRoleAssignment -App ${servicePrincipalId} -Role 'Application Mail.Send' -CustomResourceScope ${scope}`,
    `Test-ServicePrincipalAuthorization -Identity ${servicePrincipalId} -Resource <one of the sending mailboxes>`,
  ];
}

/** The public cloud's, the only one in which the program works (docs/deployer.md). */
export const PUBLIC_LOGIN = "https://login.microsoftonline.com";

/**
 * The page on which an administrator of a tenant consents, for the whole tenant, to everything that an app registration lists
 * under "API permissions". It also puts the application into the tenant.
 *
 * @see https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent
 */
export const adminConsentLink = (login: string, tenantId: string, clientId: string): string =>
  `${login}/${encodeURIComponent(tenantId)}/adminconsent?client_id=${encodeURIComponent(clientId)}`;
