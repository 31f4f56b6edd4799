import type { Finding } from "#verify/finding.ts";
import type { ExpectedMicrosoft } from "../expected.ts";
import type { Live } from "../live.ts";
import { finding, inconclusive, listed, ok, UP } from "./check.ts";

export const SECRET = "company.microsoft.clientSecret";
const WANTED = "the newest secret of this stack, accepted by Microsoft";

/** The live proof: whether Microsoft gives a token for what the ERP holds, and whether that is what this stack made. */
export function judgeHeldSecret(expected: ExpectedMicrosoft, live: Live): Finding {
  if (live.secret === "none") return finding(SECRET, "drift", WANTED, "nothing", UP);
  if (live.secret === "hidden")
    return inconclusive(SECRET, {
      what: "the ERP hides the secret, so it cannot be tried",
      fix: "send a test mail from the ERP",
    });
  const { proof } = live;
  if (!proof) return finding(SECRET, "drift", WANTED, "not tried: the ERP's client id is none", UP);
  if (proof.kind === "refused") return finding(SECRET, "drift", WANTED, `refused: ${proof.explanation}`, UP);
  const { fitting } = live;
  const other = fitting && whoseElse(expected, fitting);
  if (other?.verdict === "drift") return other;
  if (proof.kind === "unreachable") return inconclusive(SECRET, { what: proof.what, fix: "run it again" });
  return other ?? ok(SECRET, WANTED, fitting ? WANTED : "accepted by Microsoft");
}

/** A secret that works may still be another one: the hints tell. Undefined when it is the newest one. */
function whoseElse({ secrets }: ExpectedMicrosoft, fitting: readonly string[]): Finding | undefined {
  const [newest, ...older] = secrets
    .filter(({ retired }) => !retired)
    .map(({ keyId }) => keyId)
    .reverse();
  if (newest === undefined || fitting.includes(newest)) return undefined;
  const earlier = [...older, ...secrets.filter(({ retired }) => retired).map(({ keyId }) => keyId)];
  if (fitting.some((keyId) => earlier.includes(keyId)))
    return finding(SECRET, "warn", WANTED, "an older secret of this stack", UP);
  const actual =
    fitting.length > 0
      ? `a secret that this stack does not manage: key id ${listed(fitting)}`
      : "a secret that the app registration does not have";
  return finding(SECRET, "drift", WANTED, actual, UP);
}
