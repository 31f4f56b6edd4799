import assert from "node:assert/strict";
import { it } from "node:test";
import type { AuditEntry } from "#clients/google/auditLog.ts";
import { inWords } from "#test/fixtures/findings.ts";
import { needsAttention } from "#verify/finding.ts";
import { judgeGoogle } from "#verify/google/judge.ts";
import {
  accepted,
  CLIENT,
  entry,
  erp,
  expected,
  google,
  live,
  log,
  notable,
  observed,
  REDIRECT,
  rejected,
  TWO,
  tokens,
  unknown,
} from "./fixture.ts";

it("A Google part that nobody touched is ok in every respect, each of which is named, and only attested where no API can look", () => {
  const findings = judgeGoogle(expected(), observed(), { value: live() });
  assert.deepEqual(
    findings.map(inWords).map(({ system, check, verdict }) => `${verdict} ${system} ${check}`),
    [
      "ok google project",
      "ok google service gmail.googleapis.com",
      "ok google service logging.googleapis.com",
      "ok google secretManager.versions",
      "ok google secretManager.iam",
      "ok google client",
      "ok google secret 1",
      "ok google client.redirectUri",
      "ok google secret.age",
      "ok google client.use",
      "ok google client.auditLog",
      "info google attested.branding",
      "info google attested.audience",
      "info google attested.dataAccess",
      "info google attested.client",
      "ok erp company.google.clientId",
      "ok erp company.google.redirectUri",
      "ok erp company.google.clientSecret",
    ],
  );
  assert.ok(findings.every(({ next }) => next.length === 0));
});

it("The newest secret that Google refuses is drift", () => {
  assert.deepEqual(notable(tokens(rejected("secret_refused"))), [
    google("drift", "secret 1", "accepted by Google", "Google says secret_refused.", "mend it"),
  ]);
});

it("The newest secret that could not be tried is inconclusive, and so is the client", () => {
  assert.deepEqual(notable(tokens(unknown)), [
    google("inconclusive", "client", "", "Google could not be reached.", "try again"),
    google("inconclusive", "secret 1", "", "Google could not be reached.", "try again"),
  ]);
});

it("The newest secret of a client that may not use the grant is a warning", () => {
  const verdict = {
    ...accepted,
    reason: "unauthorized_client" as const,
    message: "not this grant",
    fix: "look",
  };
  assert.deepEqual(notable(tokens(verdict)), [
    google("warn", "secret 1", "accepted by Google", "not this grant", "look"),
  ]);
});

const older = (...verdicts: (typeof accepted)[]) => notable(tokens(...verdicts), TWO, { number: 2 });

it("The older secret during a rotation may be accepted still", () =>
  assert.deepEqual(older(accepted, accepted), []));

it("The older secret during a rotation that Google refuses while it accepts the newer one is retired, and can be dropped", () => {
  assert.deepEqual(older(rejected("secret_refused"), accepted), [
    google(
      "warn",
      "secret 1",
      "retired",
      "retired: Google refuses it",
      "modern-auth google rotate acme   (drops it)",
    ),
  ]);
});

it("The older secret during a rotation is drift where both are refused, and inconclusive where the newer one could not be tried", () => {
  const both = older(rejected("secret_refused"), rejected("secret_refused"));
  assert.deepEqual(
    both.map(({ verdict, check }) => `${verdict} ${check}`),
    ["drift secret 1", "drift secret 2"],
  );
  assert.deepEqual(older(rejected("secret_refused"), unknown), [
    google("inconclusive", "client", "", "Google could not be reached.", "try again"),
    google(
      "inconclusive",
      "secret 1",
      "",
      "Google refuses it, and whether the newer one works could not be seen",
      "try again",
    ),
    google("inconclusive", "secret 2", "", "Google could not be reached.", "try again"),
  ]);
});

const restore = "restore it: https://console.cloud.google.com/apis/credentials/deleted?project=acme-erp";
const gone = (...entries: AuditEntry[]) =>
  notable({ ...tokens(rejected("deleted_client")), ...log(...entries) }).filter(
    ({ check }) => check !== "client.auditLog",
  );

it("A client that was deleted is drift and tells until when it can be restored, by the audit log", () => {
  assert.deepEqual(gone(entry(), entry({ method: "x.DeleteClient", timestamp: "2026-11-10T09:00:00Z" })), [
    google(
      "drift",
      "client",
      "known to Google",
      "deleted; anna@acme.example deleted it on 2026-11-10: it can be restored until 2026-12-10",
      restore,
    ),
  ]);
});

it("A client whose deletion the audit log does not tell could have been deleted today", () => {
  const actual =
    "deleted; it can be restored at the latest until 2026-12-24; the audit log does not tell when it was deleted";
  const want = [google("drift", "client", "known to Google", actual, restore)];
  assert.deepEqual(gone(), want);
  assert.deepEqual(gone(entry({ method: "x.DeleteClientSecret" })), want, "a secret is not the client");
  assert.deepEqual(gone(entry({ method: "x.UndeleteClient" })), want, "a restoration is no deletion");
  assert.deepEqual(gone(entry({ method: "x.DeleteClient", resource: "another" })), want, "another client");
});

for (const reason of ["client_not_found", "disabled_client"] as const)
  it(`A client of which Google says ${reason} is drift, and nothing below it is worth a word`, () => {
    assert.deepEqual(notable(tokens(rejected(reason), rejected(reason)), TWO, { number: 2 }), [
      google("drift", "client", "known to Google", `Google says ${reason}.`, "mend it"),
    ]);
  });

it("A client that nobody has made yet is a warning, and nothing is expected of the ERP", () => {
  const { redirect: _, ...seen } = observed(tokens());
  const { recorded: __, ...wanted } = expected({ secrets: [] });
  const findings = judgeGoogle(wanted, seen, { value: live({ clientId: "", secret: "none" }) });
  assert.deepEqual(findings.filter(needsAttention).map(inWords), [
    google(
      "warn",
      "client",
      "made in the Google console, and imported",
      "not imported yet",
      "modern-auth google guide acme, then modern-auth google import acme <file>",
    ),
  ]);
});

const mismatch = {
  redirect: { verdict: "mismatch", reason: "canary_refused", message: "no", fix: "x" },
} as const;
const page = "https://console.cloud.google.com/auth/clients?project=acme-erp";

it("The redirect URI that Google refuses, and was seen to take, is drift", () => {
  assert.deepEqual(notable(mismatch), [
    google(
      "drift",
      "client.redirectUri",
      REDIRECT,
      "Google refuses it: it is not registered on the client any more",
      `add it under "Authorised redirect URIs" on ${page}`,
    ),
  ]);
});

it("The redirect URI that was still on its way at the last update is a warning, and the ERP may wait for it", () => {
  const pending = { recorded: { redirect: "pending", auditedUntil: "2026-11-02T08:00:00Z" } };
  const later = "pulumi up --stack acme   (hands it over once Google takes the redirect URI)";
  assert.deepEqual(notable(mismatch, pending, { clientId: "", redirectUri: "", secret: "none" }), [
    google(
      "warn",
      "client.redirectUri",
      REDIRECT,
      "not taken yet: a change takes 5 minutes to a few hours",
      `pulumi up --stack acme   (later), then if it stays so, add it under "Authorised redirect URIs" on ${page}`,
    ),
    erp("warn", "company.google.clientId", CLIENT, "nothing", later),
    erp("warn", "company.google.redirectUri", REDIRECT, "nothing", later),
    erp(
      "warn",
      "company.google.clientSecret",
      "the newest secret of this stack, accepted by Google",
      "nothing",
      later,
    ),
  ]);
});

it("The redirect URI of which nothing could be seen is inconclusive", () => {
  const redirect = {
    verdict: "inconclusive",
    reason: "probe_blind",
    message: "blind",
    fix: "later",
  } as const;
  assert.deepEqual(notable({ redirect }), [
    google("inconclusive", "client.redirectUri", "", "blind", "later"),
  ]);
});
