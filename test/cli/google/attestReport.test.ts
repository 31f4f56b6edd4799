import assert from "node:assert/strict";
import { it } from "node:test";
import { attestationAnswer } from "#cli/google/attest/report.ts";
import { type Attested, googleSchema } from "#config/googleSchema.ts";
import { nextStepText } from "#config/rules/nextStep.ts";

const google = googleSchema.parse({ project: "acme-erp" });
const SEEN = { by: "anna@acme.example", on: "2026-11-23" } as const;
const NOTHING = { ...SEEN, recorded: [], changed: [], unattested: [] } as const;

const answered = (attested: Attested, declared = google) =>
  attestationAnswer("acme", declared, attested, NOTHING);
const warningsOf = (...args: Parameters<typeof answered>): readonly string[] =>
  (answered(...args).found as { warnings: string[] }).warnings;

it("The report of an attestation warns of an audience that is not the declared one, with both ways out", () => {
  const audience = { ...SEEN, audience: "external", publishing: "production" } as const;
  const { outcome, next = [], text } = answered({ audience });
  assert.equal(outcome, "warn");
  assert.deepEqual(warningsOf({ audience }), [
    "the audience is attested as external, and google.audience is internal.",
  ]);
  const ways = next.map((step) => nextStepText(step, "acme"));
  assert.match(ways[0] ?? "", /https:\/\/console\.cloud\.google\.com\/auth\/audience\?project=acme-erp/);
  assert.match(ways[1] ?? "", /^pulumi config set --path google\.audience external --stack acme {3}/);
  for (const way of ways) assert.ok(text?.includes(way), text);
  assert.deepEqual(warningsOf({ audience }, { ...google, audience: "external" }), []);
});

it("The report of an attestation warns of the seven days of Testing", () => {
  const audience = { ...SEEN, audience: "external", publishing: "testing" } as const;
  const [warning, ...more] = warningsOf({ audience }, { ...google, audience: "external" });
  assert.deepEqual(more, []);
  assert.match(warning ?? "", /end after 7 days/);
});

it("The report of an attestation tells what was recorded, what was known, and what is left", () => {
  const recorded = ["branding", "client"] as const;
  const some = { ...NOTHING, recorded, changed: ["client"], unattested: ["use"] } as const;
  assert.equal(
    attestationAnswer("acme", google, {}, some).text,
    'Stack "acme": recorded client, seen by anna@acme.example on 2026-11-23.\nRecorded already: branding.\n' +
      "Not attested yet: use.\n",
  );
  const all = { ...NOTHING, recorded: ["use"] } as const;
  assert.equal(
    attestationAnswer("acme", google, {}, all).text,
    "Recorded already: use.\nEverything is attested.\n",
  );
});
