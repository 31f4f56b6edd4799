import { ConfigError, type ConfigProblem } from "./configError.ts";
import { ERP_URL_KEY, parseConfig, type RawEntry } from "./parse.ts";
import { stackNameProblem } from "./rules/formats.ts";
import { FIELD_NAMES, type FieldName, fieldOf } from "./tenantFields.ts";
import { ERP_PASSWORD_KEY, entriesIn, type Settings } from "./tenantSettings.ts";

/** A tenant that is to be added. */
export interface NewTenant {
  /** Of the stack. */
  name: string;
  settings: Settings;
  /** Of the ERP's integration user. */
  password?: string | undefined;
}

/** What a new tenant is described by. */
export type Source = FieldName | "name" | "erp-password";

/** How somebody mends it: "give --dns", or "correct column dns". */
export type Mend = (sources: readonly Source[]) => string;

/** What is wrong with a new tenant by itself, in the words of the configuration, and mended by flag or column. Pure. */
export function tenantProblems({ name, settings, password }: NewTenant, mend: Mend): ConfigProblem[] {
  const entries = entriesIn(settings);
  if (password !== undefined) entries[ERP_PASSWORD_KEY] = { value: password, encrypted: true };
  const found = configProblems(name, entries);
  // An address that follows from the DNS name is wrong by that alone.
  const follows = settings[ERP_URL_KEY] === `https://${settings.dns}`;
  const isSaid = follows && found.some(({ property }) => property === "dns");
  const own = found.filter(({ property }) => !(isSaid && property === ERP_URL_KEY));
  return [...nameProblems(name), ...own].map((problem) => {
    const sources = sourcesOf(problem.property);
    return sources.length > 0 ? { ...problem, next: { kind: "person", text: mend(sources) } } : problem;
  });
}

function nameProblems(name: string): ConfigProblem[] {
  const problem = stackNameProblem(name);
  const allowed = "up to 100 letters, digits, dots, dashes and underscores, for example acme";
  return problem
    ? [
        {
          property: "name",
          what: `${JSON.stringify(name)} ${problem}`,
          allowed,
          next: { kind: "person", text: "" },
        },
      ]
    : [];
}

/** What is wrong with a configuration; nothing where it is valid. */
export function configProblems(
  name: string,
  entries: Readonly<Record<string, RawEntry>>,
): readonly ConfigProblem[] {
  try {
    parseConfig(name, entries);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

/** What a property comes from: one thing for most, either of two where neither system is there. */
export function sourcesOf(property: string): Source[] {
  if (property === "name") return ["name"];
  if (property === ERP_PASSWORD_KEY) return ["erp-password"];
  if (property === "microsoft") return ["microsoft-tenant-id", "google-project"];
  return FIELD_NAMES.filter((name) => {
    const { path } = fieldOf(name);
    return path === property || property.startsWith(`${path}[`);
  });
}
