import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { GRAPH_APP_ID, PERMISSIONS, type Permission } from "#config/rules/permissions.ts";
import { lines } from "#test/fixtures/findings.ts";
import { byHand } from "#verify/check.ts";
import { needsAttention, worst } from "#verify/finding.ts";
import { judgeMicrosoft } from "#verify/microsoft/judge.ts";
import {
  application,
  DEPLOYER,
  expected,
  live,
  notable,
  observed,
  SCOPES,
  said,
  servicePrincipal,
} from "./fixture.ts";

const refused = { problem: { what: "may not read it", next: [byHand("grant it Something.Read.All")] } };
const changed = (more: Parameters<typeof application>[0]) =>
  lines(notable({ application: { value: application(more) } }));

it("What verify says of the app registration is nothing when nobody touched it", () => {
  assert.deepEqual(notable(), []);
  assert.equal(worst(judgeMicrosoft(expected(), observed(), { value: live() })), "ok");
});

it("What verify says of the app registration is nothing where an id, an address or an accent is only spelled differently", () => {
  const uri = "https://ACME.cid-erp.app:443/oauth2/retrieve_token";
  const displayName = "Démo";
  const seen = { application: { value: application({ web: { redirectUris: [uri] }, displayName }) } };
  const { clientId, tenant } = live();
  const held = { clientId: clientId?.toUpperCase(), tenant: tenant?.toUpperCase(), redirectUri: uri };
  assert.deepEqual(notable(seen, { applicationName: displayName.normalize("NFD") }, held), []);
});

it("What verify says of the app registration is the property, what was expected and what is there", () => {
  const seen = { application: { value: application({ signInAudience: "AzureADMultipleOrgs" }) } };
  const about = { system: "microsoft", check: "application.signInAudience", verdict: "drift" };
  const [expected, actual] = ["AzureADMyOrg", "AzureADMultipleOrgs"];
  assert.deepEqual(notable(seen), [
    { ...about, found: { kind: "changed", expected, actual }, next: [{ kind: "update" }] },
  ]);
  assert.deepEqual(said(seen), [{ ...about, expected, actual, fix: "pulumi up --stack acme" }]);
});

it("What verify says of the app registration is only its absence when it is gone", () => {
  const gone = { value: undefined };
  assert.deepEqual(lines(notable({ application: gone, owners: refused, federatedCredentials: refused })), [
    "drift application: deleted",
  ]);
});

it("What verify says of the app registration names it disabled, by its owner or by Microsoft", () => {
  assert.deepEqual(changed({ isDisabled: true }), ["drift application.disabled: deactivated"]);
  assert.deepEqual(changed({ disabledByMicrosoftStatus: "DisabledDueToViolationOfServicesAgreement" }), [
    "drift application.disabled: DisabledDueToViolationOfServicesAgreement",
  ]);
  assert.deepEqual(changed({ disabledByMicrosoftStatus: "NotDisabled" }), []);
});

it("What verify says of the app registration names which kind of token the implicit grant gives out", () => {
  const granting = (implicitGrantSettings: object) =>
    changed({ web: { redirectUris: [expected().redirectUris[0]], implicitGrantSettings } });
  assert.deepEqual(granting({ enableAccessTokenIssuance: true }), [
    "drift application.web.implicitGrantSettings: unexpected: access tokens",
  ]);
  assert.deepEqual(granting({ enableIdTokenIssuance: true }), [
    "drift application.web.implicitGrantSettings: unexpected: ID tokens",
  ]);
});

it("What verify says of the app registration names a service principal that Microsoft has disabled", () => {
  const disabled = (disabledByMicrosoftStatus: string) =>
    lines(notable({ servicePrincipal: { value: servicePrincipal({ disabledByMicrosoftStatus }) } }));
  assert.deepEqual(disabled("NotDisabled"), []);
  assert.deepEqual(disabled("DisabledDueToViolationOfServicesAgreement"), [
    "drift servicePrincipal.disabledByMicrosoftStatus: DisabledDueToViolationOfServicesAgreement",
  ]);
});

it("What verify says of the app registration does not mind further tags, but needs ours", () => {
  assert.deepEqual(changed({ tags: ["theirs", "erp-modern-auth/acme"] }), []);
  assert.deepEqual(changed({ tags: ["theirs"] }), ["drift application.tags: missing: erp-modern-auth/acme"]);
});

it("What verify says of the app registration takes what Graph leaves out for empty", () => {
  const { id, appId } = application();
  const bare = notable({ application: { value: { id, appId } } });
  assert.ok(lines(bare).includes("drift application.displayName: "));
  assert.ok(
    lines(bare).some((line) => line.startsWith("drift application.web.redirectUris: missing: https://acme")),
  );
});

it("What verify says of the app registration names an owner too many as a warning and a missing deployer as drift", () => {
  const admin = { id: "u1", userPrincipalName: "ada@acme.ch" };
  assert.deepEqual(lines(notable({ owners: { value: [{ id: DEPLOYER }, admin] } })), [
    "warn application.owners: unexpected: ada@acme.ch (u1)",
  ]);
  assert.deepEqual(lines(notable({ owners: { value: [admin] } })), [
    `drift application.owners: missing: ${DEPLOYER}; unexpected: ada@acme.ch (u1)`,
  ]);
});

it("What verify says of the app registration is what pulumi up --stack acme will adopt, or which ones carry the tag, when the state knows of none", () => {
  const { application: _, ...wanted } = expected({ secrets: [], owners: [] });
  const unrecorded = (tagged: { id: string; appId: string }[]) => {
    const findings = judgeMicrosoft(wanted, observed({ tagged: { value: tagged }, named: { value: [] } }), {
      value: live(),
    });
    return lines(findings.filter(needsAttention));
  };
  const none = "drift application: not in this stack's state";
  assert.deepEqual(unrecorded([]), [none]);
  assert.deepEqual(unrecorded([{ id: "a", appId: "b" }]), [`${none}, although object a carries its tag`]);
  assert.deepEqual(
    unrecorded([
      { id: "a", appId: "b" },
      { id: "c", appId: "d" },
    ]),
    [
      none,
      "drift applications.tagged: also object a (client id b, made at an unknown time), " +
        "object c (client id d, made at an unknown time)",
    ],
  );
});

const asked = (list: readonly Pick<Permission, "id" | "type">[], resourceAppId = GRAPH_APP_ID) => ({
  resourceAppId,
  resourceAccess: list.map(({ id, type }) => ({ id, type })),
});

it("Permissions in any order are the same permissions", () => {
  const shuffled = fc.shuffledSubarray([...PERMISSIONS], { minLength: PERMISSIONS.length });
  fc.assert(
    fc.property(shuffled, (list) => {
      assert.deepEqual(changed({ requiredResourceAccess: [asked(list)] }), []);
    }),
  );
});

it("Permissions that are missing are named, whichever they are and in whatever order the others come", () => {
  const subset = fc.shuffledSubarray([...PERMISSIONS], { maxLength: PERMISSIONS.length - 1 });
  fc.assert(
    fc.property(subset, (list) => {
      const [line = ""] = changed({ requiredResourceAccess: [asked(list)] });
      for (const { name, type } of PERMISSIONS) {
        const shown = `${name} (${type === "Scope" ? "delegated" : "application"})`;
        const missing = !list.some((one) => one.name === name && one.type === type);
        assert.equal(line.includes(` ${shown}`), missing, `${shown} in "${line}"`);
      }
    }),
  );
});

it("Permissions that look alike are told apart by their id and kind", () => {
  const lookAlike = PERMISSIONS.map(({ id, type, name }) =>
    name === "Mail.Send"
      ? { id: "e383f46e-2787-4529-855e-0e479a3ffac0", type: "Scope" as const }
      : { id, type },
  );
  const apis = [
    {
      id: "g",
      appId: GRAPH_APP_ID,
      oauth2PermissionScopes: [{ id: "e383f46e-2787-4529-855e-0e479a3ffac0", value: "Mail.Send" }],
    },
  ];
  const seen = {
    application: { value: application({ requiredResourceAccess: [asked(lookAlike)] }) },
    apis,
  };
  assert.deepEqual(lines(notable(seen)), [
    "drift application.requiredResourceAccess: missing: Mail.Send (application); unexpected: Mail.Send (delegated)",
  ]);
});

it("Permissions of a second API are named with the API", () => {
  const role = { id: "dc890d15-9560-4a4c-9b7f-a736ec74ec40", type: "Role" as const };
  const exchange = "00000002-0000-0ff1-ce00-000000000000";
  const apis = [
    {
      id: "x",
      appId: exchange,
      displayName: "Office 365 Exchange Online",
      appRoles: [{ id: role.id, value: "full_access_as_app" }],
    },
  ];
  const requiredResourceAccess = [asked(PERMISSIONS), asked([role], exchange)];
  const seen = { application: { value: application({ requiredResourceAccess }) } };
  assert.deepEqual(lines(notable({ ...seen, apis })), [
    "drift application.requiredResourceAccess: unexpected: Office 365 Exchange Online: full_access_as_app (application)",
  ]);
  assert.deepEqual(lines(notable(seen)), [
    `drift application.requiredResourceAccess: unexpected: API ${exchange}: ${role.id} (application)`,
  ]);
});

it("Permissions of an API without a permission are drift too", () => {
  const requiredResourceAccess = [asked(PERMISSIONS), asked([], "b")];
  assert.deepEqual(changed({ requiredResourceAccess }), [
    "drift application.requiredResourceAccess: unexpected: API b without a permission",
  ]);
});

const everything = Object.keys(observed()).filter((key) => key !== "apis");
const clean = judgeMicrosoft(expected(), observed(), { value: live() });

it("What could not be read is inconclusive and never ok, for exactly the checks that hang on it", () => {
  fc.assert(
    fc.property(fc.subarray(everything, { minLength: 1 }), fc.boolean(), (parts, erp) => {
      const unread = Object.fromEntries(parts.map((part) => [part, refused]));
      const findings = judgeMicrosoft(expected(), observed(unread), erp ? refused : { value: live() });
      assert.deepEqual(
        findings.map(({ check }) => check),
        clean.map(({ check }) => check),
      );
      assert.deepEqual(
        findings.filter(({ verdict }) => verdict === "drift" || verdict === "warn"),
        [],
      );
      assert.equal(worst(findings), "inconclusive");
      for (const finding of findings.filter(({ verdict }) => verdict === "inconclusive"))
        assert.deepEqual(finding.next, refused.problem.next);
    }),
  );
});

it("What could not be read leaves not one check ok when nothing could be read", () => {
  const unread = Object.fromEntries(everything.map((part) => [part, refused]));
  const findings = judgeMicrosoft(expected(), observed(unread), refused);
  assert.deepEqual([...new Set(findings.map(({ verdict }) => verdict))], ["inconclusive"]);
});

const grant = (scope: string, more = {}) => ({
  resourceId: "aaaaaaaa-0000-4000-8000-000000000004",
  consentType: "AllPrincipals",
  scope,
  ...more,
});
const all = grant(SCOPES.join(" "));

it("Consent may begin with a space, as Graph sometimes returns it, and come in any order or in two parts", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(SCOPES, { minLength: SCOPES.length }), fc.nat(10), (list, cut) => {
      const grants = [grant(` ${list.slice(0, cut).join(" ")}`), grant(`${list.slice(cut).join("  ")} `)];
      assert.deepEqual(notable({ grants: { value: grants } }), []);
    }),
  );
});

it("Consent of single users is drift, and says how many they are", () => {
  const user = (principalId: string) => grant("User.Read", { consentType: "Principal", principalId });
  const grants = { value: [all, user("u1"), user("u2"), user("u2")] };
  assert.deepEqual(lines(notable({ grants })), ["drift consent.delegated.perUser: 2 users: User.Read"]);
});

it("Consent that was only asked for is a warning with the link for the administrator", () => {
  const nothing = { grants: { value: [] }, assignments: { value: [] } };
  const findings = said(nothing, { consent: "request" });
  assert.deepEqual(
    findings.map(({ verdict, check }) => `${verdict} ${check}`),
    ["warn consent.delegated", "warn consent.application"],
  );
  assert.match(findings[0]?.actual ?? "", /^not consented to yet: .*User\.Read, User\.ReadBasic\.All/);
  assert.match(
    findings[0]?.fix ?? "",
    /https:\/\/login\.microsoftonline\.com\/aaaaaaaa-0000-4000-8000-000000000007\/adminconsent\?client_id=aaaaaaaa-0000-4000-8000-000000000002/,
  );
  assert.deepEqual(notable({}, { consent: "request" }), []);
});

it("Consent that was only asked for lets users consent alone to that, and to nothing else", () => {
  const user = (scope: string) => ({
    grants: { value: [all, grant(scope, { consentType: "Principal", principalId: "u1" })] },
  });
  const verdicts = (scope: string) =>
    notable(user(scope), { consent: "request" }).map(({ verdict, check }) => `${verdict} ${check}`);
  assert.deepEqual(verdicts("User.Read"), ["warn consent.delegated.perUser"]);
  assert.deepEqual(verdicts("User.Read Mail.Read"), ["drift consent.delegated.perUser"]);
});

it("Consent to send as anybody is drift where Exchange limits who may be sent as, or where nothing is sent", () => {
  const [rbac] = said({}, { mailSend: "exchange-rbac" });
  assert.equal(rbac?.verdict, "drift");
  assert.equal(rbac?.actual, "unexpected: Mail.Send (application)");
  assert.match(rbac?.fix ?? "", /the scope set in Exchange restricts nothing/);
  const [none] = said({}, { mailSend: "none" });
  assert.equal(none?.verdict, "drift");
  assert.doesNotMatch(none?.fix ?? "", /Exchange/);
  for (const mailSend of ["exchange-rbac", "none"] as const)
    assert.deepEqual(notable({ assignments: { value: [] } }, { mailSend }), []);
});
