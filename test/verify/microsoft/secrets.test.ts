import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { inWords, lines } from "#test/fixtures/findings.ts";
import { needsAttention } from "#verify/finding.ts";
import { judgeMicrosoft } from "#verify/microsoft/judge.ts";
import type { Credential } from "#verify/microsoft/observed.ts";
import { decideOrphans } from "#verify/microsoft/orphans.ts";
import { application, expected, KEY, live, notable, observed, said } from "./fixture.ts";

const OTHER = "bbbbbbbb-0000-4000-8000-000000000001";
const secret = (keyId: string, more: Partial<Credential> = {}): Credential => ({
  keyId,
  displayName: "CID ERP",
  endDateTime: "2028-11-23T00:00:00Z",
  hint: "abc",
  ...more,
});
const withSecrets = (...passwordCredentials: Credential[]) => ({
  application: { value: application({ passwordCredentials }) },
});
const managed = { keyId: KEY, endDate: "2028-11-23T00:00:00Z" };

it("A managed secret that is gone, or ends at another time than the state says, is drift", () => {
  assert.deepEqual(lines(notable(withSecrets())), [`drift secret ${KEY}: removed`]);
  assert.deepEqual(lines(notable(withSecrets(secret(KEY, { endDateTime: "2027-01-01T00:00:00Z" })))), [
    `drift secret ${KEY}: ends 2027-01-01T00:00:00Z`,
  ]);
});

it("A managed secret ends at the same instant however the two sides write it", () => {
  assert.deepEqual(notable(withSecrets(secret(KEY, { endDateTime: "2028-11-23T00:00:00.0000000Z" }))), []);
});

it("A managed secret is worth a warning from the day on that was asked for, and is drift once it has ended", () => {
  const on = (today: `${number}-${number}-${number}`, warnDays = 60) =>
    lines(notable({}, { today, warnDays })).map((line) => line.replace(`secret ${KEY}`, "secret"));
  assert.deepEqual(on("2028-09-23"), []);
  assert.deepEqual(on("2028-09-24"), ["warn secret: ends 2028-11-23, in 60 days"]);
  assert.deepEqual(on("2028-09-24", 59), []);
  assert.deepEqual(on("2028-11-22"), ["warn secret: ends 2028-11-23, in 1 day"]);
  assert.deepEqual(on("2028-11-23"), ["drift secret: expired"]);
});

it("A managed secret of an older generation may run out, as long as somebody takes it away in the end", () => {
  const secrets = [{ keyId: OTHER, endDate: "2026-12-01T00:00:00Z" }, managed];
  const seen = withSecrets(secret(OTHER, { endDateTime: "2026-12-01T00:00:00Z" }), secret(KEY));
  assert.deepEqual(notable(seen, { secrets }), []);
  assert.deepEqual(lines(notable(seen, { secrets, today: "2026-12-01" })), [`warn secret ${OTHER}: expired`]);
});

it("A managed secret comes with the command that replaces it, takes it out or makes it again", () => {
  const fixes = (...given: Parameters<typeof said>) => said(...given).map(({ fix }) => fix);
  const rotation = ["modern-auth rotate acme, then pulumi up --stack acme"];
  assert.deepEqual(fixes({}, { today: "2028-09-24" }), rotation);
  assert.deepEqual(fixes({}, { today: "2028-11-23" }), rotation);
  assert.deepEqual(fixes(withSecrets(), { today: "2028-11-23" }), rotation, "it could not be made again");
  assert.deepEqual(fixes(withSecrets(), { today: "2028-11-22" }), [
    "pulumi up --stack acme   (makes a new one)",
  ]);
  const secrets = [{ keyId: OTHER, endDate: "2026-12-01T00:00:00Z" }, managed];
  const retirement = ["modern-auth rotate acme --retire, then pulumi up --stack acme"];
  assert.deepEqual(fixes(withSecrets(secret(KEY)), { secrets }), retirement);
  const ended = withSecrets(secret(OTHER, { endDateTime: "2026-12-01T00:00:00Z" }), secret(KEY));
  assert.deepEqual(fixes(ended, { secrets, today: "2026-12-01" }), retirement);
});

it("A managed secret that waits to be removed may be there, and need not be", () => {
  const secrets = [{ ...managed, keyId: OTHER, retired: true as const }, managed];
  assert.deepEqual(notable(withSecrets(secret(OTHER), secret(KEY)), { secrets }), []);
  assert.deepEqual(notable(withSecrets(secret(KEY)), { secrets }), []);
});

it("A secret that no state knows is an orphan when it has the name and the end that this stack gives, and somebody's addition otherwise", () => {
  const [orphan] = said(withSecrets(secret(KEY), secret(OTHER)));
  assert.equal(orphan?.verdict, "warn");
  assert.equal(orphan?.fix, "modern-auth verify acme --remove-orphans");
  const [added] = said(withSecrets(secret(KEY), secret(OTHER, { displayName: "test" })));
  assert.equal(added?.verdict, "drift");
  assert.match(added?.actual ?? "", /^somebody added key id bbbbbbbb-.* \("test", ends 2028-11-23\)$/);
  const namesake = secret(OTHER, { endDateTime: "2028-11-23T09:41:00Z" });
  assert.deepEqual(lines(notable(withSecrets(secret(KEY), namesake))), [
    `drift secret ${OTHER}: somebody added key id ${OTHER} ("CID ERP", ends 2028-11-23)`,
  ]);
});

const decide = (secrets: Credential[], held: Parameters<typeof decideOrphans>[2]) => {
  const { remove, keep } = decideOrphans(expected(), application({ passwordCredentials: secrets }), held);
  return { remove: remove.map(({ keyId }) => keyId), keep: keep.map(({ why }) => why) };
};

it("Removing orphans removes an orphan that the ERP is known not to use", () => {
  const secrets = [secret(KEY), secret(OTHER, { hint: "xyz" })];
  assert.deepEqual(decide(secrets, { value: live({ fitting: [KEY] }) }), { remove: [OTHER], keep: [] });
});

it("Removing orphans never removes one that the ERP may be using", () => {
  const secrets = [secret(KEY), secret(OTHER)];
  const kept = { remove: [], keep: ["the ERP may be using it"] };
  assert.deepEqual(decide(secrets, { value: live({ fitting: [OTHER] }) }), kept);
  for (const held of [{ problem: { what: "away", next: [] } }, { value: live({ secret: "hidden" }) }])
    assert.deepEqual(decide(secrets, held), {
      remove: [],
      keep: ["the ERP's secret cannot be read, so this may be the one that it uses"],
    });
});

it("Removing orphans removes nothing that a state knows, that has another name, or that the ERP's may be", () => {
  const named = fc.constantFrom("CID ERP", "test", null);
  const ends = fc.constantFrom(managed.endDate, "2028-11-23T09:41:00Z");
  const keys = fc.uniqueArray(fc.record({ keyId: fc.uuid(), displayName: named, endDateTime: ends }), {
    selector: (one) => one.keyId,
  });
  fc.assert(
    fc.property(keys, fc.func(fc.boolean()), fc.func(fc.boolean()), (all, isKnown, fits) => {
      const known = all.filter(({ keyId }) => isKnown(keyId));
      const fitting = all.filter(({ keyId }) => fits(keyId)).map(({ keyId }) => keyId);
      const wanted = expected({ secrets: known.map(({ keyId }) => ({ ...managed, keyId })) });
      const { remove } = decideOrphans(wanted, application({ passwordCredentials: all }), {
        value: live({ fitting }),
      });
      const rest = all.filter(
        (one) =>
          one.displayName === "CID ERP" &&
          one.endDateTime === managed.endDate &&
          !known.includes(one) &&
          !fitting.includes(one.keyId),
      );
      assert.deepEqual(remove, rest);
    }),
  );
});

const held = (more: Parameters<typeof live>[0]) => lines(notable({}, {}, more));

it("The secret that the ERP holds is drift when Microsoft refuses it, with the code", () => {
  const proof = { kind: "refused" as const, explanation: "AADSTS7000222: the client secret has expired" };
  assert.deepEqual(held({ proof }), [
    "drift company.microsoft.clientSecret: refused: AADSTS7000222: the client secret has expired",
  ]);
});

it("The secret that the ERP holds is drift when it works and is not this stack's, and a warning when it is an older one", () => {
  assert.deepEqual(held({ fitting: [OTHER] }), [
    `drift company.microsoft.clientSecret: a secret that this stack does not manage: key id ${OTHER}`,
  ]);
  assert.deepEqual(held({ fitting: [] }), [
    "drift company.microsoft.clientSecret: a secret that the app registration does not have",
  ]);
  const secrets = [{ ...managed, keyId: OTHER }, managed];
  const seen = withSecrets(secret(KEY), secret(OTHER));
  assert.deepEqual(lines(notable(seen, { secrets }, { fitting: [OTHER] })), [
    "warn company.microsoft.clientSecret: an older secret of this stack",
  ]);
});

it("The secret that the ERP holds that could not be tried is drift by its hint alone, and inconclusive where the hint fits", () => {
  const proof = { kind: "unreachable" as const, what: "Microsoft's token endpoint cannot be reached" };
  assert.deepEqual(held({ proof, fitting: [] }), [
    "drift company.microsoft.clientSecret: a secret that the app registration does not have",
  ]);
  assert.deepEqual(held({ proof }), [
    "inconclusive company.microsoft.clientSecret: Microsoft's token endpoint cannot be reached",
  ]);
});

it("The secret that the ERP holds is inconclusive when Microsoft accepts it and nobody could see which one it is", () => {
  const { fitting: _, ...unseen } = live();
  const found = judgeMicrosoft(expected(), observed(), { value: unseen }).filter(needsAttention);
  assert.deepEqual(lines(found), [
    "inconclusive company.microsoft.clientSecret: Microsoft accepts it; whether it is the newest one could not be seen",
  ]);
});

it("The secret that the ERP holds is inconclusive when the ERP hides it, and drift when there is none", () => {
  const { proof: _, fitting: __, ...rest } = live();
  const holding = (secretIs: "hidden" | "none") =>
    judgeMicrosoft(expected(), observed(), { value: { ...rest, secret: secretIs } })
      .filter(needsAttention)
      .map(inWords)
      .map(({ verdict, actual }) => `${verdict} ${actual}`);
  assert.deepEqual(holding("hidden"), ["inconclusive the ERP hides the secret, so it cannot be tried"]);
  assert.deepEqual(holding("none"), ["drift nothing"]);
});

it("The secret that the ERP holds comes with other values, of which a hidden one is inconclusive too", () => {
  assert.deepEqual(held({ tenant: undefined }), [
    "inconclusive company.microsoft.tenant: the ERP hides the value",
  ]);
});

it("The secret that the ERP holds stands in no finding, in whichever field of the ERP it was pasted", () => {
  const letters = fc.stringMatching(/^[A-Za-z0-9~_.-]{8,40}$/);
  const field = fc.constantFrom("clientId", "tenant", "redirectUri");
  fc.assert(
    fc.property(letters, field, fc.boolean(), (value, name, inUrl) => {
      const pasted = inUrl ? `https://acme.cid-erp.app/?x=${value}` : value;
      const findings = notable({}, {}, { [name]: pasted });
      assert.equal(findings.length, 1);
      assert.ok(!JSON.stringify(findings).includes(value), JSON.stringify(findings));
      assert.deepEqual(
        findings.map((finding) => inWords(finding).actual),
        ["another value (not shown)"],
      );
    }),
  );
});
