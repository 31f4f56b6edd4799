import { isClientId } from "#clients/google/clientFile.ts";
import { type CheckOutcome, drift, ok, UPDATE, unread, warn } from "#verify/check.ts";
import { heldValue, isPlainUrl, SECRET_HIDDEN } from "#verify/erp/judge.ts";
import type { ExpectedGoogle } from "../expected.ts";
import type { GoogleLive } from "../live.ts";
import { adviceOf, googleHeldCheck, silence } from "./check.ts";

const WANTED = "the newest secret of this stack, accepted by Google";

type HeldOutcome = CheckOutcome<"ok" | "drift" | "warn" | "inconclusive">;

/** One value that the ERP holds for Google. Nothing is expected before there is a client. */
const valueCheck = (id: string, judge: (live: GoogleLive, expected: ExpectedGoogle) => HeldOutcome) =>
  googleHeldCheck({
    id: `company.google.${id}`,
    verdicts: {
      ok: "this stack's; of secrets the newest, accepted by Google",
      drift: "another or none, or Google refuses the secret",
      warn: "the older of two secrets; or nothing yet while the redirect URI is awaited",
    },
    reads: ["live"],
    when: ({ secrets }) => secrets.length > 0,
    judge: ({ live }, expected) => {
      const outcome = judge(live, expected);
      return outcome.verdict === "drift" && isAwaited(expected) ? { ...outcome, ...AWAITED } : outcome;
    },
  });

/** An update hands nothing to the ERP before Google takes the redirect URI. */
const isAwaited = ({ recorded }: ExpectedGoogle): boolean =>
  recorded === undefined || recorded.redirect === "pending";

const AWAITED = {
  verdict: "warn",
  next: [{ ...UPDATE, note: "hands it over once Google takes the redirect URI" }],
} as const;

/** What the ERP holds for Google: this client, with a secret that works. */
export const googleHeldChecks = [
  valueCheck("clientId", ({ clientId }, { secrets }) =>
    heldValue(secrets.at(-1)?.clientId ?? "", clientId, isClientId),
  ),
  valueCheck("redirectUri", (live, { redirectUri }) => heldValue(redirectUri, live.redirectUri, isPlainUrl)),
  valueCheck("clientSecret", ({ secret, proof, number }, { secrets }) => {
    const newest = secrets.at(-1)?.number;
    if (secret === "none") return drift(WANTED, "nothing", UPDATE);
    if (secret === "hidden") return unread(SECRET_HIDDEN);
    if (!proof) return drift(WANTED, "not tried: the ERP's client id is none", UPDATE);
    if (proof.verdict === "rejected") {
      // Handing over the newest secret again helps only where the ERP holds another one.
      const next = number === newest ? adviceOf(proof) : [UPDATE];
      return drift(WANTED, { text: "refused: {explanation}", explanation: proof.message }, ...next);
    }
    if (number === undefined) return drift(WANTED, "a secret that this stack does not manage", UPDATE);
    if (proof.verdict === "inconclusive") return unread({ ...silence(proof), at: "google" });
    return number === newest ? ok(WANTED) : warn(WANTED, "an older secret of this stack", UPDATE);
  }),
];
