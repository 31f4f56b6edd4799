import { atMidnight } from "#config/rules/dates.ts";
import type { NextStep } from "#config/rules/nextStep.ts";
import type { RecordedSecret } from "#stack/state.ts";
import { byHand, type CheckOutcome, drift, exactly, ok, UPDATE, unread, warn } from "#verify/check.ts";
import type { Subject } from "#verify/finding.ts";
import type { ExpectedMicrosoft } from "../expected.ts";
import type { Credential } from "../observed.ts";
import { microsoftCheck } from "./check.ts";

const DAY = 24 * 3600 * 1000;
const PAGE = "App registrations, Certificates & secrets";
const REMOVE = byHand(`${PAGE}: remove it, and find out who added it`);

const subjectOf = ({ keyId }: { keyId: string }): Subject => ({ kind: "secret", id: keyId });

/** Client secrets of the state, with their dates. */
export const managedSecrets = microsoftCheck({
  id: "secret",
  verdicts: {
    ok: "there, and not near its end",
    drift: "removed, with another end date, or the newest one has expired",
    warn: "the newest one ends within --warn-days, or an older one has expired",
  },
  reads: ["application"],
  of: "application",
  subjects: ({ secrets }) => active(secrets).map(subjectOf),
  judge: ({ application: { passwordCredentials = [] } }, expected, subject) =>
    active(expected.secrets)
      .filter(({ keyId }) => keyId === subject?.id)
      .map((secret) => judgeManaged(expected, secret, passwordCredentials)),
});

/** Client secrets of no state: what was made by hand works on until somebody removes it. */
export const otherSecrets = microsoftCheck({
  id: "secrets.unknown",
  verdicts: {
    ok: "none but this stack's",
    drift: "someone added one",
    warn: "left by an interrupted run, or kept from before",
  },
  reads: ["application"],
  of: "application",
  judge: ({ application: { passwordCredentials = [] } }, expected) => {
    const unknown = unknownSecrets(expected, passwordCredentials);
    return [
      ...passwordCredentials
        .filter(({ keyId }) => expected.keep.secrets.includes(keyId))
        .map((credential) => ({ subject: subjectOf(credential), ...judgeKept(credential) })),
      ...unknown.map((credential) => ({
        subject: subjectOf(credential),
        ...judgeUnknown(expected, credential),
      })),
      ...(unknown.length === 0 ? [ok("none")] : []),
    ];
  },
});

/** Ways to sign in as the application: its client secrets, and no others. */
export const credentialChecks = [
  microsoftCheck({
    id: "application.keyCredentials",
    verdicts: { ok: "none", drift: "there are some" },
    reads: ["application"],
    of: "application",
    judge: ({ application: { keyCredentials = [] } }) =>
      exactly([], keyCredentials.map(credentialLabel), REMOVE),
  }),
  microsoftCheck({
    id: "application.federatedIdentityCredentials",
    verdicts: { ok: "none", drift: "there are some" },
    reads: ["federatedCredentials"],
    of: "application",
    judge: ({ federatedCredentials }) =>
      exactly(
        [],
        federatedCredentials.map(
          ({ name, issuer, subject }) => `${name} (${issuer}, ${subject ?? "any subject"})`,
        ),
        REMOVE,
      ),
  }),
  managedSecrets,
  otherSecrets,
];

/** Secrets that no state knows, and that no registration made by hand brought along. */
export const unknownSecrets = (
  { secrets, keep }: Pick<ExpectedMicrosoft, "secrets" | "keep">,
  present: readonly Credential[],
): readonly Credential[] =>
  present.filter(
    ({ keyId }) => !keep.secrets.includes(keyId) && !secrets.some((secret) => secret.keyId === keyId),
  );

/**
 * Whether an interrupted run of this stack left it behind. Anybody can give a secret this name; the instant at which it ends is one that
 * this stack planned, to the second, and no portal offers.
 */
export const isOrphan = (
  { applicationName, plannedEnds }: Pick<ExpectedMicrosoft, "applicationName" | "plannedEnds">,
  { displayName, endDateTime }: Credential,
): boolean =>
  displayName === applicationName &&
  plannedEnds.some((end) => Date.parse(end) === Date.parse(endDateTime ?? ""));

export const credentialLabel = ({ keyId, displayName, endDateTime }: Credential): string =>
  `key id ${keyId} ("${displayName ?? ""}", ends ${endDateTime?.slice(0, 10) ?? "never"})`;

const active = (secrets: readonly RecordedSecret[]): RecordedSecret[] =>
  secrets.filter(({ retired }) => !retired);

function judgeManaged(
  expected: ExpectedMicrosoft,
  secret: RecordedSecret,
  present: readonly Credential[],
): CheckOutcome<"ok" | "drift" | "warn" | "inconclusive"> {
  const wanted = { text: "ends {on}", on: secret.endDate.slice(0, 10) };
  const credential = present.find(({ keyId }) => keyId === secret.keyId);
  if (!credential) return drift(wanted, "removed", ...remake(expected, secret));
  const end = Date.parse(credential.endDateTime ?? "");
  if (Number.isNaN(end))
    return unread({ what: "Microsoft Graph names no end date", next: [{ kind: "retry" }] });
  if (end !== Date.parse(secret.endDate))
    return drift(wanted, { text: "ends {on}", on: String(credential.endDateTime) }, UPDATE);
  const days = Math.floor((end - Date.parse(atMidnight(expected.today))) / DAY);
  const newest = isNewest(expected, secret);
  const next = [rotate(expected, newest ? [] : ["--retire"]), UPDATE];
  if (days < 1) return (newest ? drift : warn)(wanted, "expired", ...next);
  const left = { ...wanted, text: `ends {on}, in {days} day${days === 1 ? "" : "s"}`, days };
  return days > expected.warnDays || !newest ? ok(wanted, left) : warn(wanted, left, ...next);
}

/** One that has ended cannot be made again, and an older one need not be. */
function remake(expected: ExpectedMicrosoft, secret: RecordedSecret): NextStep[] {
  if (!isNewest(expected, secret)) return [rotate(expected, ["--retire"]), UPDATE];
  return Date.parse(secret.endDate) > Date.parse(atMidnight(expected.today))
    ? [{ ...UPDATE, note: "makes a new one" }]
    : [rotate(expected, []), UPDATE];
}

/** The older of two may run out: the ERP has the newer one. */
const isNewest = ({ secrets }: ExpectedMicrosoft, { keyId }: RecordedSecret): boolean =>
  active(secrets).at(-1)?.keyId === keyId;

const rotate = ({ stack }: ExpectedMicrosoft, options: readonly string[]): NextStep => ({
  kind: "modern-auth",
  words: ["rotate", stack, ...options],
});

const judgeKept = (credential: Credential): CheckOutcome<"warn"> =>
  warn(
    "no such secret",
    credentialPhrase("made by hand before this stack took over: {secret}", credential),
    byHand(`${PAGE}: remove it once nothing uses it`),
  );

const judgeUnknown = (expected: ExpectedMicrosoft, credential: Credential): CheckOutcome<"warn" | "drift"> =>
  isOrphan(expected, credential)
    ? warn("no such secret", credentialPhrase("orphan of an interrupted run: {secret}", credential), {
        kind: "modern-auth",
        words: ["verify", expected.stack, "--remove-orphans"],
      })
    : drift("no such secret", credentialPhrase("somebody added {secret}", credential), REMOVE);

const credentialPhrase = (text: string, credential: Credential) => ({
  text,
  secret: credentialLabel(credential),
});
