import { atMidnight } from "#config/rules/dates.ts";
import type { RecordedSecret } from "#stack/state.ts";
import type { Finding, Part } from "#verify/finding.ts";
import type { ExpectedMicrosoft } from "../expected.ts";
import type { Credential, GraphApplication } from "../observed.ts";
import { finding, inconclusive, judgedIfThere, ok, UP } from "./check.ts";
import { described } from "./credentials.ts";

const DAY = 24 * 3600 * 1000;
const KEPT = "App registrations, Certificates & secrets: remove it once nothing uses it";

export const secretCheck = (keyId: string): string => `secret ${keyId}`;

/** Client secrets: those of the state, with their dates, and no other. */
export function judgeSecrets(
  expected: ExpectedMicrosoft,
  part: Part<GraphApplication | undefined>,
): Finding[] {
  const required = expected.secrets.filter(({ retired }) => !retired);
  const checks = [...required.map(({ keyId }) => secretCheck(keyId)), "secrets.unknown"];
  return judgedIfThere(part, checks, ({ passwordCredentials = [] }) => [
    ...required.flatMap((secret) => judgeManaged(expected, secret, passwordCredentials)),
    ...judgeKept(expected, passwordCredentials),
    ...judgeUnknown(expected, unknownSecrets(expected, passwordCredentials)),
  ]);
}

/** Secrets that no state knows, and that no registration made by hand brought along. */
export const unknownSecrets = (
  { secrets, keep }: ExpectedMicrosoft,
  present: readonly Credential[],
): readonly Credential[] =>
  present.filter(
    ({ keyId }) => !keep.secrets.includes(keyId) && !secrets.some((secret) => secret.keyId === keyId),
  );

/** What was made by hand works on until somebody removes it. */
const judgeKept = ({ keep }: ExpectedMicrosoft, present: readonly Credential[]): Finding[] =>
  present
    .filter(({ keyId }) => keep.secrets.includes(keyId))
    .map((credential) =>
      finding(
        secretCheck(credential.keyId),
        "warn",
        "no such secret",
        `made by hand before this stack took over: ${described(credential)}`,
        KEPT,
      ),
    );

function judgeManaged(
  expected: ExpectedMicrosoft,
  secret: RecordedSecret,
  present: readonly Credential[],
): Finding[] {
  const check = secretCheck(secret.keyId);
  const wanted = `ends ${secret.endDate.slice(0, 10)}`;
  const credential = present.find(({ keyId }) => keyId === secret.keyId);
  if (!credential) return [finding(check, "drift", wanted, "removed", remake(expected, secret))];
  const end = Date.parse(credential.endDateTime ?? "");
  if (Number.isNaN(end))
    return [inconclusive(check, { what: "Microsoft Graph names no end date", fix: "run it again" })];
  if (end !== Date.parse(secret.endDate))
    return [finding(check, "drift", wanted, `ends ${credential.endDateTime}`, UP)];
  return [judgeExpiry(expected, secret, end)];
}

/** One that has ended cannot be made again, and an older one need not be. */
function remake(expected: ExpectedMicrosoft, secret: RecordedSecret): string {
  if (!isNewest(expected, secret)) return `${rotate(expected)} --retire, then ${UP}`;
  return Date.parse(secret.endDate) > Date.parse(atMidnight(expected.today))
    ? `${UP} (makes a new one)`
    : `${rotate(expected)}, then ${UP}`;
}

/** The older of two may run out: the ERP has the newer one. */
const isNewest = ({ secrets }: ExpectedMicrosoft, { keyId }: RecordedSecret): boolean =>
  secrets.filter(({ retired }) => !retired).at(-1)?.keyId === keyId;

const rotate = ({ tag }: ExpectedMicrosoft): string => `modern-auth rotate ${tag.split("/").at(-1)}`;

function judgeExpiry(expected: ExpectedMicrosoft, secret: RecordedSecret, end: number): Finding {
  const check = secretCheck(secret.keyId);
  const wanted = `ends ${secret.endDate.slice(0, 10)}`;
  const left = Math.floor((end - Date.parse(atMidnight(expected.today))) / DAY);
  const newest = isNewest(expected, secret);
  const next = `${rotate(expected)}${newest ? "" : " --retire"}, then ${UP}`;
  if (left > expected.warnDays || (left >= 1 && !newest))
    return ok(check, wanted, `${wanted}, in ${left} day${left === 1 ? "" : "s"}`);
  if (left >= 1)
    return finding(check, "warn", `${wanted}`, `${wanted}, in ${left} day${left === 1 ? "" : "s"}`, next);
  return newest
    ? finding(check, "drift", wanted, "expired", next)
    : finding(check, "warn", wanted, "expired", next);
}

function judgeUnknown(
  { applicationName, tag }: ExpectedMicrosoft,
  unknown: readonly Credential[],
): Finding[] {
  if (unknown.length === 0) return [ok("secrets.unknown", "none")];
  return unknown.map((credential) =>
    credential.displayName === applicationName
      ? finding(
          secretCheck(credential.keyId),
          "warn",
          "no such secret",
          `orphan of an interrupted run: ${described(credential)}`,
          `modern-auth verify ${tag.split("/").at(-1)} --remove-orphans`,
        )
      : finding(
          secretCheck(credential.keyId),
          "drift",
          "no such secret",
          `somebody added ${described(credential)}`,
          "App registrations, Certificates & secrets: remove it, and find out who added it",
        ),
  );
}
