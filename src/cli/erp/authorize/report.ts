import { systemOfHost } from "#config/rules/mailSystems.ts";
import type { NextStep } from "#config/rules/nextStep.ts";

/** What `modern-auth erp authorize` found. */
export interface Authorization {
  /** The ERP's address. */
  erp: string;
  server: { id: number; name: string; host: string };
  /** Account of the mailbox. */
  mailbox: string | undefined;
  /** The server's form in the ERP. */
  record: string;
  /** Where the ERP's button leads; undefined where the ERP has no such button, or it leads nowhere. */
  link: string | undefined;
  confirmationReset: boolean;
}

/** The steps for the person who signs in. */
export function authorizationText(
  tenant: string,
  { erp, server, mailbox, record, link, confirmationReset }: Authorization,
): string {
  const account = mailbox ? `as ${mailbox}, the mailbox itself` : "with the account of the mailbox";
  const rest = link
    ? [`In the same browser, open\n     ${link}`]
    : [
        `In the same browser, open the mail server\n     ${record}\n     and press "Récupérer l'autorisation et le jeton OAuth2".`,
      ];
  const lines = [
    `Sign in to the ERP at ${erp} as a user who may open the incoming mail server "${server.name}" (id ${server.id}).`,
    ...rest,
    `Sign in at ${systemName(link, server.host)} ${account}, and accept the permissions.`,
    `Back in the ERP, press "Tester et confirmer" if the server is not confirmed: ${record}`,
  ];
  return [
    `Incoming mail server "${server.name}" of stack "${tenant}"`,
    ...(confirmationReset
      ? ["Its confirmation was reset: it fetches NO mail until the last step is done."]
      : []),
    ...lines.map((line, index) => `  ${index + 1}. ${line}`),
    "",
  ].join("\n");
}

/** The same in short. */
export const signInStep = ({ server, mailbox, record, link }: Authorization): NextStep => ({
  kind: "person",
  text: `sign in ${mailbox ? `as ${mailbox}` : "with the account of the mailbox"} for the incoming mail server "${server.name}"`,
  page: link ?? record,
});

function systemName(link: string | undefined, host: string): string {
  const system = systemOfHost(link ? new URL(link).hostname : host) ?? systemOfHost(host);
  return system === "google" ? "Google" : system === "microsoft" ? "Microsoft" : "Microsoft or Google";
}
