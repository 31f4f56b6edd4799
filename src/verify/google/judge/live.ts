import { isClientId } from "#clients/google/clientFile.ts";
import { isPlainUrl, judgeHeld } from "#verify/erp/judgeHeld.ts";
import type { Finding, Part } from "#verify/finding.ts";
import { judging, UP } from "#verify/judging.ts";
import type { ExpectedGoogle } from "../expected.ts";
import type { GoogleLive } from "../live.ts";

const { finding, inconclusive, judged, ok } = judging("erp");

const CLIENT_ID = "company.google.clientId";
const REDIRECT = "company.google.redirectUri";
const SECRET = "company.google.clientSecret";
const WANTED = "the newest secret of this stack, accepted by Google";

/** What the ERP holds for Google: this client, with a secret that works. Nothing is expected before there is a client. */
export function judgeGoogleLive(expected: ExpectedGoogle, part: Part<GoogleLive>): Finding[] {
  const newest = expected.secrets.at(-1);
  if (!newest) return [];
  const findings = judged(part, [CLIENT_ID, REDIRECT, SECRET], (live) => [
    judgeHeld(CLIENT_ID, newest.clientId, live.clientId, isClientId),
    judgeHeld(REDIRECT, expected.redirectUri, live.redirectUri, isPlainUrl),
    judgeSecret(newest.number, live),
  ]);
  return isAwaited(expected) ? findings.map(awaited) : findings;
}

/** An update hands nothing to the ERP before Google takes the redirect URI. */
const isAwaited = ({ recorded }: ExpectedGoogle): boolean =>
  recorded === undefined || recorded.redirect === "pending";

const awaited = (one: Finding): Finding =>
  one.verdict === "drift"
    ? { ...one, verdict: "warn", fix: `${UP}, which hands it over once Google takes the redirect URI` }
    : one;

function judgeSecret(newest: number, { secret, proof, number }: GoogleLive): Finding {
  if (secret === "none") return finding(SECRET, "drift", WANTED, "nothing", UP);
  if (secret === "hidden")
    return inconclusive(SECRET, {
      what: "the ERP hides the secret, so it cannot be tried",
      fix: "send a test mail from the ERP",
    });
  if (!proof) return finding(SECRET, "drift", WANTED, "not tried: the ERP's client id is none", UP);
  if (proof.verdict === "rejected")
    return finding(SECRET, "drift", WANTED, `refused: ${proof.message}`, fixOf(number, newest, proof.fix));
  if (number === undefined)
    return finding(SECRET, "drift", WANTED, "a secret that this stack does not manage", UP);
  if (proof.verdict === "inconclusive") return inconclusive(SECRET, { what: proof.message, fix: proof.fix });
  if (number !== newest) return finding(SECRET, "warn", WANTED, "an older secret of this stack", UP);
  return ok(SECRET, WANTED);
}

/** Handing over the newest secret again helps only where the ERP holds another one. */
const fixOf = (held: number | undefined, newest: number, fix: string): string => (held === newest ? fix : UP);
