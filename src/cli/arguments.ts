import { statSync } from "node:fs";
import { InvalidArgumentError, Option } from "commander";
import { isMailAddress } from "#clients/erp/mailAddress.ts";
import { type CalendarDate, isCalendarDate } from "#config/rules/dates.ts";
import { LIFETIME_MONTHS } from "#config/rules/defaults.ts";
import { EMAIL, isGuid } from "#config/rules/formats.ts";
import { ALL_SYSTEMS, type System } from "#verify/finding.ts";
import type { Confirmed } from "./handover/confirmed.ts";

/** Today in UTC. The command line reads the clock, so that the program never has to. */
export const today = (): CalendarDate => new Date().toISOString().slice(0, 10) as CalendarDate;

/** A parser of whole numbers. @param unit such as " of days" */
export const wholeNumber =
  (least: number, most: number, unit = "") =>
  (text: string): number => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(
      `"${text}" is not allowed; a whole number${unit} from ${least} to ${most}.`,
    );
  };

export const months = wholeNumber(1, LIFETIME_MONTHS, " of months");
export const days = wholeNumber(0, 730, " of days");

export function calendarDate(text: string): CalendarDate {
  if (isCalendarDate(text)) return text;
  throw new InvalidArgumentError(`"${text}" is not allowed; a date that exists, such as 2026-11-23.`);
}

export function emailAddress(given: string): string {
  if (EMAIL.test(given)) return given;
  throw new InvalidArgumentError(`"${given}" is not allowed; an e-mail address, such as anna@acme.example.`);
}

export function pastDate(given: string): CalendarDate {
  const seen = calendarDate(given);
  if (seen <= today()) return seen;
  throw new InvalidArgumentError(
    `"${given}" is not allowed; a day that is not in the future: in UTC it is ${today()}.`,
  );
}

/** An address that the ERP sends to or from. */
export function mailAddress(text: string): string {
  if (isMailAddress(text)) return text;
  throw new InvalidArgumentError(`"${text}" is not allowed; one mail address, such as anna@acme.example.`);
}

export function guid(text: string): string {
  if (isGuid(text)) return text.toLowerCase();
  throw new InvalidArgumentError(`"${text}" is not allowed; an object or client id, a GUID.`);
}

/** A parser of "microsoft=2", which may come several times. */
export function confirmedSecrets(text: string, before: Confirmed = {}): Confirmed {
  const [, system, number] = /^(microsoft|google)=([1-9]\d{0,8})$/.exec(text) ?? [];
  if (system) return { ...before, [system]: Number(number) };
  throw new InvalidArgumentError(
    `"${text}" is not allowed; microsoft=<number> or google=<number>, as the handed-over text names the secrets.`,
  );
}

/** A parser of "google" or "google,erp", which may come several times. */
export function systems(text: string, before: readonly System[] = []): readonly System[] {
  const given = text.split(",");
  const known = ALL_SYSTEMS.filter((system) => given.includes(system));
  if (given.every((one) => known.some((system) => system === one))) return [...before, ...known];
  throw new InvalidArgumentError(
    `"${text}" is not allowed; ${ALL_SYSTEMS.join(", ")}, or several of them with commas between.`,
  );
}

export const allowInconclusive = (): Option =>
  new Option(
    "--allow-inconclusive <system>",
    "accept that a system could not be looked at (repeatable): shown, without exit code 3",
  )
    .choices(ALL_SYSTEMS)
    .argParser(systems);

/** A parser of an option that may come several times. */
export const repeated = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  text,
];

export const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
