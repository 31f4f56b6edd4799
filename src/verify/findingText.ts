import { nearMiss } from "#config/rules/nearMiss.ts";
import { nextStepsText } from "#config/rules/nextStep.ts";
import { plainLine } from "#config/rules/printable.ts";
import {
  blindAt,
  type Finding,
  type FindingValue,
  type Found,
  type Phrase,
  type Subject,
} from "./finding.ts";
import { checksOfFinding } from "./oneCause.ts";

/** A finding in words. */
export interface FindingText {
  /** The same with its system, or with those that one cause has to do with: "microsoft secret 0b6f…". */
  about: string;
  /** What it is about: the property, or the one of several such as "secret 0b6f…". */
  name: string;
  /** "" where nothing was expected because it could not be looked at. */
  expected: string;
  /** What is there, or why it could not be looked at. */
  actual: string;
  /** "" where there is nothing to do. */
  fix: string;
}

/**
 * The only place where findings become words.
 *
 * @param tenant named by every command of the fix; left out where only who shows it knows it
 */
export const findingText = (finding: Finding, tenant?: string): FindingText => ({
  ...nameText(finding),
  ...detailText(finding, tenant),
});

function nameText(finding: Finding): Pick<FindingText, "about" | "name"> {
  const { system, check, subject } = finding;
  const checks = checksOfFinding(finding);
  const systems = [...new Set(checks.map((one) => one.system))];
  const several = checks.length > 1 ? `${checks.length} checks` : undefined;
  const name = plainLine(several ?? (subject ? subjectText(subject) : check));
  return { name, about: `${several ? systems.join(", ") : system} ${name}` };
}

function detailText(finding: Finding, tenant?: string): Omit<FindingText, "about" | "name"> {
  const { found, next, accepted } = finding;
  return {
    expected: found.kind === "unreadable" ? "" : plainLine(valueText(found.expected)),
    actual: `${plainLine(actualText(found))}${accepted ? ` (accepted: --allow-inconclusive ${blindAt(finding)})` : ""}`,
    fix: plainLine(nextStepsText(next, tenant)),
  };
}

const subjectText = ({ kind, id, property }: Subject): string =>
  `${kind} ${id}${property ? `.${property}` : ""}`;

function actualText(found: Found): string {
  switch (found.kind) {
    case "same":
      return valueText(found.actual ?? found.expected);
    case "changed":
      return withMiss(valueText(found.actual), [valueText(found.expected)]);
    case "list": {
      const unexpected = found.unexpected.map((one) => withMiss(one, found.missing));
      return [...named("missing", found.missing), ...named("unexpected", unexpected)].join("; ");
    }
    case "consent-awaited":
      return `not consented to yet: ${listText(found.missing)}`;
    case "unreadable":
      return found.what;
  }
}

/** What somebody wrote almost as it should be looks the same to most eyes. */
function withMiss(actual: string, wanted: readonly string[]): string {
  const [miss] = wanted.flatMap((one) => nearMiss(one, actual) ?? []);
  return miss ? `${actual} (${miss})` : actual;
}

const named = (name: string, items: readonly string[]): string[] =>
  items.length > 0 ? [`${name}: ${listText(items)}`] : [];

function valueText(value: FindingValue): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "yes" : "no";
  return isList(value) ? listText(value) : phraseText(value);
}

const isList = (value: readonly string[] | Phrase): value is readonly string[] => Array.isArray(value);

function phraseText(phrase: Phrase): string {
  return phrase.text.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = Object.hasOwn(phrase, name) ? phrase[name] : undefined;
    if (value === undefined) return placeholder;
    return typeof value === "string" || typeof value === "number" ? String(value) : listText(value);
  });
}

/** In a constant order, so that the same state always reads the same. */
export const listText = (items: readonly string[]): string =>
  [...new Set(items)].toSorted().join(", ") || "none";
