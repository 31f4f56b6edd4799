import type { Attested } from "#config/googleSchema.ts";
import type { Finding } from "#verify/finding.ts";
import type { ExpectedGoogle } from "../expected.ts";
import { consolePage, finding, ok } from "./check.ts";

const ITEMS = ["branding", "audience", "dataAccess", "client"] as const;

/** How `modern-auth google attest` takes each. */
const ARGUMENTS: Readonly<Record<(typeof ITEMS)[number], string>> = {
  branding: "branding",
  audience: "audience --audience <internal or external>",
  dataAccess: "data-access",
  client: "client",
};

/** What no API can read, and a person has therefore said: by whom, and when. */
export const judgeAttested = (expected: ExpectedGoogle): Finding[] => [
  ...ITEMS.map((item) => judgeItem(expected, item)),
  ...judgePublishing(expected),
];

function judgeItem(expected: ExpectedGoogle, item: (typeof ITEMS)[number]): Finding {
  const check = `attested.${item}`;
  const said = expected.attested[item];
  const wanted = item === "audience" ? `attested as ${expected.audience}` : "attested";
  if (!said) return finding(check, "warn", wanted, "not attested", attest(expected, ARGUMENTS[item]));
  const actual = `attested by ${said.by} on ${said.on}`;
  const other = expected.attested.audience?.audience;
  if (item === "audience" && other !== expected.audience)
    return finding(
      check,
      "warn",
      wanted,
      `${actual} as ${other}`,
      `change it on ${consolePage("auth/audience", expected.project)} and ${attest(expected, ARGUMENTS[item])}, or set google.audience`,
    );
  return ok(check, wanted, actual);
}

/** Google ends the refresh tokens of an external app in testing after seven days (https://support.google.com/cloud/answer/15549945). */
function judgePublishing(expected: ExpectedGoogle): Finding[] {
  const said: Attested["audience"] = expected.attested.audience;
  if (said?.audience !== "external") return [];
  const check = "attested.audience.publishing";
  if (said.publishing === "production") return [ok(check, "production")];
  return [
    finding(
      check,
      "warn",
      "production",
      said.publishing === "testing" ? "testing: refresh tokens end after 7 days" : "not attested",
      `publish it on ${consolePage("auth/audience", expected.project)}, then ${attest(expected, "audience --audience external --publishing production")}`,
    ),
  ];
}

const attest = ({ stack }: ExpectedGoogle, what: string): string =>
  `modern-auth google attest ${stack} ${what} --by <e-mail>`;
