import assert from "node:assert/strict";
import { it } from "node:test";
import { addDuration } from "#sandbox/emulators/entra/policy.ts";
import { appWithPrincipal, type Json, world } from "./world.ts";

const unrestricted = { restrictForAppsCreatedAfterDateTime: null, state: "enabled", maxLifetime: null };

it("client secrets are shown once, live two years by default and leave a hint of three characters", async () => {
  const w = await world();
  const { app } = await appWithPrincipal(w);
  const path = `/v1.0/applications/${app.id}`;
  const { body } = await w.graph("POST", `${path}/addPassword`, {
    passwordCredential: { displayName: "CID ERP" },
  });
  assert.equal(body.startDateTime, "2026-11-23T12:00:00.000Z");
  assert.equal(body.endDateTime, "2028-11-23T12:00:00.000Z");
  assert.equal(body.hint, body.secretText.slice(0, 3));
  const [read] = (await w.graph("GET", path)).body.passwordCredentials;
  assert.equal(read.secretText, null);
  assert.equal(read.hint, body.hint);
  assert.ok(w.entra.secrets.has(body.secretText));
  assert.ok(!JSON.stringify(w.entra.state).includes(body.secretText), "only a hash is kept");
  const masked = JSON.stringify(w.entra.snapshot());
  const hash = w.entra.state.credentialHashes[body.keyId]?.sha256 ?? "none";
  assert.ok(!masked.includes(hash), "the admin page shows not even the hash");
});

it("client secrets keep the end that was asked for, and refuse one that is no date or lies before the start", async () => {
  const w = await world();
  const { app } = await appWithPrincipal(w);
  const ask = (endDateTime: string) =>
    w.graph("POST", `/v1.0/applications/${app.id}/addPassword`, { passwordCredential: { endDateTime } });
  assert.equal((await ask("2121-01-01T00:00:00Z")).body.endDateTime, "2121-01-01T00:00:00Z");
  assert.equal((await ask("2028-01-01T01:00:00+01:00")).body.endDateTime, "2028-01-01T00:00:00.000Z");
  assert.equal((await ask("24 months")).status, 400);
  assert.equal((await ask("2026-11-23T11:00:00Z")).status, 400);
});

it("client secrets are removed by key id, once", async () => {
  const w = await world();
  const { app } = await appWithPrincipal(w);
  const path = `/v1.0/applications/${app.id}`;
  const { body } = await w.graph("POST", `${path}/addPassword`, {});
  assert.equal((await w.graph("POST", `${path}/removePassword`, { keyId: body.keyId })).status, 204);
  assert.deepEqual((await w.graph("GET", path)).body.passwordCredentials, []);
  const again = await w.graph("POST", `${path}/removePassword`, { keyId: body.keyId });
  assert.equal(again.status, 400);
  assert.equal(again.body.error.message, "No credentials found to be removed.");
});

it("client secrets can belong to a service principal as well", async () => {
  const w = await world();
  const { principal } = await appWithPrincipal(w);
  const path = `/v1.0/servicePrincipals/${principal.id}`;
  const { status, body } = await w.graph("POST", `${path}/addPassword`, {});
  assert.equal(status, 200);
  assert.equal((await w.graph("GET", path)).body.passwordCredentials[0].keyId, body.keyId);
  assert.equal((await w.graph("POST", `${path}/removePassword`, { keyId: body.keyId })).status, 204);
});

it("an app management policy refuses a secret that lives longer than it allows, and one with the default lifetime too", async () => {
  const w = await world();
  const { app } = await appWithPrincipal(w);
  const policy = w.entra.state.policies.defaultAppManagementPolicy;
  policy.isEnabled = true;
  policy.applicationRestrictions.passwordCredentials = [
    { ...unrestricted, restrictionType: "passwordLifetime", maxLifetime: "P180D" },
  ];
  const ask = (passwordCredential?: Json) =>
    w.graph("POST", `/v1.0/applications/${app.id}/addPassword`, { passwordCredential });
  for (const refused of [await ask(), await ask({ endDateTime: "2027-05-22T12:00:01Z" })]) {
    assert.equal(refused.status, 400);
    assert.equal(refused.body.error.code, "CredentialInvalidLifetimeAsPerAppPolicy");
    assert.match(
      refused.body.error.message,
      /^Credential lifetime exceeds the max value allowed as per assigned policy/,
    );
    assert.equal(refused.body.error.details[0].code, "InvalidKeyEndDate");
  }
  assert.equal((await ask({ endDateTime: "2027-05-22T12:00:00Z" })).status, 200);
  assert.equal(w.entra.state.applications[app.id]?.passwordCredentials.length, 1);
});

it("an app management policy refuses every secret where passwords are forbidden", async () => {
  const w = await world();
  const { app } = await appWithPrincipal(w);
  const policy = w.entra.state.policies.defaultAppManagementPolicy;
  policy.isEnabled = true;
  policy.applicationRestrictions.passwordCredentials = [
    { ...unrestricted, restrictionType: "passwordAddition" },
  ];
  const { status, body } = await w.graph("POST", `/v1.0/applications/${app.id}/addPassword`, {});
  assert.equal(status, 400);
  assert.equal(body.error.code, "CredentialTypeNotAllowedAsPerAppPolicy");
});

it("an app management policy does not bind when it is switched off, or starts after the application was made", async () => {
  const w = await world();
  const { app } = await appWithPrincipal(w);
  const policy = w.entra.state.policies.defaultAppManagementPolicy;
  const restriction = { ...unrestricted, restrictionType: "passwordAddition" };
  const add = async () => (await w.graph("POST", `/v1.0/applications/${app.id}/addPassword`, {})).status;
  policy.applicationRestrictions.passwordCredentials = [restriction];
  assert.equal(await add(), 200);
  policy.isEnabled = true;
  policy.applicationRestrictions.passwordCredentials = [
    { ...restriction, restrictForAppsCreatedAfterDateTime: "2026-12-01T00:00:00Z" },
  ];
  assert.equal(await add(), 200);
  policy.applicationRestrictions.passwordCredentials = [{ ...restriction, state: "disabled" }];
  assert.equal(await add(), 200);
});

it("an app management policy that is assigned to one application takes the place of the tenant's default", async () => {
  const w = await world(["Application.ReadWrite.All", "Policy.Read.All"]);
  const { app } = await appWithPrincipal(w);
  const policies = w.entra.state.policies;
  policies.defaultAppManagementPolicy.isEnabled = true;
  policies.defaultAppManagementPolicy.applicationRestrictions.passwordCredentials = [
    { ...unrestricted, restrictionType: "passwordAddition" },
  ];
  policies.appManagementPolicies["p1"] = {
    id: "p1",
    displayName: "ERP",
    isEnabled: true,
    restrictions: { passwordCredentials: [], keyCredentials: [] },
    appliesTo: [app.id],
  };
  assert.equal((await w.graph("POST", `/v1.0/applications/${app.id}/addPassword`, {})).status, 200);
  const { body } = await w.graph("GET", `/v1.0/applications/${app.id}/appManagementPolicies`);
  assert.deepEqual(
    body.value.map(({ id }: Json) => id),
    ["p1"],
  );
  assert.equal(body.value[0].appliesTo, undefined);
  const other = await appWithPrincipal(w, "Other");
  const none = await w.graph("GET", `/v1.0/applications/${other.app.id}/appManagementPolicies`);
  assert.deepEqual(none.body.value, []);
});

it("an app management policy counts durations by the calendar", () => {
  const from = new Date("2027-03-01T00:00:00Z");
  assert.equal(addDuration(from, "P2Y").toISOString(), "2029-03-01T00:00:00.000Z");
  assert.equal(addDuration(from, "P1Y6M").toISOString(), "2028-09-01T00:00:00.000Z");
  assert.equal(addDuration(from, "P180D").toISOString(), "2027-08-28T00:00:00.000Z");
  assert.equal(addDuration(from, "P4DT12H30M5S").toISOString(), "2027-03-05T12:30:05.000Z");
  assert.throws(() => addDuration(from, "180 days"), /"180 days" is no ISO 8601 duration/);
});
