import { deletionOf, RESTORABLE_DAYS } from "#clients/google/deletion.ts";
import type { TokenVerdict } from "#clients/google/tokenProbe.ts";
import { addDays } from "#config/rules/dates.ts";
import { consolePage } from "#config/rules/googleConsole.ts";
import { byHand, type CheckOutcome, drift, info, ok, UPDATE, unread, warn } from "#verify/check.ts";
import type { Phrase } from "#verify/finding.ts";
import type { ExpectedGoogle, ExpectedGoogleSecret } from "../expected.ts";
import type { ObservedGoogle } from "../observed.ts";
import { redirectBlindUntil } from "../redirectSeen.ts";
import { adviceOf, command, type GoogleParts, googleCheck, silence } from "./check.ts";

const KNOWN = "known to Google";
const ACCEPTED = "accepted by Google";
/** Reasons that are the client's: no secret of it can work then. */
const OF_THE_CLIENT: readonly TokenVerdict["reason"][] = [
  "client_not_found",
  "deleted_client",
  "disabled_client",
];

/** What of the client is worth a word: nothing where nobody has made it yet, or where it is gone. */
export function clientPart(
  { secrets }: ExpectedGoogle,
  tokens: ObservedGoogle["tokens"],
): GoogleParts["client"] {
  const newest = secrets.at(-1);
  const seen = newest && tokens.get(newest.number);
  return { value: newest && seen && !OF_THE_CLIENT.includes(seen.reason) ? { newest, seen } : undefined };
}

/** The client itself and each of its secrets, tried at the token endpoint, and whether Google takes the redirect URI. */
export const clientChecks = [
  googleCheck({
    id: "client",
    verdicts: {
      ok: "known to Google",
      drift: "deleted, disabled, or unknown to Google",
      warn: "not made and imported yet",
    },
    reads: ["client", "tokens"],
    peeks: ["auditLog"],
    judge: ({ client, tokens, auditLog }, { stack, project, secrets, today }) => {
      if (client) return client.seen.verdict === "inconclusive" ? unread(silence(client.seen)) : ok(KNOWN);
      const newest = secrets.at(-1);
      const seen = newest && tokens.get(newest.number);
      if (!newest || !seen)
        return warn(
          "made in the Google console, and imported",
          "not imported yet",
          command("google", "guide", stack),
          command("google", "import", stack, "<file>"),
        );
      return seen.reason === "deleted_client"
        ? drift(
            KNOWN,
            deleted(newest, auditLog, today),
            byHand("restore it", consolePage("apis/credentials/deleted", project)),
          )
        : drift(KNOWN, seen.message, ...adviceOf(seen));
    },
  }),
  googleCheck({
    id: "secret",
    verdicts: {
      ok: "accepted by Google",
      drift: "Google refuses it",
      warn: "retired: Google refuses the older one and accepts the newer; or the client may not use the refresh-token grant",
    },
    reads: ["client", "tokens"],
    of: "client",
    judge: ({ client: { newest, seen }, tokens }, { secrets, stack }) =>
      secrets.map((one) => ({
        subject: { kind: "secret" as const, id: String(one.number) },
        ...(one === newest ? judgeSecret(seen) : judgeOlder(stack, tokens.get(one.number) ?? seen, seen)),
      })),
  }),
  // As far as it can be seen from outside.
  googleCheck({
    id: "client.redirectUri",
    verdicts: {
      ok: "Google takes it",
      info: "the sign-in page said nothing today, and took it within the last three days",
      warn: "Google did not take it at the last update either: a change takes 5 minutes to a few hours",
      inconclusive:
        "the sign-in page has said nothing for longer, or never took it; or Google refuses the client there",
      drift: "Google refuses it, and took it at the last update",
    },
    reads: ["redirect"],
    of: "client",
    judge: ({ redirect }, expected) => {
      const { redirectUri, recorded, project } = expected;
      if (!redirect) return [];
      if (redirect.verdict === "registered") return ok(redirectUri);
      if (redirect.verdict === "inconclusive") {
        const until = redirectBlindUntil(expected, redirect);
        return until === undefined
          ? unread(silence(redirect))
          : info(redirectUri, {
              text: "not seen now ({why}); Google took it when it was last seen, on {seen}, which counts until {until}",
              why: redirect.message,
              seen: expected.redirectSeen?.at ?? "",
              until,
            });
      }
      const page = consolePage("auth/clients", project);
      const add = `add it under "Authorised redirect URIs" on ${page}`;
      // No update has seen it work yet, so nobody took it out: Google's change is still on its way.
      return recorded?.redirect !== "registered" && recorded?.redirect !== "mismatch"
        ? warn(
            redirectUri,
            "not taken yet: a change takes 5 minutes to a few hours",
            { ...UPDATE, note: "later" },
            byHand(`if it stays so, ${add}`, page),
          )
        : drift(
            redirectUri,
            "Google refuses it: it is not registered on the client any more",
            byHand(add, page),
          );
    },
  }),
];

/** That it was deleted, and until when it can be restored. */
function deleted(
  { clientId }: ExpectedGoogleSecret,
  { value: log }: ObservedGoogle["auditLog"],
  today: ExpectedGoogle["today"],
): Phrase {
  const deletion = deletionOf(log?.entries ?? [], clientId);
  return deletion
    ? { text: "deleted; {by} deleted it on {on}: it can be restored until {restorableUntil}", ...deletion }
    : {
        text: "deleted; it can be restored at the latest until {restorableUntil}; the audit log does not tell when it was deleted",
        restorableUntil: addDays(today, RESTORABLE_DAYS),
      };
}

type SecretOutcome = CheckOutcome<"ok" | "drift" | "warn" | "inconclusive">;

function judgeSecret(seen: TokenVerdict): SecretOutcome {
  if (seen.verdict === "inconclusive") return unread(silence(seen));
  if (seen.verdict === "rejected") return drift(ACCEPTED, seen.message, ...adviceOf(seen));
  return seen.fix === "" ? ok(ACCEPTED) : warn(ACCEPTED, seen.message, ...adviceOf(seen));
}

/** That Google refuses an older secret is how a rotation ends, as long as the newer one works. */
function judgeOlder(stack: string, seen: TokenVerdict, newest: TokenVerdict): SecretOutcome {
  if (seen.verdict !== "rejected" || newest.verdict === "rejected") return judgeSecret(seen);
  return newest.verdict === "accepted"
    ? warn("retired", "retired: Google refuses it", {
        ...command("google", "rotate", stack),
        note: "drops it",
      })
    : unread(silence(newest));
}
