import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import fc from "fast-check";
import { exchangeCommands, type MailSendMode } from "#config/rules/consent.ts";
import {
  byGroup,
  consentToManage,
  DEFAULT_SWITCHES,
  GROUP_NAMES,
  mismatchedPermissions,
  missingConsent,
  PERMISSIONS,
  type PermissionGroup,
  selectPermissions,
} from "#config/rules/permissions.ts";
import { PROCEDURE_PERMISSIONS } from "#test/fixtures/procedurePermissions.ts";

const ALL = byGroup(() => true);

/** What a tenant's Graph publishes when it agrees with our table. */
const published = (type: "Scope" | "Role") =>
  Object.fromEntries(PERMISSIONS.filter((one) => one.type === type).map(({ name, id }) => [name, id]));

for (const [group, permissions] of Object.entries(PROCEDURE_PERMISSIONS))
  it(`the permissions of ${group} are those of the hand-made procedure, and a tenant has them by default`, () => {
    const ours = PERMISSIONS.filter((one) => one.group === group);
    assert.deepEqual(
      ours.map(({ type, name, id }) => [type, name, id]),
      permissions,
    );
    assert.equal(DEFAULT_SWITCHES[group as PermissionGroup], true);
  });

it("the permissions that the fixture gives ids are those that the hand-made procedure lists, in its order", () => {
  const procedure = readFileSync(new URL("../../fixtures/procedure-fr.txt", import.meta.url), "utf8");
  const lines = Object.values(PROCEDURE_PERMISSIONS)
    .flat()
    .map(([type, name]) => (type === "Role" ? `${name} (Attention, type Application)` : name));
  const [, listed = ""] = /^(Droits Single Sign-On.*?)^- /ms.exec(procedure) ?? [];
  assert.deepEqual(
    listed.split("\n").filter((line) => line !== "" && !line.startsWith("Droits ")),
    lines,
  );
});

it("The permissions are not mistaken for their look-alikes of the other kind", () => {
  const ids = PERMISSIONS.map(({ id }) => id);
  assert.ok(!ids.includes("e383f46e-2787-4529-855e-0e479a3ffac0"), "delegated Mail.Send");
  assert.ok(!ids.includes("9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30"), "application Application.Read.All");
  assert.equal(new Set(ids).size, ids.length);
});

it("The permissions come in the same order however the switches are written", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(Object.keys(ALL), { minLength: GROUP_NAMES.length }), (keys) => {
      const switches = Object.fromEntries(keys.map((key) => [key, true])) as typeof ALL;
      assert.deepEqual(selectPermissions(switches), selectPermissions(ALL));
    }),
  );
});

it("The permissions of a group that is switched off are left out, and only those", () => {
  for (const off of GROUP_NAMES) {
    const left = selectPermissions({ ...ALL, [off]: false });
    assert.deepEqual(new Set(left), new Set(PERMISSIONS.filter(({ group }) => group !== off)), off);
  }
  const without = selectPermissions({ ...ALL, outgoingMail: false }).map(({ name }) => name);
  assert.ok(!without.includes("SMTP.Send") && !without.includes("Mail.Send"));
});

it("The permissions agree with a tenant that publishes the same ids", () => {
  assert.deepEqual(mismatchedPermissions(PERMISSIONS, published("Scope"), published("Role")), []);
});

it("The permissions that a tenant knows under another id, or not at all, are named", () => {
  const scopes = { ...published("Scope"), "SMTP.Send": "00000000-0000-0000-0000-000000000001" };
  const wrong = mismatchedPermissions(PERMISSIONS, scopes, {});
  assert.equal(wrong.length, 2);
  assert.match(wrong.join("\n"), /SMTP\.Send \(delegated\): expected 258f6531-.* has 00000000-/);
  assert.match(wrong.join("\n"), /Mail\.Send \(application\): expected b633e1c5-.* has no such permission/);
});

it("Who may send without a user is asked for tenant-wide only: an admin who consents grants whatever is asked for", () => {
  const names = (mode: MailSendMode) => selectPermissions(ALL, mode).map(({ name }) => name);
  const everything = names("tenant-wide");
  assert.ok(everything.includes("Mail.Send"));
  for (const mode of ["exchange-rbac", "none"] as const)
    assert.deepEqual(
      names(mode),
      everything.filter((name) => name !== "Mail.Send"),
    );
});

it("Who may send without a user is limited in Exchange by lines that carry the ids, with quotes in the name doubled", () => {
  const lines = exchangeCommands("L'ERP", "client-id", "object-id");
  assert.ok(lines[1]?.endsWith("-AppId client-id -ObjectId object-id -DisplayName 'L''ERP'"), lines[1]);
  assert.match(
    lines[3] ?? "",
    /-App object-id -Role 'Application Mail\.Send' -CustomResourceScope 'L''ERP senders'/,
  );
});

const permissions = selectPermissions(
  byGroup((_, name) => name === "singleSignOn" || name === "outgoingMail"),
);
const scopes = permissions.filter(({ type }) => type === "Scope").map(({ name }) => name);
const [role] = permissions.filter(({ type }) => type === "Role");
assert.ok(role);
const none = { scopes: [], assignmentIds: {} };

it("Consent that is missing is named by permission, and nothing is missing when all was given", () => {
  assert.deepEqual(missingConsent(permissions, none), permissions);
  const some = { scopes: ["profile"], assignmentIds: { [role.id]: "x" } };
  assert.deepEqual(
    missingConsent(permissions, some).map(({ name }) => name),
    scopes.filter((name) => name !== "profile"),
  );
  assert.deepEqual(missingConsent(permissions, { scopes, assignmentIds: { [role.id]: "x" } }), []);
});

it("Consent is all ours to keep where we grant it", () => {
  assert.deepEqual(consentToManage("grant", permissions, none), permissions);
});

it("Consent of an administrator is taken over when it is exactly what is wanted, in any order", () => {
  const given = { scopes: scopes.toReversed(), assignmentIds: { [role.id]: "x" } };
  assert.deepEqual(consentToManage("request", permissions, given), permissions);
  assert.deepEqual(consentToManage("request", permissions, none), []);
  for (const other of [scopes.slice(1), [...scopes, "Files.Read"]])
    assert.deepEqual(
      consentToManage("request", permissions, { scopes: other, assignmentIds: {} }),
      [],
      "the deployer could not change it",
    );
  assert.deepEqual(consentToManage("request", permissions, { ...given, scopes: [] }), [role]);
});
