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

/** A finding in words. */
export interface FindingText {
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
export function findingText(finding: Finding, tenant?: string): FindingText {
  const { check, subject, found, next, accepted } = finding;
  return {
    name: plainLine(subject ? subjectText(subject) : check),
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
