import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { adminConsentLink, exchangeCommands, PUBLIC_LOGIN } from "#config/rules/consent.ts";
import type { CalendarDate } from "#config/rules/dates.ts";
import { selectPermissions } from "#config/rules/permissions.ts";
import { handoverPage } from "#pages/handover/page.ts";
import { readStack } from "#stack/stack.ts";
import { recordedMicrosoft } from "#stack/state.ts";
import { today } from "../arguments.ts";
import { isFolder } from "../files.ts";
import { RecipientError } from "./ageFile.ts";
import { type Confirmed, recordConfirmed } from "./confirmed.ts";
import { recipientsOf, showForVendor, writeForVendor } from "./vendor.ts";

export interface Options {
  out?: string;
  vendor?: true;
  recipient?: string;
  recipientFile?: string;
  show?: true;
  confirmed?: Confirmed;
  by?: string;
  on?: CalendarDate;
}

export async function handOver(stack: string, options: Options, command: Command): Promise<void> {
  const wrong = (problem: string) => command.error(`error: ${problem}`, { exitCode: 2 });
  const problem = usageProblem(options, process.stdout.isTTY === true);
  if (problem) wrong(`${problem}.`);
  const { out, confirmed, by, on = today() } = options;
  if (!options.vendor) return await writePage(stack, out && fileFor(out, stack, "md"));
  if (confirmed && by) return await recordConfirmed(stack, confirmed, { by, on });
  if (!out) return await showForVendor(stack);
  const recipients = recipientsOf(options.recipient, options.recipientFile);
  await writeForVendor(stack, fileFor(out, stack, "age"), recipients).catch((error: unknown) => {
    if (error instanceof RecipientError) wrong(error.message);
    throw error;
  });
}

/** The file to write; in a folder it has the tenant's name. */
const fileFor = (out: string, stack: string, kind: "md" | "age"): string =>
  isFolder(out) ? join(out, `handover-${stack.split("/").at(-1)}.${kind}`) : out;

/** Why the options do not go together, or undefined when they do. Pure. @param terminal whether a person sees what is printed */
export function usageProblem(options: Options, terminal: boolean): string | undefined {
  const { out, vendor, recipient, recipientFile, show, confirmed, by, on } = options;
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
  if (show && !terminal)
    return "--show is for a terminal only, because the values stand in clear. Allowed otherwise: --recipient with --out";
  if (out !== undefined && !encrypts)
    return "--out needs --recipient or --recipient-file: secrets are written encrypted only";
  return out === undefined && encrypts
    ? "--recipient and --recipient-file need --out: the file to write"
    : undefined;
}

async function writePage(name: string, out: string | undefined): Promise<void> {
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
