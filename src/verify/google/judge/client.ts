import type { TokenVerdict } from "#clients/google/tokenProbe.ts";
import type { Finding } from "#verify/finding.ts";
import type { ExpectedGoogle, ExpectedGoogleSecret } from "../expected.ts";
import type { ObservedGoogle } from "../observed.ts";
import { consolePage, finding, inconclusive, ok } from "./check.ts";
import { restorableUntil } from "./deleted.ts";

const CLIENT = "client";
const KNOWN = "known to Google";
const ACCEPTED = "accepted by Google";
/** Reasons that are the client's: no secret of it can work then. */
const OF_THE_CLIENT: readonly TokenVerdict["reason"][] = [
  "client_not_found",
  "deleted_client",
  "disabled_client",
];

/** The client itself and each of its secrets, tried at the token endpoint. What is gone takes its secrets along. */
export function judgeClient(expected: ExpectedGoogle, observed: ObservedGoogle): Finding[] {
  const newest = expected.secrets.at(-1);
  const seen = newest && observed.tokens.get(newest.number);
  if (!newest || !seen) return [judgeMissing(expected)];
  if (OF_THE_CLIENT.includes(seen.reason)) return [judgeGone(expected, observed, newest, seen)];
  return [
    seen.verdict === "inconclusive"
      ? inconclusive(CLIENT, { what: seen.message, fix: seen.fix })
      : ok(CLIENT, KNOWN),
    ...expected.secrets.map((one) => {
      const verdict = observed.tokens.get(one.number) ?? seen;
      return one === newest
        ? judgeSecret(checkOf(one), verdict)
        : judgeOlder(expected, checkOf(one), verdict, seen);
    }),
  ];
}

const judgeMissing = ({ stack }: ExpectedGoogle): Finding =>
  finding(
    CLIENT,
    "warn",
    "made in the Google console, and imported",
    "not imported yet",
    `modern-auth google guide ${stack}, then modern-auth google import ${stack} <file>`,
  );

function judgeGone(
  { project, today }: ExpectedGoogle,
  { auditLog }: ObservedGoogle,
  { clientId }: ExpectedGoogleSecret,
  { reason, message, fix }: TokenVerdict,
): Finding {
  if (reason !== "deleted_client") return finding(CLIENT, "drift", KNOWN, message, fix);
  const until = restorableUntil(clientId, auditLog, today);
  const page = consolePage("apis/credentials/deleted", project);
  return finding(CLIENT, "drift", KNOWN, `deleted; ${until}`, `restore it: ${page}`);
}

function judgeSecret(check: string, verdict: TokenVerdict): Finding {
  const { message, fix } = verdict;
  if (verdict.verdict === "inconclusive") return inconclusive(check, { what: message, fix });
  if (verdict.verdict === "rejected") return finding(check, "drift", ACCEPTED, message, fix);
  return fix === "" ? ok(check, ACCEPTED) : finding(check, "warn", ACCEPTED, message, fix);
}

/** That Google refuses an older secret is how a rotation ends, as long as the newer one works. */
function judgeOlder(
  { stack }: ExpectedGoogle,
  check: string,
  verdict: TokenVerdict,
  newest: TokenVerdict,
): Finding {
  if (verdict.verdict !== "rejected") return judgeSecret(check, verdict);
  if (newest.verdict === "accepted")
    return finding(
      check,
      "warn",
      "retired",
      "retired: Google refuses it",
      `drop it: modern-auth google rotate ${stack}`,
    );
  if (newest.verdict === "rejected") return finding(check, "drift", ACCEPTED, verdict.message, verdict.fix);
  return inconclusive(check, {
    what: "Google refuses it, and whether the newer one works could not be seen",
    fix: newest.fix,
  });
}

const checkOf = ({ number }: ExpectedGoogleSecret): string => `secret ${number}`;
