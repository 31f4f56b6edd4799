import { writeFileSync } from "node:fs";
import { AdvisedError } from "#config/advisedError.ts";
import { numbersText } from "#config/handedOver.ts";
import { parseConfig } from "#config/parse.ts";
import { companyOf } from "#config/rules/erpRules.ts";
import type { MailSystem } from "#config/rules/mailSystems.ts";
import { configSet, type NextStep, nextStepText } from "#config/rules/nextStep.ts";
import { PROFILES, redirectUris } from "#config/rules/profiles.ts";
import type { TenantConfig } from "#config/schema.ts";
import { readText } from "#config/text.ts";
import { type TabValues, vendorLetter } from "#pages/handover/vendorLetter.ts";
import { isProven, type Proven, provenNumbers, provenSecrets, type Unproven } from "#stack/provenSecrets.ts";
import { mustPulumi } from "#stack/pulumi.ts";
import { clear } from "#stack/secrets.ts";
import { readEntries } from "#stack/stack.ts";
import type { StackExport } from "#stack/state.ts";
import type { CommandAnswer } from "../answer.ts";
import { encryptFor, type Recipient, recipientsIn } from "./ageFile.ts";

/** What goes to the vendor, as text with the secrets in clear, and what stands beside it without any. */
interface ForVendor {
  letter: string;
  /** Such as "microsoft=2 google=1". */
  numbers: string;
  /** Why a system is not in it yet. */
  missing: readonly string[];
}

/**
 * Writes the values that the vendor enters into a file that only the vendor can read.
 *
 * @throws RecipientError when a key is none, before anything is read
 */
export async function writeForVendor(
  stack: string,
  out: string,
  recipients: readonly Recipient[],
): Promise<CommandAnswer> {
  const encrypt = await encryptFor(recipients);
  const { letter, numbers, missing } = await forVendor(stack);
  writeFileSync(out, await encrypt(letter));
  const head = `Stack "${stack}": ${out} holds ${numbers}, and only the vendor can read it. Send it by mail, for example.`;
  return {
    ...vendorAnswer(stack, numbers, missing, head),
    found: { file: out, numbers, missing },
  };
}

/** Shows the same on the terminal; it is written nowhere, and no program gets it. */
export async function showForVendor(stack: string): Promise<CommandAnswer> {
  const { letter, numbers, missing } = await forVendor(stack);
  return vendorAnswer(stack, numbers, missing, letter);
}

function vendorAnswer(
  stack: string,
  numbers: string,
  missing: readonly string[],
  head: string,
): CommandAnswer {
  const next: NextStep = {
    kind: "modern-auth",
    words: ["handover", stack, "--vendor", "--confirmed", ...numbers.split(" "), "--by", "<e-mail>"],
  };
  const last = `Next, when the vendor has confirmed: ${nextStepText(next, stack)}`;
  return { outcome: "ok", next: [next], text: [head, ...missing, last, ""].join("\n") };
}

/** The keys that were given, each with where. @throws Error when the file holds none */
export function recipientsOf(recipient: string | undefined, file: string | undefined): Recipient[] {
  const inFile = file === undefined ? [] : recipientsIn(file, readText(file));
  if (file !== undefined && inFile.length === 0)
    throw new Error(`--recipient-file: ${file} holds no age public key. Allowed: one a line.`);
  return [...(recipient === undefined ? [] : [{ property: "--recipient", key: recipient }]), ...inFile];
}

/** @throws Error naming the property when the stack's ERP is not its vendor's alone */
export function requireVendor(stack: string, { erp }: TenantConfig): void {
  if (erp.access === "vendor") return;
  throw new AdvisedError(
    `erp.access of stack "${stack}" is "${erp.access}": this program writes the values itself. Allowed for this command: vendor.`,
    configSet("erp.access", "vendor", "where the vendor alone has access"),
  );
}

/** The values come from the state, in clear in memory only. @throws Error when none of them is proven yet */
async function forVendor(stack: string): Promise<ForVendor> {
  const [entries, exported] = await Promise.all([
    readEntries(stack),
    mustPulumi(["stack", "export", "--show-secrets", "--stack", stack]),
  ]);
  const config = parseConfig(stack, entries);
  requireVendor(stack, config);
  const secrets = provenSecrets(config, JSON.parse(exported) as StackExport);
  const missing = missingIn(secrets);
  const numbers = numbersText(provenNumbers(secrets));
  if (numbers === "")
    throw new Error(`Stack "${stack}": nothing can be handed over yet.\n${missing.join("\n")}`);
  const { incomingServers, outgoingServers } = config.erp;
  const company = companyOf(config.erp);
  const values = valuesOf(config, secrets);
  return {
    letter: vendorLetter({ dns: config.dns, company, incomingServers, outgoingServers, values }),
    numbers,
    missing,
  };
}

type Secrets = Partial<Record<MailSystem, Proven | Unproven>>;

const missingIn = (secrets: Secrets): string[] =>
  Object.entries(secrets).flatMap(([system, one]) =>
    isProven(one) ? [] : [`Not handed over, ${system}: ${one.why}`],
  );

function valuesOf(
  config: TenantConfig,
  { microsoft, google }: Secrets,
): Partial<Record<MailSystem, TabValues>> {
  const uri = (system: MailSystem) => redirectUris(PROFILES[config.erp.profile], system, config.dns)[0];
  const values: Partial<Record<MailSystem, TabValues>> = {};
  if (isProven(microsoft)) {
    const { number, outputs } = microsoft;
    values.microsoft = {
      number,
      clientId: String(outputs.clientId),
      tenant: String(outputs.tenantId),
      clientSecret: clear(outputs.secret),
      redirectUri: uri("microsoft"),
      end: String(config.microsoft?.generations.find((one) => one.number === number)?.end),
    };
  }
  if (isProven(google))
    values.google = {
      number: google.number,
      clientId: String(google.outputs.clientId),
      clientSecret: clear(google.outputs.clientSecret),
      redirectUri: uri("google"),
    };
  return values;
}
