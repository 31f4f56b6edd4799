import { addMonths, type CalendarDate, daysBetween } from "#config/rules/dates.ts";
import { AGE, ageOf } from "#config/rules/googleRotation.ts";
import { byHand, ok, unread, warn } from "#verify/check.ts";
import { AT_VENDOR } from "#verify/erp/held.ts";
import { command, googleCheck } from "./check.ts";

/** Google deletes clients that nobody used for so long (https://support.google.com/cloud/answer/15549257). */
const DELETED_AFTER_MONTHS = 6;
const WARNED_AFTER_MONTHS = 5;

/** What happens to a client without anybody's doing: its secret grows old, and without use Google deletes it. */
export const useChecks = [
  // Google's secrets never end, so somebody has to think of how old the newest one is.
  googleCheck({
    id: "secret.age",
    verdicts: {
      ok: "up to 180 days",
      warn: "older than 180 or 365 days, or nobody recorded when it was imported",
    },
    reads: ["client"],
    of: "client",
    judge: ({ client: { newest } }, { stack, today }) => {
      const wanted = { text: "less than {days} days", days: AGE.warnDays };
      const { since } = newest;
      if (!since)
        return warn(wanted, "not known: nobody recorded when it was imported", {
          ...command("google", "import", stack, "<file>"),
          note: "with the same file again",
        });
      const age = { text: "{days} days, since {since}", days: daysBetween(since, today), since };
      const rotate = command("google", "rotate", stack);
      switch (ageOf(since, today)) {
        case "young":
          return ok(wanted, age);
        case "due":
          return warn(wanted, { ...age, text: `${age.text}: rotate it soon` }, rotate);
        case "old":
          return warn(wanted, { ...age, text: `${age.text}: more than a year, rotate it now` }, rotate);
      }
    },
  }),
  // Our own probe does not count: Google asks for a sign-in or the exchange of a real refresh token. What counts is that a person used
  // it (imported a secret, said so) or that the ERP fetched mail with it.
  googleCheck({
    id: "client.use",
    verdicts: {
      ok: "used within five months",
      warn: "no use known for five months",
      inconclusive: "the same, and when the ERP last fetched mail could not be read",
    },
    reads: ["client"],
    peeks: ["lastFetch"],
    of: "client",
    judge: ({ client: { newest }, lastFetch }, { attested, stack, today }) => {
      const known = [newest.since, attested.use?.on as CalendarDate | undefined, lastFetch.value].filter(
        (day) => day !== undefined,
      );
      const last = known.toSorted().at(-1);
      const wanted = { text: "used within {months} months", months: WARNED_AFTER_MONTHS };
      if (last !== undefined && today < addMonths(last, WARNED_AFTER_MONTHS))
        return ok(wanted, { text: "last known use {last}", last });
      const said =
        last === undefined
          ? { text: "no use of it is known" }
          : {
              text: "last known use {last}: Google deletes an unused client from {deleted} on",
              last,
              deleted: addMonths(last, DELETED_AFTER_MONTHS),
            };
      const next = [
        byHand("sign in through the ERP"),
        command("google", "attest", stack, "use", "--by", "<e-mail>"),
      ];
      const { problem } = lastFetch;
      // A cause that other checks hang on as well is told with them.
      if (problem?.cause) return unread({ ...problem, at: "erp" });
      return problem && problem !== AT_VENDOR
        ? unread({
            what: `no ${last === undefined ? "" : "recent "}use of it is known, and the ERP's last fetch could not be read: ${problem.what}`,
            next,
            at: "erp",
          })
        : warn(wanted, said, ...next);
    },
  }),
];
