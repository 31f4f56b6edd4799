import type { AuditEntry } from "#clients/google/auditLog.ts";
import type { TokenVerdict } from "#clients/google/tokenProbe.ts";
import { type InWords, inWords } from "#test/fixtures/findings.ts";
import { HeldSecret } from "#verify/erp/heldSecret.ts";
import { needsAttention, type Verdict } from "#verify/finding.ts";
import type { ExpectedGoogle, ExpectedGoogleSecret } from "#verify/google/expected.ts";
import { judgeGoogle } from "#verify/google/judge.ts";
import type { GoogleLive } from "#verify/google/live.ts";
import type { ObservedGoogle } from "#verify/google/observed.ts";

export const CLIENT = `123456789012-${"a".repeat(32)}.apps.googleusercontent.com`;
export const REDIRECT = "https://acme.cid-erp.app/oauth2/retrieve_token";
const SAID = { by: "anna@acme.example", on: "2026-11-01" } as const;

export const secret = (number: number, more: Partial<ExpectedGoogleSecret> = {}): ExpectedGoogleSecret => ({
  number,
  clientId: CLIENT,
  since: "2026-11-01",
  secret: new HeldSecret(`the-secret-${number}`),
  ...more,
});

export const expected = (more: Partial<ExpectedGoogle> = {}): ExpectedGoogle => ({
  stack: "acme",
  project: "acme-erp",
  redirectUri: REDIRECT,
  audience: "internal",
  services: ["gmail.googleapis.com", "logging.googleapis.com"],
  copy: { secretId: "erp-acme", versions: ["1"] },
  operators: [],
  secrets: [secret(1)],
  recorded: { redirect: "registered", auditedUntil: "2026-11-02T08:00:00Z" },
  attested: {
    branding: SAID,
    audience: { ...SAID, audience: "internal" },
    dataAccess: SAID,
    client: SAID,
  },
  now: "2026-11-24T02:00:00.000Z",
  today: "2026-11-24",
  ...more,
});

export const accepted: TokenVerdict = {
  verdict: "accepted",
  reason: "invalid_grant",
  message: "Google accepts id and secret.",
  fix: "",
};
export const rejected = (reason: TokenVerdict["reason"]): TokenVerdict => ({
  verdict: "rejected",
  reason,
  message: `Google says ${reason}.`,
  fix: "mend it",
});
export const unknown: TokenVerdict = {
  verdict: "inconclusive",
  reason: "unreachable",
  message: "Google could not be reached.",
  fix: "try again",
};

/** What Google says of a tenant that nobody touched. */
export const observed = (more: Partial<ObservedGoogle> = {}): ObservedGoogle => ({
  tokens: new Map([[1, accepted]]),
  redirect: { verdict: "registered", reason: "canary_refused", message: "", fix: "" },
  services: { value: ["gmail.googleapis.com", "logging.googleapis.com", "oslogin.googleapis.com"] },
  project: { value: { number: "123456789012", active: true } },
  auditLog: { value: { entries: [], cut: false } },
  copy: { value: { versions: { 1: "ENABLED" }, bindings: [] } },
  projectBindings: { problem: { what: "not asked for", next: [] } },
  pipelineAccess: { problem: { what: "not asked for", next: [] } },
  lastFetch: { value: "2026-11-23" },
  ...more,
});

export const live = (more: Partial<GoogleLive> = {}): GoogleLive => ({
  clientId: CLIENT,
  redirectUri: REDIRECT,
  secret: "readable",
  proof: accepted,
  number: 1,
  ...more,
});

/** In words, everything that needs attention, of a tenant that differs from an untouched one in this. */
export function notable(
  seen: Partial<ObservedGoogle> = {},
  wanted: Partial<ExpectedGoogle> = {},
  held: Partial<GoogleLive> = {},
): InWords[] {
  const findings = judgeGoogle(expected(wanted), observed(seen), { value: live(held) });
  return findings.filter(needsAttention).map(inWords);
}

/** A finding about Google. */
export const google = (
  verdict: Verdict,
  check: string,
  wanted: string,
  actual: string,
  fix: string,
): InWords => ({ system: "google", check, verdict, expected: wanted, actual, fix });
/** The same about the ERP. */
export const erp = (...args: Parameters<typeof google>): InWords => ({ ...google(...args), system: "erp" });

/** Somebody changed the client since the last update. */
export const entry = (more: Partial<AuditEntry> = {}): AuditEntry => ({
  timestamp: "2026-11-20T09:00:00Z",
  principal: "anna@acme.example",
  method: "google.internal.x.ClientAuthConfig.UpdateClient",
  resource: `projects/acme-erp/brands/-/clients/${CLIENT}`,
  insertId: "i1",
  ...more,
});
export const log = (...entries: AuditEntry[]) => ({ auditLog: { value: { entries, cut: false } } });
/** What Google says of the secrets 1, 2, … */
export const tokens = (...verdicts: (typeof accepted)[]) => ({
  tokens: new Map(verdicts.map((verdict, index) => [index + 1, verdict])),
});
/** In the middle of a rotation. */
export const TWO = { secrets: [secret(1), secret(2)] };
