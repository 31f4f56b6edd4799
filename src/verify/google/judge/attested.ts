import { consolePage } from "#config/rules/googleConsole.ts";
import { byHand, info, warn } from "#verify/check.ts";
import type { ExpectedGoogle } from "../expected.ts";
import { command, googleCheck } from "./check.ts";

/** How `modern-auth google attest` takes what is a yes or nothing. */
const ITEMS = { branding: "branding", dataAccess: "data-access", client: "client" } as const;

const attest = ({ stack }: ExpectedGoogle, ...words: readonly string[]) =>
  command("google", "attest", stack, ...words, "--by", "<e-mail>");

const attestedBy = ({ by, on }: { by: string; on: string }) => ({
  text: "attested by {by} on {on}, because no API shows it",
  by,
  on,
});

const itemCheck = (item: keyof typeof ITEMS) =>
  googleCheck({
    id: `attested.${item}`,
    verdicts: { info: "attested: no API shows it", warn: "not attested" },
    reads: [],
    judge: (_, expected) => {
      const said = expected.attested[item];
      return said
        ? info("attested", attestedBy(said))
        : warn("attested", "not attested", attest(expected, ITEMS[item]));
    },
  });

/** What no API can read, and a person has therefore said: by whom, and when. */
export const attestedChecks = [
  itemCheck("branding"),
  googleCheck({
    id: "attested.audience",
    verdicts: {
      info: "attested as configured: no API shows it",
      warn: "not attested, or attested otherwise than configured",
    },
    reads: [],
    judge: (_, expected) => {
      const said = expected.attested.audience;
      const wanted = { text: "attested as {audience}", audience: expected.audience };
      const again = attest(expected, "audience", "--audience", "<internal or external>");
      if (!said) return warn(wanted, "not attested", again);
      if (said.audience === expected.audience) return info(wanted, attestedBy(said));
      const page = consolePage("auth/audience", expected.project);
      return warn(
        wanted,
        { text: "attested by {by} on {on} as {audience}", by: said.by, on: said.on, audience: said.audience },
        byHand(`change it on ${page}`, page),
        { ...again, note: "or set google.audience" },
      );
    },
  }),
  itemCheck("dataAccess"),
  itemCheck("client"),
  // Google ends the refresh tokens of an external app in testing after seven days (https://support.google.com/cloud/answer/15549945).
  googleCheck({
    id: "attested.audience.publishing",
    verdicts: {
      info: "attested as in production: no API shows it",
      warn: "attested as in testing, or not attested",
    },
    reads: [],
    when: ({ attested }) => attested.audience?.audience === "external",
    judge: (_, expected) => {
      const { audience: said } = expected.attested;
      const publishing = said?.publishing;
      if (said && publishing === "production") return info("production", attestedBy(said));
      const page = consolePage("auth/audience", expected.project);
      return warn(
        "production",
        publishing === "testing" ? "testing: refresh tokens end after 7 days" : "not attested",
        byHand(`publish it on ${page}`, page),
        attest(expected, "audience", "--audience", "external", "--publishing", "production"),
      );
    },
  }),
];
