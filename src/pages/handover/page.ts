import { PERMISSION_GROUPS, type Permission } from "#config/rules/permissions.ts";

export interface Handover {
  dns: string;
  tenantId: string;
  applicationName: string;
  clientId: string;
  permissions: readonly Permission[];
  /** Where an administrator consents; absent where that is done already. */
  consentLink?: string;
  /** Lines for an Exchange administrator, where the right to send is limited there. */
  exchange?: readonly string[];
}

/** What the customer's administrators have to know and do, in Markdown. Pure; holds no secret. */
export function handoverPage(handover: Handover): string {
  const { dns, tenantId, applicationName, clientId, permissions, consentLink, exchange } = handover;
  return [
    `# ${applicationName}: what an administrator of Microsoft 365 has to do`,
    "",
    `For the ERP at https://${dns}. Directory (tenant) id ${tenantId}, application (client) id ${clientId}.`,
    "",
    ...(consentLink
      ? [
          "## Consent",
          "A Privileged Role Administrator or Global Administrator opens this link, signs in, compares the list with the one below, and",
          "accepts. The page to which Microsoft leads afterwards does not matter.",
          "",
          consentLink,
        ]
      : ["## Consent", "Was given by the deployment. Nothing is to be done."]),
    "",
    "## What the ERP may do",
    "| permission | kind | for |",
    "|---|---|---|",
    ...permissions.map(
      ({ name, type, actsAs, group }) =>
        `| ${name} | ${type === "Scope" ? `delegated: ${actsAs}` : `**application: ${actsAs}**`} | ${PERMISSION_GROUPS[group].purpose} |`,
    ),
    ...(exchange
      ? [
          "",
          "## Who the ERP may send as",
          "An Exchange administrator types these lines in PowerShell (module ExchangeOnlineManagement), with the group's distinguished name",
          "and one of its mailboxes filled in. Nothing is sent without a user before.",
          "",
          "```powershell",
          ...exchange,
          "```",
        ]
      : []),
    "",
  ].join("\n");
}
