import assert from "node:assert/strict";
import { it } from "node:test";
import { inWords } from "#test/fixtures/findings.ts";
import { byHand } from "#verify/check.ts";
import { needsAttention } from "#verify/finding.ts";
import { judgeGoogle } from "#verify/google/judge.ts";
import type { GoogleLive } from "#verify/google/live.ts";
import {
  accepted,
  CLIENT,
  erp,
  expected,
  live,
  notable,
  observed,
  REDIRECT,
  rejected,
  TWO,
  tokens,
  unknown,
} from "./fixture.ts";

const SECRET = "company.google.clientSecret";

const wanted = "the newest secret of this stack, accepted by Google";
const held = (more: Parameters<typeof live>[0]) => notable({}, {}, more);
const { number: _, ...unmanaged } = live();

it("What the ERP holds for Google is drift where it is another client or redirect URI, shown only where it cannot be a secret", () => {
  const shown = `123456789012-${"b".repeat(32)}.apps.googleusercontent.com`;
  assert.deepEqual(held({ clientId: shown, redirectUri: "https://elsewhere.example/x" }), [
    erp("drift", "company.google.clientId", CLIENT, shown, "pulumi up --stack acme"),
    erp(
      "drift",
      "company.google.redirectUri",
      REDIRECT,
      "https://elsewhere.example/x",
      "pulumi up --stack acme",
    ),
  ]);
  assert.deepEqual(
    held({ clientId: "GOCSPX-secret", redirectUri: "GOCSPX-secret" }).map(({ actual }) => actual),
    ["another value (not shown)", "another value (not shown)"],
  );
});

it("What the ERP holds for Google is inconclusive where the ERP hides it", () => {
  assert.deepEqual(held({ secret: "hidden" }), [
    erp(
      "inconclusive",
      SECRET,
      "",
      "the ERP hides the secret, so it cannot be tried",
      "send a test mail from the ERP",
    ),
  ]);
});

it("What the ERP holds for Google is drift without a secret, with one that Google refuses, and with one that is not this stack's", () => {
  assert.deepEqual(held({ secret: "none" }), [
    erp("drift", SECRET, wanted, "nothing", "pulumi up --stack acme"),
  ]);
  const refused = { ...unmanaged, proof: rejected("secret_refused") };
  const judge = (value: GoogleLive) =>
    judgeGoogle(expected(), observed(), { value }).filter(needsAttention).map(inWords);
  assert.deepEqual(judge(refused), [
    erp("drift", SECRET, wanted, "refused: Google says secret_refused.", "pulumi up --stack acme"),
  ]);
  assert.deepEqual(judge(unmanaged), [
    erp("drift", SECRET, wanted, "a secret that this stack does not manage", "pulumi up --stack acme"),
  ]);
});

it("What the ERP holds for Google that is the newest secret and is refused is not mended by handing it over again", () => {
  assert.deepEqual(held({ proof: rejected("secret_refused") }), [
    erp("drift", SECRET, wanted, "refused: Google says secret_refused.", "mend it"),
  ]);
});

it("What the ERP holds for Google is a warning with the older of two secrets", () => {
  assert.deepEqual(notable(tokens(accepted, accepted), TWO, { number: 1 }), [
    erp("warn", SECRET, wanted, "an older secret of this stack", "pulumi up --stack acme"),
  ]);
});

it("What the ERP holds for Google is inconclusive where Google could not be asked", () => {
  assert.deepEqual(held({ proof: unknown }), [
    erp("inconclusive", SECRET, "", "Google could not be reached.", "try again"),
  ]);
});

it("What the ERP holds for Google is inconclusive as a whole where the ERP could not be read", () => {
  const problem = { what: "the ERP is down", next: [byHand("look")] };
  const findings = judgeGoogle(expected(), observed(), { problem });
  assert.deepEqual(
    findings.filter(needsAttention).map(inWords),
    ["clientId", "redirectUri", "clientSecret"].map((role) =>
      erp("inconclusive", `company.google.${role}`, "", problem.what, "look"),
    ),
  );
});
