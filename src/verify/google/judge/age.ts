import { addMonths, type CalendarDate, daysBetween } from "#config/rules/dates.ts";
import { AGE, ageOf } from "#config/rules/googleRotation.ts";
import type { Finding } from "#verify/finding.ts";
import type { ExpectedGoogle } from "../expected.ts";
import type { ObservedGoogle } from "../observed.ts";
import { finding, ok } from "./check.ts";

/** Google deletes clients that nobody used for so long (https://support.google.com/cloud/answer/15549257). */
const DELETED_AFTER_MONTHS = 6;
const WARNED_AFTER_MONTHS = 5;

/** How old the newest secret is: Google's own never end, so somebody has to think of it. */
export function judgeAge({ secrets, stack, today }: ExpectedGoogle): Finding[] {
  const newest = secrets.at(-1);
  if (!newest) return [];
  const check = "secret.age";
  const wanted = `less than ${AGE.warnDays} days`;
  const { since } = newest;
  if (!since)
    return [
      finding(
        check,
        "warn",
        wanted,
        "not known: nobody recorded when it was imported",
        `modern-auth google import ${stack} <file>, with the same file again`,
      ),
    ];
  const actual = `${daysBetween(since, today)} days, since ${since}`;
  const rotate = `modern-auth google rotate ${stack}`;
  switch (ageOf(since, today)) {
    case "young":
      return [ok(check, wanted, actual)];
    case "due":
      return [finding(check, "warn", wanted, `${actual}: rotate it soon`, rotate)];
    case "old":
      return [finding(check, "warn", wanted, `${actual}: more than a year, rotate it now`, rotate)];
  }
}

/**
 * Whether the client is used. Our own probe does not count: Google asks for a sign-in or the exchange of a real refresh token. What
 * counts is that a person used it (imported a secret, said so) or that the ERP fetched mail with it.
 */
export function judgeUse(
  { secrets, attested, stack, today }: ExpectedGoogle,
  { lastFetch }: ObservedGoogle,
): Finding[] {
  const newest = secrets.at(-1);
  if (!newest) return [];
  const known = [newest.since, attested.use?.on as CalendarDate | undefined, lastFetch.value].filter(
    (day) => day !== undefined,
  );
  const last = known.toSorted().at(-1);
  const wanted = `used within ${WARNED_AFTER_MONTHS} months`;
  const blind = lastFetch.problem
    ? `; the ERP's last fetch could not be read: ${lastFetch.problem.what}`
    : "";
  const fix = `sign in through the ERP, then modern-auth google attest ${stack} use --by <e-mail>`;
  if (last === undefined)
    return [finding("client.use", "warn", wanted, `no use of it is known${blind}`, fix)];
  if (today < addMonths(last, WARNED_AFTER_MONTHS))
    return [ok("client.use", wanted, `last known use ${last}`)];
  const deleted = addMonths(last, DELETED_AFTER_MONTHS);
  return [
    finding(
      "client.use",
      "warn",
      wanted,
      `last known use ${last}: Google deletes an unused client from ${deleted} on${blind}`,
      fix,
    ),
  ];
}
