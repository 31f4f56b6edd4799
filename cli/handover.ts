import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { adminConsentLink, PUBLIC_LOGIN } from "../clients/entra/adminConsent.ts";
import { exchangeCommands } from "../config/consent.ts";
import { selectPermissions } from "../config/permissions.ts";
import { handoverPage } from "./handoverPage.ts";
import { readStack } from "./stack.ts";
import { recordedMicrosoft } from "./stackState.ts";

const HELP = `
The page holds no secret. It is for the administrators of the customer: what to consent to and by which link, and what to type
in Exchange where the right to send is limited there.

Examples:
  modern-auth handover acme
  modern-auth handover acme --out acme.md

Exit codes: 0 done, 1 failed (for example: no app registration yet), 2 wrong usage.`;

/** `modern-auth handover`: the page for the customer's administrators. */
export const handover = (): Command =>
  new Command("handover")
    .description("Write the page for the customer's administrators: the consent link, and what it grants.")
    .argument("<stack>", "the tenant's stack, e.g. acme")
    .option("--out <file>", "write it to a file; default: print it")
    .addHelpText("after", HELP)
    .action(write);

async function write(name: string, { out }: { out?: string }): Promise<void> {
  const { config, exported } = await readStack(name);
  const { microsoft } = config;
  if (!microsoft) throw new Error(`Stack "${name}" has no Microsoft part: there is nothing to consent to.`);
  const { application, servicePrincipalId } = recordedMicrosoft(exported);
  if (!application)
    throw new Error(`Stack "${name}" has no app registration yet. Type: pulumi up --stack ${name}`);
  const { tenantId, applicationName, consent, mailSend } = microsoft;
  const page = handoverPage({
    dns: config.dns,
    tenantId,
    applicationName,
    clientId: application.clientId,
    permissions: selectPermissions(microsoft.permissions, mailSend),
    ...(consent === "request"
      ? { consentLink: adminConsentLink(PUBLIC_LOGIN, tenantId, application.clientId) }
      : {}),
    ...(mailSend === "exchange-rbac" && microsoft.permissions.outgoingMail && servicePrincipalId
      ? { exchange: exchangeCommands(applicationName, application.clientId, servicePrincipalId) }
      : {}),
  });
  if (out) writeFileSync(out, page);
  else process.stdout.write(page);
}
