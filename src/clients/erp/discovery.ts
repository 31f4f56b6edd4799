import { ERP_MODULE } from "#config/rules/defaults.ts";
import { MAIL_SYSTEMS, type MailSystem, type ServerKind } from "#config/rules/mailSystems.ts";
import type { CompanyFieldNames, ErpRole } from "#config/rules/profiles.ts";
import { type Candidate, candidates, isText } from "./candidates.ts";
import type { ErpClient } from "./client.ts";
import { DiscoveryError, type DiscoveryProblem } from "./discoveryError.ts";
import { type Evidence, languages, readEvidence } from "./evidence.ts";

export { DiscoveryError } from "./discoveryError.ts";

/** A field of the ERP that we found or were told. */
export interface FoundField {
  /** Technical name. */
  field: string;
  label: string;
  /** Longest text that fits. */
  size?: number;
  secret?: true;
  /** The user may read it only. */
  readonly?: true;
}

export interface MicrosoftFields {
  clientId: FoundField;
  tenant: FoundField;
  clientSecret: FoundField;
  redirectUri: FoundField;
}

export interface GoogleFields {
  clientId: FoundField;
  clientSecret: FoundField;
  redirectUri: FoundField;
  tenant?: FoundField;
}

export interface CompanyFields {
  microsoft?: MicrosoftFields;
  google?: GoogleFields;
}

export interface DiscoverySettings {
  /** Module that brings the fields. @default {@link ERP_MODULE} */
  module?: string;
  /** Names that the configuration pins. */
  overrides?: CompanyFieldNames;
  /** Whose fields are needed. @default both */
  providers?: readonly MailSystem[];
}

export const SERVER_MODELS: Readonly<Record<ServerKind, string>> = {
  incoming: "fetchmail.server",
  outgoing: "ir.mail_server",
};

const NEEDED: Readonly<Record<MailSystem, readonly ErpRole[]>> = {
  microsoft: ["clientId", "tenant", "clientSecret", "redirectUri"],
  google: ["clientId", "clientSecret", "redirectUri"],
};

const OPTIONAL: Readonly<Record<MailSystem, readonly ErpRole[]>> = { microsoft: [], google: ["tenant"] };

/**
 * Finds the fields behind the company form's page "OAuth2" of both providers. Never guesses.
 * @throws DiscoveryError with all candidates and the configuration lines that would pin them
 */
export async function discoverCompanyFields(
  client: ErpClient,
  options: DiscoverySettings = {},
): Promise<CompanyFields> {
  const { module = ERP_MODULE } = options;
  return await inSomeLanguage(client, module, "res.company", (evidence) =>
    decideCompanyFields(evidence, options),
  );
}

/** Finds the box "use OAuth2" of incoming or outgoing mail servers. @throws DiscoveryError */
export async function discoverUseOAuth2(
  client: ErpClient,
  kind: ServerKind,
  options: { module?: string; override?: string } = {},
): Promise<FoundField> {
  const { module = ERP_MODULE, override } = options;
  return await inSomeLanguage(client, module, SERVER_MODELS[kind], (evidence) =>
    decideUseOAuth2(evidence, kind, override),
  );
}

/** Asks in one language after the other. Where none is enough, the first failure is in the language the user reads. */
async function inSomeLanguage<T>(
  client: ErpClient,
  module: string,
  model: string,
  decide: (evidence: Evidence) => T,
): Promise<T> {
  let first: DiscoveryError | undefined;
  for (const lang of await languages(client)) {
    try {
      return decide(await readEvidence(client, module, model, lang));
    } catch (error) {
      if (!(error instanceof DiscoveryError)) throw error;
      first ??= error;
    }
  }
  throw first;
}

/** The decision, apart from reading. @throws DiscoveryError */
function decideCompanyFields(evidence: Evidence, options: DiscoverySettings = {}): CompanyFields {
  const all = candidates(evidence);
  const problems: DiscoveryProblem[] = [];
  const result: Partial<Record<MailSystem, Partial<Record<ErpRole, FoundField>>>> = {};
  for (const provider of options.providers ?? MAIL_SYSTEMS) {
    const found: Partial<Record<ErpRole, FoundField>> = {};
    for (const role of [...NEEDED[provider], ...OPTIONAL[provider]]) {
      const path = `erp.fields.${provider}.${role}`;
      const tiers = companyTiers(all, provider, role);
      const choice = choose(all, tiers, isText, path, options.overrides?.[provider]?.[role]);
      if ("field" in choice) found[role] = choice;
      else if (NEEDED[provider].includes(role) || choice.matches.length > 0 || choice.override) {
        problems.push({ ...choice, wanted: { provider, role } });
      }
    }
    result[provider] = found;
  }
  problems.push(...sharedFields(result));
  if (problems.length > 0) throw new DiscoveryError(evidence, all, problems);
  // Complete, or the line above has thrown.
  return result as CompanyFields;
}

/** The decision, apart from reading. @throws DiscoveryError */
function decideUseOAuth2(evidence: Evidence, kind: ServerKind, override?: string): FoundField {
  const all = candidates(evidence);
  const boxes = all.filter((field) => isBox(field) && field.useOAuth2);
  const tiers = [boxes.filter(({ inModule }) => inModule), boxes];
  const choice = choose(all, tiers, isBox, `erp.fields.${kind}.useOAuth2`, override);
  if ("field" in choice) return choice;
  throw new DiscoveryError(evidence, all, [{ ...choice, wanted: "useOAuth2" }]);
}

/** From strong to weak: what the module brings, what stands on the page, what merely has the label. */
function companyTiers(all: readonly Candidate[], provider: MailSystem, role: ErpRole): Candidate[][] {
  const fit = all.filter((field) => isText(field) && field.provider === provider && field.role === role);
  return [fit.filter(({ inModule }) => inModule), fit.filter(({ onOAuthPage }) => onOAuthPage), fit];
}

/** The strongest kind of evidence that finds anything decides; it must find exactly one. */
function choose(
  all: readonly Candidate[],
  tiers: readonly (readonly Candidate[])[],
  fits: (field: Candidate) => boolean,
  path: string,
  override: string | undefined,
): FoundField | Omit<DiscoveryProblem, "wanted"> {
  if (override !== undefined) {
    const field = all.find(({ name }) => name === override);
    return field && fits(field) ? toFound(field) : { path, matches: field ? [field] : [], override };
  }
  const matches = tiers.find((tier) => tier.length > 0) ?? [];
  const [only, ...others] = matches;
  return only && others.length === 0 ? toFound(only) : { path, matches };
}

/** Two values in one field: a slip in the configuration. */
function sharedFields(
  result: Partial<Record<MailSystem, Partial<Record<ErpRole, FoundField>>>>,
): DiscoveryProblem[] {
  const seen = new Map<string, string>();
  const problems: DiscoveryProblem[] = [];
  for (const [provider, roles] of Object.entries(result) as [
    MailSystem,
    Partial<Record<ErpRole, FoundField>>,
  ][]) {
    for (const [role, { field }] of Object.entries(roles) as [ErpRole, FoundField][]) {
      const path = `erp.fields.${provider}.${role}`;
      const other = seen.get(field);
      if (other)
        problems.push({ path, matches: [], sharedWith: other, override: field, wanted: { provider, role } });
      seen.set(field, path);
    }
  }
  return problems;
}

function isBox({ type }: Candidate): boolean {
  return type === "boolean";
}

function toFound({ name, label, size, secret, readonly }: Candidate): FoundField {
  return {
    field: name,
    label,
    ...(size === undefined ? {} : { size }),
    ...(secret ? { secret: true as const } : {}),
    ...(readonly ? { readonly: true as const } : {}),
  };
}
