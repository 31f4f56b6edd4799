import { isGuid } from "#config/rules/formats.ts";
import { type CheckOutcome, drift, ok, UPDATE, unread, warn } from "#verify/check.ts";
import { heldValue, isPlainUrl, SECRET_HIDDEN } from "#verify/erp/judge.ts";
import type { ExpectedMicrosoft } from "../expected.ts";
import { microsoftHeldCheck } from "./check.ts";

const WANTED = "the newest secret of this stack, accepted by Microsoft";

/** What the ERP holds for Microsoft: this application, in this tenant, with a secret that works. */
export const microsoftHeldChecks = [
  microsoftHeldCheck({
    id: "company.microsoft.clientId",
    verdicts: { ok: "this registration's", drift: "another" },
    reads: ["live"],
    judge: ({ live }, { application }) => heldValue(application?.clientId ?? "", live.clientId, isGuid),
  }),
  microsoftHeldCheck({
    id: "company.microsoft.tenant",
    verdicts: { ok: "this directory's", drift: "another" },
    reads: ["live"],
    judge: ({ live }, { tenantId }) => heldValue(tenantId, live.tenant, isGuid),
  }),
  microsoftHeldCheck({
    id: "company.microsoft.redirectUri",
    verdicts: { ok: "as registered", drift: "another" },
    reads: ["live"],
    judge: ({ live }, { redirectUris }) => heldValue(redirectUris[0], live.redirectUri, isPlainUrl),
  }),
  // The live proof: whether Microsoft gives a token for what the ERP holds, and whether that is what this stack made.
  microsoftHeldCheck({
    id: "company.microsoft.clientSecret",
    verdicts: {
      ok: "the newest of this stack, accepted by Microsoft",
      drift: "none, refused, or not this stack's",
      warn: "an older one of this stack",
    },
    reads: ["live"],
    judge: ({ live: { secret, proof, fitting, unseen } }, expected) => {
      if (secret === "none") return drift(WANTED, "nothing", UPDATE);
      if (secret === "hidden") return unread(SECRET_HIDDEN);
      if (!proof) return drift(WANTED, "not tried: the ERP's client id is none", UPDATE);
      if (proof.kind === "refused")
        return drift(WANTED, { text: "refused: {explanation}", explanation: proof.explanation }, UPDATE);
      const other = fitting && whoseElse(expected, fitting);
      if (other?.verdict === "drift") return other;
      if (proof.kind === "unreachable") return unread({ ...proof.problem, at: "microsoft" });
      if (unseen) return unread({ ...unseen, at: "microsoft" });
      if (!fitting) return notAsked("Microsoft accepts it; whether it is the newest one could not be seen");
      return other ?? ok(WANTED);
    },
  }),
];

const notAsked = (what: string) => unread({ what, next: [{ kind: "retry" }], at: "microsoft" });

/** A secret that works may still be another one: the hints tell. Undefined when it is the newest one. */
function whoseElse(
  { secrets }: ExpectedMicrosoft,
  fitting: readonly string[],
): CheckOutcome<"drift" | "warn"> | undefined {
  const newest = secrets.findLast(({ retired }) => !retired)?.keyId;
  if (newest === undefined || fitting.includes(newest)) return undefined;
  if (secrets.some(({ keyId }) => fitting.includes(keyId)))
    return warn(WANTED, "an older secret of this stack", UPDATE);
  return fitting.length > 0
    ? drift(
        WANTED,
        { text: "a secret that this stack does not manage: key id {keyIds}", keyIds: fitting },
        UPDATE,
      )
    : drift(WANTED, "a secret that the app registration does not have", UPDATE);
}
