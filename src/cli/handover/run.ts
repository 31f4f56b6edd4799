import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { AdvisedError } from "#config/advisedError.ts";
import { adminConsentLink, exchangeCommands, PUBLIC_LOGIN } from "#config/rules/consent.ts";
import type { CalendarDate } from "#config/rules/dates.ts";
import { selectPermissions } from "#config/rules/permissions.ts";
import { handoverPage } from "#pages/handover/page.ts";
import { readStack } from "#stack/stack.ts";
import { recordedMicrosoft } from "#stack/state.ts";
import type { CommandAnswer, Desk } from "../answer.ts";
import { isFolder, today } from "../arguments.ts";
import { RecipientError } from "./ageFile.ts";
import { type Confirmed, recordConfirmed } from "./confirmed.ts";
import { recipientsOf, showForVendor, writeForVendor } from "./vendor.ts";

export interface HandoverOptions {
  out?: string;
  vendor?: true;
  recipient?: string;
  recipientFile?: string;
  show?: true;
  confirmed?: Confirmed;
  by?: string;
  on?: CalendarDate;
  json?: true;
}

export async function runHandover(
  stack: string,
  options: HandoverOptions,
  { wrongUsage }: Pick<Desk, "wrongUsage">,
): Promise<CommandAnswer> {
  const problem = handoverUsageProblem(options, process.stdout.isTTY === true);
  if (problem) wrongUsage(`${problem}.`);
  const { out, confirmed, by, on = today() } = options;
  if (!options.vendor) return await writePage(stack, out && fileFor(out, stack, "md"));
  if (confirmed && by) return await recordConfirmed(stack, confirmed, { by, on });
  if (!out) return await showForVendor(stack);
  const recipients = recipientsOf(options.recipient, options.recipientFile);
  return await writeForVendor(stack, fileFor(out, stack, "age"), recipients).catch((error: unknown) => {
    if (error instanceof RecipientError) wrongUsage(error.message);
    throw error;
  });
}

/** The file to write; in a folder it has the tenant's name. */
const fileFor = (out: string, stack: string, kind: "md" | "age"): string =>
  isFolder(out) ? join(out, `handover-${stack.split("/").at(-1)}.${kind}`) : out;

/** Why the options do not go together, or undefined when they do. Pure. @param terminal whether a person sees what is printed */
export function handoverUsageProblem(options: HandoverOptions, terminal: boolean): string | undefined {
  const { out, vendor, recipient, recipientFile, show, confirmed, by, on, json } = options;
  const encrypts = recipient !== undefined || recipientFile !== undefined;
  if (!vendor)
    return encrypts || show || confirmed || by || on
      ? "--recipient, --recipient-file, --show, --confirmed, --by and --on go with --vendor"
      : undefined;
  const ways = [out !== undefined || encrypts, show, confirmed].filter(Boolean).length;
  if (ways !== 1)
    return "--vendor needs one of: --recipient or --recipient-file with --out; --show; --confirmed with --by";
  if ((by || on) && !confirmed) return "--by and --on go with --confirmed";
  if (confirmed && !by) return "--confirmed needs --by: the e-mail address of who confirmed it";
  if (show && json)
    return "--show is for people, because the values stand in clear. Allowed with --json: --recipient with --out";
  if (show && !terminal)
    return "--show is for a terminal only, because the values stand in clear. Allowed otherwise: --recipient with --out";
  if (out !== undefined && !encrypts)
    return "--out needs --recipient or --recipient-file: secrets are written encrypted only";
  return out === undefined && encrypts
    ? "--recipient and --recipient-file need --out: the file to write"
    : undefined;
}

async function writePage(name: string, out: string | undefined): Promise<CommandAnswer> {
  const { config, exported } = await readStack(name);
  const { microsoft } = config;
  if (!microsoft) throw new Error(`Stack "${name}" has no Microsoft part: there is nothing to consent to.`);
  const { application, servicePrincipalId } = recordedMicrosoft(exported);
  if (!application)
    throw new AdvisedError(`Stack "${name}" has no app registration yet.`, { kind: "update" });
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
  if (!out) return { outcome: "ok", found: { page }, text: page };
  writeFileSync(out, page);
  return { outcome: "ok", found: { file: out } };
}
