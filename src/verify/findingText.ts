import { nextStepsText } from "#config/rules/nextStep.ts";
import type { Finding, FindingValue, Found, Phrase, Subject } from "./finding.ts";

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
export const findingText = ({ check, subject, found, next }: Finding, tenant?: string): FindingText => ({
  name: subject ? subjectText(subject) : check,
  expected: found.kind === "unreadable" ? "" : valueText(found.expected),
  actual: actualText(found),
  fix: nextStepsText(next, tenant),
});

const subjectText = ({ kind, id, property }: Subject): string =>
  `${kind} ${id}${property ? `.${property}` : ""}`;

function actualText(found: Found): string {
  switch (found.kind) {
    case "same":
      return valueText(found.actual ?? found.expected);
    case "changed":
      return valueText(found.actual);
    case "list":
      return [...named("missing", found.missing), ...named("unexpected", found.unexpected)].join("; ");
    case "consent-awaited":
      return `not consented to yet: ${listText(found.missing)}`;
    case "unreadable":
      return found.what;
  }
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
