import assert from "node:assert/strict";
import { it } from "node:test";
import { tenantText } from "#cli/tenant/show/run.ts";
import { tenantView } from "#cli/tenant/show/view.ts";
import { nextStepText } from "#config/rules/nextStep.ts";
import { ENCRYPTED, settingsOf } from "#config/tenantSettings.ts";
import { tenantFile } from "#stack/newTenants/tenantFile.ts";
import type { StackExport } from "#stack/state.ts";

const CLIENT = "9b0a1f6e-0000-4f0e-9d53-2f6a4c1b9e10";
const given = {
  dns: "acme.cid-erp.app",
  "microsoft-tenant-id": "7c8f1c6e-3a52-4f0e-9d53-2f6a4c1b9e10",
  "google-project": "acme-erp",
  "erp-database": "acme",
  "erp-login": "integration",
  company: "Acme SA",
};
const text = tenantFile("acme", "erp-modern-auth", settingsOf(given, "2026-11-23"), {}, "v1:cipher");
const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x" };

/** The state after an update. @param google the output of that name @param missing permissions without consent */
const state = (nextStep: string, missing: string[] = []): StackExport => ({
  deployment: {
    manifest: { time: "2026-11-24T10:00:00Z" },
    resources: [
      {
        urn: "urn:pulumi:acme::p::pulumi:pulumi:Stack::p-acme",
        type: "pulumi:pulumi:Stack",
        outputs: {
          microsoft: { clientId: CLIENT, secret, missingConsent: missing },
          google: { status: "proven", nextStep },
          erp: { status: "set", nextStep: "" },
        },
      },
      {
        urn: "urn:pulumi:acme::p::azuread:index/application:Application::a",
        type: "azuread:index/application:Application",
        outputs: { objectId: "o", clientId: CLIENT },
      },
      {
        urn: "urn:pulumi:acme::p::azuread:index/applicationPassword:ApplicationPassword::tenant-secret-1",
        type: "azuread:index/applicationPassword:ApplicationPassword",
        outputs: { keyId: "k", endDate: "2028-11-23T00:00:00Z", value: secret },
      },
    ],
  },
});
const view = (exported: StackExport | undefined, today: `${number}-${number}-${number}` = "2026-11-25") =>
  tenantView({ tenant: "acme", file: "Pulumi.acme.yaml", text, project: "erp-modern-auth", exported, today });

it("The view of a tenant holds configuration, outputs and ends of secrets, and no secret", () => {
  const seen = view(state(""));
  assert.deepEqual(seen.problems, []);
  assert.equal(seen.configuration["modernauth:erpPassword"], ENCRYPTED);
  assert.deepEqual(seen.outputs.microsoft, { clientId: CLIENT, secret: "(secret)", missingConsent: [] });
  assert.deepEqual(seen.expiries, [
    { system: "microsoft", what: "secret 1", end: "2028-11-23", daysLeft: 729 },
  ]);
  assert.deepEqual(seen.stack, { resources: 3, lastUpdate: "2026-11-24T10:00:00Z" });
  assert.doesNotMatch(JSON.stringify(seen), /v1:|4dabf/);
});

it("The view of a tenant leads to the objects at Microsoft, Google and in the ERP", () => {
  const where = view(state("")).objects.map((one) => [one.what, one.id, new URL(one.where).host]);
  assert.deepEqual(where, [
    ["app registration", CLIENT, "entra.microsoft.com"],
    ["Google client", "none yet", "console.cloud.google.com"],
    ["ERP", "", "acme.cid-erp.app"],
  ]);
});

it("The view of a tenant says what comes next: make it, consent, what the update said, rotate, nothing", () => {
  const next = (...args: Parameters<typeof view>) =>
    view(...args).next.map((step) => nextStepText(step, "acme"));
  const made = ["modern-auth preflight acme", "pulumi up --stack acme"];
  assert.deepEqual([next(undefined), next({})], [made, made]);
  assert.deepEqual(next(state("make the client", ["Mail.Send"])), [
    "modern-auth handover acme   (consent is missing)",
    "make the client",
  ]);
  assert.deepEqual(next(state(""), "2028-10-01"), ["modern-auth rotate acme   (secret 1 ends 2028-11-23)"]);
  assert.deepEqual(next(state("")), []);
  const server = {
    urn: "urn:pulumi:acme::p::modernauth:index:ErpMailServer::acme-erp-incoming-3",
    type: "modernauth:index:ErpMailServer",
    inputs: { direction: "incoming", serverId: 3, useOAuth2: true },
    outputs: { switched: true, fieldName: "x" },
  };
  const { deployment } = state("");
  const note = "   (unless it is done: modern-auth verify acme)";
  assert.deepEqual(
    next({ deployment: { ...deployment, resources: [...(deployment?.resources ?? []), server] } }),
    [`modern-auth erp authorize acme 3${note}`, `modern-auth erp test-mail acme --to <address>${note}`],
  );
  assert.match(tenantText(view(state(""))), /^ {2}nothing; to prove it: modern-auth verify acme$/m);
});

it("The view of a tenant shows no password that somebody wrote into an address, and says what is wrong with it", () => {
  const file = text
    .replace("https://acme.cid-erp.app", "https://user:s3cret@acme.cid-erp.app")
    .replace("google:", 'googl:\n    uri: "https://user:s3cret@acme.cid-erp.app"\n  erp-modern-auth:google:');
  const seen = tenantView({
    tenant: "acme",
    file: "Pulumi.acme.yaml",
    text: file,
    project: "erp-modern-auth",
    exported: undefined,
    today: "2026-11-25",
  });
  assert.doesNotMatch(JSON.stringify(seen) + tenantText(seen), /s3cret/);
  assert.match(tenantText(seen), /modernauth:erpUrl: the value contains a user or a password\./);
});
