import type { z } from "zod";
import { ConfigError, type ConfigProblem } from "./configError.ts";
import { addMonths } from "./rules/dates.ts";
import { erpRules } from "./rules/erpRules.ts";
import { erpUrlMeant, mayHoldPassword } from "./rules/erpUrl.ts";
import { googleRules } from "./rules/googleRules.ts";
import { configRm, configSet, configSetSecret, type NextStep, placeholder, STACK } from "./rules/nextStep.ts";
import { entraHostProblem } from "./rules/redirectUris.ts";
import type { Unquoted } from "./rules/unquoted.ts";
import { schema, type TenantConfig } from "./schema.ts";
import { isChoice, isSection, keysAt, metaAt, takesAt } from "./schemaAt.ts";

/** One top-level key of the stack configuration as the engine hands it over. */
export interface RawEntry {
  /** The text of the value; JSON where it is not a plain string. */
  value: string;
  /** Whether it stands encrypted in the configuration file. */
  encrypted: boolean;
  /** What of it the file has without quotation marks and YAML reads as something else, where the file is at hand. */
  unquoted?: readonly Unquoted[];
}

/**
 * Reads the stack configuration.
 *
 * @param entries the project's keys without the project's name, the plugin's keys with "modernauth:"
 * @throws ConfigError naming every property that is missing, unknown or not acceptable
 */
export function parseConfig(stack: string, entries: Readonly<Record<string, RawEntry>>): TenantConfig {
  // A section or a list arrives as JSON. So does a client file, but that is a text to us.
  const raw = Object.fromEntries(
    Object.entries(entries).map(([key, { value }]) => [key, isSection(key) ? plain(value) : value]),
  );
  const result = schema.safeParse(raw);
  const altered = alteredByYaml(stack, entries, raw);
  const isAltered = (property: string) => altered.some((one) => one.property === property);
  const problems = [...altered, ...missingAccess(raw), ...clearTextSecrets(entries, raw)];
  if (!result.success)
    throw new ConfigError(stack, [
      ...result.error.issues
        .flatMap((issue) => explain(issue, raw))
        .filter(({ property }) => !isAltered(property)),
      ...problems,
    ]);
  problems.push(...sandboxMark(stack, result.data), ...rules(result.data));
  if (problems.length > 0) throw new ConfigError(stack, problems);
  return result.data;
}

/** The key that the ERP's address stands under. */
export const ERP_URL_KEY = "modernauth:erpUrl";
const ACCESS = [ERP_URL_KEY, "modernauth:erpDatabase", "modernauth:erpLogin", "modernauth:erpPassword"];

/** @returns one problem per key that says how the ERP is reached and is missing; none where only the vendor reaches it */
function missingAccess(raw: Record<string, unknown>): ConfigProblem[] {
  if ((raw.erp as { access?: unknown } | undefined)?.access === "vendor") return [];
  return ACCESS.filter((key) => raw[key] === undefined).flatMap((key) =>
    explain({ code: "invalid_type", expected: "string", path: [key], message: "" }, raw),
  );
}

/** How the engine hands over what YAML took for an instant. */
const INSTANT = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? [-+]\d{4} \w+$/;

/**
 * Texts that YAML turned into something else, because they stand without quotation marks. What they were is in the file alone, so that
 * no value of ours is offered for them.
 */
function alteredByYaml(
  stack: string,
  entries: Readonly<Record<string, RawEntry>>,
  raw: Record<string, unknown>,
): ConfigProblem[] {
  const file = `Pulumi.${stack.split("/").at(-1)}.yaml`;
  const known = Object.values(entries).flatMap(({ unquoted = [] }) => unquoted);
  const guessed = leavesOf(raw).flatMap(({ path, value }) => {
    const readAs = kindOf(value);
    return readAs && !takesAt(path)[readAs] ? [{ path, readAs, written: undefined }] : [];
  });
  const isKnown = (path: readonly unknown[]) =>
    known.some((one) => dotted(one.path) === dotted(path as string[]));
  return [...known, ...guessed.filter(({ path }) => !isKnown(path))].flatMap(({ path, written, readAs }) => {
    const takes = takesAt(path);
    if (!(takes.text || takes.number) || (readAs !== "number" && takes[readAs])) return [];
    const property = dotted(path);
    const shown = written === undefined || metaAt(path).secret ? "…" : written;
    const quoted = `${typeof path.at(-1) === "number" ? "-" : `${String(path.at(-1))}:`} "${shown}"`;
    return [
      {
        property,
        what: `${written === undefined ? "the value" : shown} stands without quotation marks, so that YAML reads it as a ${readAs}`,
        allowed: metaAt(path).allowed,
        next: {
          kind: "person" as const,
          text: takes.text
            ? `quote it in the file ${file}: ${quoted}`
            : `write it in the file ${file} with decimal digits alone, without a zero in front`,
        },
      },
    ];
  });
}

function kindOf(value: unknown): Unquoted["readAs"] | undefined {
  if (typeof value === "number" || typeof value === "boolean") return typeof value as "number" | "boolean";
  return typeof value === "string" && INSTANT.test(value) ? "date" : undefined;
}

/** Every value of a configuration that holds no others. */
function leavesOf(
  value: unknown,
  path: (string | number)[] = [],
): { path: (string | number)[]; value: unknown }[] {
  if (Array.isArray(value)) return value.flatMap((inner, index) => leavesOf(inner, [...path, index]));
  if (value === null || typeof value !== "object") return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

/** Keys that an earlier version had: why each is gone. */
const REMOVED: Readonly<Record<string, Pick<ConfigProblem, "what" | "allowed">>> = {
  "google.provisioner": {
    what: "was removed: the API behind it is an alpha of Firebase's, and it was never proven to make a client that works",
    allowed:
      "no such key. A person creates the client in the Google console: modern-auth google guide <stack>",
  },
};

function plain(value: string): unknown {
  if (!/^[[{]/.test(value.trim())) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function explain(issue: z.core.$ZodIssue, raw: unknown): ConfigProblem[] {
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(issue.path);
    return issue.keys.map((key) => {
      const property = dotted([...issue.path, key]);
      return {
        property,
        what: "is not a key of this program",
        allowed: known.join(", "),
        next: configRm(property),
        ...REMOVED[property],
      };
    });
  }
  const property = dotted(issue.path);
  const value = at(raw, issue.path);
  const { allowed, example, secret, unshown } = metaAt(issue.path);
  const meant = isChoice(issue.path) ? example : placeholder(property);
  return [
    {
      property,
      what: complaint(issue, value, secret ?? unshown),
      allowed: `${allowed}${example ? `, for example ${example}` : ""}`,
      next: stepFor(issue, value, meant, secret),
    },
  ];
}

function complaint(issue: z.core.$ZodIssue, value: unknown, hidden: true | undefined): string {
  if (value === undefined) return "is missing";
  const shown = hidden || mayHoldPassword(JSON.stringify(value)) ? "the value" : JSON.stringify(value);
  return issue.code === "custom" ? `${shown} ${issue.message}` : `${shown} is not allowed`;
}

function stepFor(issue: z.core.$ZodIssue, value: unknown, meant: string, secret: true | undefined): NextStep {
  const key = dotted(issue.path);
  if (secret) return configSetSecret(key, "then type or pipe in the value");
  if (issue.path[0] === "microsoft" && issue.path[1] === "generations")
    return {
      kind: "modern-auth",
      words: ["rotate", STACK],
      note: "writes the dates of the first secret, or mends the list",
    };
  if (key === ERP_URL_KEY && typeof value === "string") return configSet(key, erpUrlMeant(value) ?? meant);
  if (issue.code === "invalid_type" && issue.expected === "array") return configSet(`${key}[0]`, meant);
  return configSet(key, meant);
}

/** @returns one problem per secret that is not encrypted in the configuration file */
function clearTextSecrets(
  entries: Readonly<Record<string, RawEntry>>,
  raw: Record<string, unknown>,
): ConfigProblem[] {
  return Object.keys(schema.shape).flatMap((key) => {
    if (!metaAt([key]).secret || raw[key] === undefined || entries[key]?.encrypted) return [];
    return [
      {
        property: key,
        what: "stands in clear text in the configuration file",
        allowed: "an encrypted value only",
        next: configSetSecret(key, "then change it where it came from: it has been readable"),
      },
    ];
  });
}

/** A customer's configuration that was copied from the sandbox's would be left out of all commands for many. */
function sandboxMark(stack: string, { sandbox }: TenantConfig): ConfigProblem[] {
  if (sandbox === undefined || sandbox === stack.split("/").at(-1)) return [];
  return [
    {
      property: "sandbox",
      what: `"${sandbox}" is another stack: it marks a file that was copied from the sandbox's`,
      allowed: "no such key in the configuration of a customer",
      next: configRm("sandbox"),
    },
  ];
}

/** What no single key can say. */
function rules(config: TenantConfig): ConfigProblem[] {
  const problems: ConfigProblem[] = [...googleRules(config), ...erpRules(config)];
  if (!config.microsoft && !config.google) {
    problems.push({
      property: "microsoft",
      what: "is missing, and so is google",
      allowed: "at least one of microsoft and google",
      next: configSet("microsoft.tenantId", placeholder("microsoft.tenantId")),
    });
  }
  const refused = config.microsoft && entraHostProblem(config.dns);
  if (refused) {
    problems.push({
      property: "dns",
      what: `"${config.dns}" ${refused}`,
      allowed: "a name without Punycode, or no microsoft section",
      next: configSet("dns", placeholder("dns")),
    });
  }
  const { generations = [], lifetimeMonths = 0 } = config.microsoft ?? {};
  generations.forEach(({ start, end }, index) => {
    const latest = addMonths(start as Parameters<typeof addMonths>[0], lifetimeMonths);
    if (end > start && end <= latest) return;
    problems.push({
      property: `microsoft.generations[${index}].end`,
      what: `"${end}" is not allowed`,
      allowed: `a date after ${start} and not after ${latest} (${lifetimeMonths} months)`,
      next: configSet(`microsoft.generations[${index}].end`, latest),
    });
  });
  if (new Set(generations.map(({ number }) => number)).size < generations.length) {
    problems.push({
      property: "microsoft.generations[1].number",
      what: "is the same as that of the other secret",
      allowed: "a different number for each secret",
      next: configSet("microsoft.generations[1].number", `${(generations[0]?.number ?? 0) + 1}`),
    });
  }
  return problems;
}

const dotted = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) =>
      typeof key === "number" ? `${text}[${key}]` : text ? `${text}.${String(key)}` : String(key),
    "",
  );

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);
