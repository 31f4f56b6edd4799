import type { SecretNumbers } from "#config/handedOver.ts";
import { newestNumber } from "#config/rules/generations.ts";
import { clientGenerations } from "#config/rules/googleGenerations.ts";
import type { MailSystem } from "#config/rules/mailSystems.ts";
import type { TenantConfig } from "#config/schema.ts";
import { currentOf, ENTRA_PASSWORD, GOOGLE_CLIENT, generationOf, type StackExport } from "./state.ts";

/** The newest secret of a system that an update has proven, with what its proof put out. */
export interface Proven {
  number: number;
  /** As the state holds it: secrets in it are encrypted, unless it was exported in clear. */
  outputs: Readonly<Record<string, unknown>>;
}

/** Why a system's newest secret is not for anybody to use yet, and what comes next. */
export interface Unproven {
  why: string;
}

export const isProven = (one: Proven | Unproven | undefined): one is Proven =>
  one !== undefined && "number" in one;

const PROOF = "modernauth:index:EntraCredentialProof";
const ACCEPTED = "accepted";
const UP = "pulumi up --stack <stack> comes first";

/** Microsoft's newest secret, if its token endpoint has accepted it; undefined for a customer without Microsoft. */
function provenMicrosoft({ microsoft }: TenantConfig, exported: StackExport): Proven | Unproven | undefined {
  if (!microsoft) return undefined;
  const number = newestNumber(microsoft.generations);
  const password = currentOf(exported, ENTRA_PASSWORD).find((one) => generationOf(one) === number);
  if (!password) return { why: `secret ${number} is not made yet: ${UP}` };
  const [proof] = currentOf(exported, PROOF);
  const { token, ...outputs } = proof?.outputs ?? {};
  return token === ACCEPTED && outputs.keyId === password.outputs?.keyId
    ? { number, outputs }
    : { why: `Microsoft has not accepted secret ${number} yet: ${UP}` };
}

/**
 * The same of Google, where the redirect URI counts as well; undefined for a customer without Google. Where Google let nobody see
 * whether it takes the URI, a sign-in through the ERP has to show it.
 */
export function provenGoogle(config: TenantConfig, exported: StackExport): Proven | Unproven | undefined {
  if (!config.google) return undefined;
  const newest = clientGenerations(config).at(-1);
  if (!newest) return { why: "a person makes the client first: modern-auth google guide <stack>" };
  const { number } = newest;
  const client = currentOf(exported, GOOGLE_CLIENT).find((one) => generationOf(one) === number);
  const { token, redirect, ...outputs } = client?.outputs ?? {};
  if (token !== ACCEPTED) return { why: `Google has not accepted secret ${number} yet: ${UP}` };
  return redirect === "registered" || redirect === "inconclusive"
    ? { number, outputs }
    : { why: `Google does not take the redirect URI yet: ${UP}` };
}

/** The newest secret of each system that the tenant has. */
export function provenSecrets(
  config: TenantConfig,
  exported: StackExport,
): Partial<Record<MailSystem, Proven | Unproven>> {
  const [microsoft, google] = [provenMicrosoft(config, exported), provenGoogle(config, exported)];
  return { ...(microsoft ? { microsoft } : {}), ...(google ? { google } : {}) };
}

/** The numbers of those that are proven. */
export const provenNumbers = ({ microsoft, google }: ReturnType<typeof provenSecrets>): SecretNumbers => ({
  ...(isProven(microsoft)
    ? { microsoft: microsoft.number, microsoftKeyId: String(microsoft.outputs.keyId) }
    : {}),
  ...(isProven(google) ? { google: google.number } : {}),
});

/** All secrets that an update has made or taken in, the older ones included: their numbers, and Microsoft's key ids. */
export const madeSecrets = (
  exported: StackExport,
  system: MailSystem,
): { number: number; keyId?: string }[] =>
  currentOf(exported, system === "microsoft" ? ENTRA_PASSWORD : GOOGLE_CLIENT).map((one) => ({
    number: generationOf(one),
    ...(system === "microsoft" ? { keyId: String(one.outputs?.keyId) } : {}),
  }));
