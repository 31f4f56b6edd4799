import { ERP_MODULE } from "#config/rules/defaults.ts";
import { MAIL_SYSTEMS, type MailSystem, type ServerKind } from "#config/rules/mailSystems.ts";
import type { CompanyFieldNames, ErpRole } from "#config/rules/profiles.ts";
import { needsBrought, readBrought } from "./brought.ts";
import { type Candidate, candidates, isBox, isText } from "./candidates.ts";
import type { ErpClient } from "./client.ts";
import { DiscoveryError } from "./discoveryError.ts";
import { type Evidence, languages, readEvidence } from "./evidence.ts";
import { areOfOnePlace, sortByPlace, sortSwitches } from "./onePlace.ts";
import type { DiscoveryProblem, Refusal } from "./refusal.ts";

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
 * Finds the fields behind the company form's page "OAuth2" of both providers. Never guesses, and never takes one system's values from two
 * places.
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

/** Fields whose names are known, in the form in which discovery finds them. */
export const knownFields = (names: CompanyFieldNames): CompanyFields =>
  Object.fromEntries(
    Object.entries(names).map(([system, roles]) => [
      system,
      Object.fromEntries(
        Object.entries(roles).map(([role, field]) => [
          role,
          { field, label: field, ...(role === "clientSecret" ? { secret: true as const } : {}) },
        ]),
      ),
    ]),
  ) as CompanyFields;

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

/** Asks in one language after the other. Where none is enough, the first refusal is in the language the user reads. */
async function inSomeLanguage<T>(
  client: ErpClient,
  module: string,
  model: string,
  decide: (evidence: Evidence) => T | Refusal,
): Promise<T> {
  let first: Refusal | undefined;
  for (const lang of await languages(client)) {
    const decision = decide(await readEvidence(client, module, model, lang));
    if (!isRefusal(decision)) return decision;
    first ??= decision;
  }
  // There is at least one language.
  const refusal = first as Refusal;
  throw new DiscoveryError(refusal, needsBrought(refusal) ? await readBrought(client, module) : undefined);
}

const isRefusal = (decision: unknown): decision is Refusal =>
  typeof decision === "object" && decision !== null && "problems" in decision;

/** The decision, apart from reading. */
function decideCompanyFields(
  evidence: Evidence,
  { providers = MAIL_SYSTEMS, overrides = {} }: DiscoverySettings,
): CompanyFields | Refusal {
  const all = candidates(evidence);
  const pinned = new Set(Object.values(overrides).flatMap((roles) => Object.values(roles ?? {})));
  const decided = providers.map((system) =>
    decideSystem({ evidence, all, pinned }, system, overrides[system]),
  );
  const result = Object.fromEntries(decided.map(({ system, found }) => [system, found]));
  const problems = [...decided.flatMap((one) => one.problems), ...sharedFields(result)];
  // Complete, where there is no problem.
  return problems.length > 0 ? { evidence, all, problems } : (result as CompanyFields);
}

type Roles<T> = Partial<Record<ErpRole, T>>;

interface Scene {
  evidence: Evidence;
  all: readonly Candidate[];
  /** Every field that the configuration pins. */
  pinned: ReadonlySet<string>;
}

/** The fields of one system: those that are pinned, and the others from one place. */
function decideSystem(
  { evidence: { module }, all, pinned }: Scene,
  system: MailSystem,
  pins: Roles<string> = {},
): { system: MailSystem; found: Roles<FoundField>; problems: DiscoveryProblem[] } {
  const names = Object.values(pins);
  const fit = all.filter(
    (field) => isText(field) && ((field.provider === system && field.role) || names.includes(field.name)),
  );
  const { place, here, elsewhere, unnamed } = sortByPlace(all, fit, pinned, { module, system });
  const found: Roles<FoundField> = {};
  const problems: DiscoveryProblem[] = [];
  const discovered = new Map<ErpRole, Candidate>();
  for (const role of [...NEEDED[system], ...OPTIONAL[system]]) {
    const needed = NEEDED[system].includes(role);
    const problem = { wanted: { provider: system, role }, path: `erp.fields.${system}.${role}` };
    const override = pins[role];
    if (override !== undefined) {
      const choice = pinnedField(all, isText, override);
      if ("field" in choice) found[role] = choice;
      else problems.push({ ...problem, ...choice });
      continue;
    }
    const matches = here.filter((field) => field.role === role);
    const [only, ...others] = matches;
    if (only && others.length === 0) {
      // What the system can do without is not worth a refusal.
      if (needed || areOfOnePlace([...discovered.values(), only], all, pinned)) discovered.set(role, only);
    } else if (only) problems.push({ ...problem, matches });
    else if (needed) {
      const strangers = elsewhere.filter((field) => field.role === role);
      problems.push({ ...problem, matches, place, elsewhere: strangers, unnamed });
    }
  }
  const apart = !areOfOnePlace([...discovered.values()], all, pinned);
  for (const [role, field] of discovered) {
    found[role] = toFound(field);
    if (apart)
      problems.push({
        wanted: { provider: system, role },
        path: `erp.fields.${system}.${role}`,
        matches: [field],
        apart,
      });
  }
  return { system, found, problems };
}

/** The decision, apart from reading. */
function decideUseOAuth2(evidence: Evidence, kind: ServerKind, override?: string): FoundField | Refusal {
  const all = candidates(evidence);
  const problem = { wanted: "useOAuth2" as const, path: `erp.fields.${kind}.useOAuth2` };
  const decided = (found: FoundField | Omit<DiscoveryProblem, "wanted" | "path">): FoundField | Refusal =>
    "field" in found ? found : { evidence, all, problems: [{ ...problem, ...found }] };
  if (override !== undefined) return decided(pinnedField(all, isBox, override));
  const { place, here, elsewhere, unnamed } = sortSwitches(all, evidence.module);
  const [only, ...others] = here;
  return only && others.length === 0
    ? toFound(only)
    : decided(only ? { matches: here } : { matches: here, place, elsewhere, unnamed });
}

/** What the configuration pins is taken wherever it is: who wrote it knows. */
function pinnedField(
  all: readonly Candidate[],
  fits: (field: Candidate) => boolean,
  override: string,
): FoundField | Pick<DiscoveryProblem, "matches" | "override"> {
  const field = all.find(({ name }) => name === override);
  return field && fits(field) ? toFound(field) : { matches: field ? [field] : [], override };
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

function toFound({ name, label, size, secret, readonly }: Candidate): FoundField {
  return {
    field: name,
    label,
    ...(size === undefined ? {} : { size }),
    ...(secret ? { secret: true as const } : {}),
    ...(readonly ? { readonly: true as const } : {}),
  };
}
