import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import fc from "fast-check";
import { exchangeCommands, type MailSendMode } from "#config/rules/consent.ts";
import {
  consentToManage,
  mismatchedPermissions,
  missingConsent,
  PERMISSIONS,
  selectPermissions,
} from "#config/rules/permissions.ts";

const ALL = { singleSignOn: true, incomingMail: true, outgoingMail: true, calendar: true };

/** What a tenant's Graph publishes when it agrees with our table. */
const published = (type: "Scope" | "Role") =>
  Object.fromEntries(PERMISSIONS.filter((one) => one.type === type).map(({ name, id }) => [name, id]));

describe("The permissions", () => {
  it("are the ten delegated ones and the one application permission of the hand-made procedure", () => {
    const text = readFileSync(new URL("../../fixtures/procedure-fr.txt", import.meta.url), "utf8");
    for (const { name, type } of PERMISSIONS) {
      assert.match(text, new RegExp(`^${name}${type === "Role" ? " \\(.*type Application\\)" : ""}$`, "m"));
    }
    assert.equal(PERMISSIONS.filter(({ type }) => type === "Scope").length, 10);
    assert.equal(PERMISSIONS.filter(({ type }) => type === "Role").length, 1);
  });

  it("are not mistaken for their look-alikes of the other kind", () => {
    const ids = PERMISSIONS.map(({ id }) => id);
    assert.ok(!ids.includes("e383f46e-2787-4529-855e-0e479a3ffac0"), "delegated Mail.Send");
    assert.ok(!ids.includes("9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30"), "application Application.Read.All");
    assert.equal(new Set(ids).size, ids.length);
  });

  it("come in the same order however the switches are written", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(Object.keys(ALL), { minLength: 4 }), (keys) => {
        const switches = Object.fromEntries(keys.map((key) => [key, true])) as typeof ALL;
        assert.deepEqual(selectPermissions(switches), selectPermissions(ALL));
      }),
    );
  });

  it("of a group that is switched off are left out, and only those", () => {
    const without = selectPermissions({ ...ALL, outgoingMail: false }).map(({ name }) => name);
    assert.equal(without.length, 9);
    assert.ok(!without.includes("SMTP.Send") && !without.includes("Mail.Send"));
  });

  it("agree with a tenant that publishes the same ids", () => {
    assert.deepEqual(mismatchedPermissions(PERMISSIONS, published("Scope"), published("Role")), []);
  });

  it("that a tenant knows under another id, or not at all, are named", () => {
    const scopes = { ...published("Scope"), "SMTP.Send": "00000000-0000-0000-0000-000000000001" };
    const wrong = mismatchedPermissions(PERMISSIONS, scopes, {});
    assert.equal(wrong.length, 2);
    assert.match(wrong.join("\n"), /SMTP\.Send \(delegated\): expected 258f6531-.* has 00000000-/);
    assert.match(wrong.join("\n"), /Mail\.Send \(application\): expected b633e1c5-.* has no such permission/);
  });
});

describe("Who may send without a user", () => {
  const all = { singleSignOn: true, incomingMail: true, outgoingMail: true, calendar: true };

  it("is asked for tenant-wide only: an admin who consents grants whatever is asked for", () => {
    const names = (mode: MailSendMode) => selectPermissions(all, mode).map(({ name }) => name);
    assert.equal(names("tenant-wide").length, 11);
    for (const mode of ["exchange-rbac", "none"] as const) {
      assert.ok(!names(mode).includes("Mail.Send"));
      assert.equal(names(mode).length, 10);
    }
  });

  it("is limited in Exchange by lines that carry the ids, with quotes in the name doubled", () => {
    const lines = exchangeCommands("L'ERP", "client-id", "object-id");
    assert.ok(lines[1]?.endsWith("-AppId client-id -ObjectId object-id -DisplayName 'L''ERP'"), lines[1]);
    assert.match(
      lines[3] ?? "",
      /-App object-id -Role 'Application Mail\.Send' -CustomResourceScope 'L''ERP senders'/,
    );
  });
});

describe("Consent", () => {
  const permissions = selectPermissions({
    singleSignOn: true,
    incomingMail: false,
    outgoingMail: true,
    calendar: false,
  });
  const scopes = permissions.filter(({ type }) => type === "Scope").map(({ name }) => name);
  const [role] = permissions.filter(({ type }) => type === "Role");
  assert.ok(role);
  const none = { scopes: [], assignmentIds: {} };

  it("that is missing is named by permission, and nothing is missing when all was given", () => {
    assert.deepEqual(missingConsent(permissions, none), permissions);
    const some = { scopes: ["profile"], assignmentIds: { [role.id]: "x" } };
    assert.deepEqual(
      missingConsent(permissions, some).map(({ name }) => name),
      scopes.filter((name) => name !== "profile"),
    );
    assert.deepEqual(missingConsent(permissions, { scopes, assignmentIds: { [role.id]: "x" } }), []);
  });

  it("is all ours to keep where we grant it", () => {
    assert.deepEqual(consentToManage("grant", permissions, none), permissions);
  });

  it("of an administrator is taken over when it is exactly what is wanted, in any order", () => {
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
});
