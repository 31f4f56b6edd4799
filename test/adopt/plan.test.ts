import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Seen } from "#adopt/look.ts";
import { planAdoption } from "#adopt/plan.ts";
import { settings } from "#adopt/settings.ts";
import type { Caller } from "#clients/graph/deployerRights.ts";
import { NOTHING_KEPT } from "#config/keepSchema.ts";
import { byGroup, GRAPH_APP_ID, PERMISSIONS, selectPermissions } from "#config/rules/permissions.ts";
import { lines } from "#test/fixtures/findings.ts";
import { APPLICATION, expected, KEY, observed, SCOPES } from "#test/verify/microsoft/fixture.ts";
import type { GraphApplication } from "#verify/microsoft/observed.ts";
import { ADMIN, caller, seen } from "./seen.ts";

const EXCHANGE = "00000002-0000-0ff1-ce00-000000000000";
const EWS = "3b5f3d61-589b-4a3c-a359-5dd4b5ee5bd5";
const ours = PERMISSIONS.map(({ id, type }) => ({ id, type }));
const plan = (
  more: Partial<GraphApplication> = {},
  parts: Partial<Seen> = {},
  { drop = false, who = {} }: { drop?: boolean; who?: Partial<Caller> } = {},
) => planAdoption(expected(), seen(more, parts), caller(who), drop);

it("The plan for a registration made exactly by the procedure changes version and tag, keeps the people and the secrets, and finds nothing in the way", () => {
  const { changes, byHand, keep, obstacles } = plan();
  assert.deepEqual(lines(changes), [
    "drift application.api.requestedAccessTokenVersion: 1",
    "drift application.tags: missing: erp-modern-auth/acme",
  ]);
  assert.deepEqual([byHand, obstacles], [[], []]);
  assert.deepEqual(keep, { ...NOTHING_KEPT, owners: [ADMIN], secrets: [KEY] });
});

it("The plan for a registration made exactly by the procedure names what up makes where there is no service principal yet", () => {
  const parts = {
    servicePrincipal: undefined,
    observed: observed({ servicePrincipal: { value: undefined } }),
  };
  assert.ok(lines(plan({}, parts).changes).includes("drift servicePrincipal: none"));
});

it("The plan for a registration made exactly by the procedure lists the audience as a change, as other tenants' users lose their access", () => {
  const more = { signInAudience: "AzureADMultipleOrgs" };
  assert.ok(lines(plan(more).changes).includes("drift application.signInAudience: AzureADMultipleOrgs"));
});

const more: Partial<GraphApplication> = {
  web: { redirectUris: ["https://z.example/cb", expected().redirectUris[0], "https://a.example/cb"] },
  requiredResourceAccess: [
    { resourceAppId: EXCHANGE.toUpperCase(), resourceAccess: [{ id: EWS, type: "Scope" }] },
    { resourceAppId: GRAPH_APP_ID, resourceAccess: [...ours, { id: ADMIN, type: "Role" }] },
  ],
};
const { registration } = seen();
const grant = { id: "grant", scopes: ["Mail.ReadWrite", ...SCOPES] };
const apis = [
  { id: "x", appId: EXCHANGE, oauth2PermissionScopes: [{ id: EWS, value: "EWS.AccessAsUser.All" }] },
];
const application = seen(more).observed.application;
const grants = {
  value: [
    {
      resourceId: "aaaaaaaa-0000-4000-8000-000000000004",
      consentType: "AllPrincipals",
      scope: grant.scopes.join(" "),
    },
  ],
};
const parts = {
  registration: { ...registration, grant },
  apis,
  observed: observed({ application, grants, apis }),
};

it("What a registration has beyond ours is kept, in one order and spelling, with the names that Graph publishes; and is no change then", () => {
  const { keep, changes } = plan(more, parts);
  assert.deepEqual(keep.redirectUris, ["https://a.example/cb", "https://z.example/cb"]);
  assert.deepEqual(keep.permissions, [
    { api: EXCHANGE, id: EWS, type: "Scope", name: "EWS.AccessAsUser.All" },
    { api: GRAPH_APP_ID, id: ADMIN, type: "Role" },
  ]);
  assert.deepEqual(keep.scopes, ["Mail.ReadWrite"]);
  assert.deepEqual(
    changes.map(({ check }) => check),
    ["application.api.requestedAccessTokenVersion", "application.tags"],
  );
});

it("What a registration has beyond ours is let go on request, except for people and secrets, and then shown as a change", () => {
  const { keep, changes } = plan(more, parts, { drop: true });
  assert.deepEqual(keep, { ...NOTHING_KEPT, owners: [ADMIN], secrets: [KEY] });
  const said = lines(changes).join("\n");
  assert.match(said, /redirectUris: unexpected: https:\/\/a\.example\/cb, https:\/\/z\.example\/cb/);
  assert.match(said, /requiredResourceAccess: unexpected: .*EWS/);
  assert.match(said, /consent\.delegated: unexpected: Mail\.ReadWrite/);
});

it("What a registration has beyond ours is not what the configuration has switched off: somebody decided that already", () => {
  const wanted = expected({
    mailSend: "none",
    permissions: selectPermissions(
      byGroup((_, name) => name !== "calendar"),
      "none",
    ),
  });
  const { keep, changes, byHand } = planAdoption(wanted, seen(), caller(), false);
  assert.deepEqual([keep.permissions, keep.scopes], [[], []]);
  assert.match(lines(changes).join("\n"), /requiredResourceAccess: unexpected: .*Mail\.Send \(application\)/);
  assert.deepEqual(lines(byHand), ["drift consent.application: unexpected: Mail.Send (application)"]);
});

describe("In the way of an adoption is", () => {
  const notOwned = { owners: [{ id: ADMIN }], servicePrincipalOwners: [{ id: ADMIN }] };

  it("a deployer that may change only what it owns, and does not own it, or only one half", () => {
    const [both] = plan({}, notOwned).obstacles;
    assert.match(both ?? "", /az ad app owner add --id \S+ --owner-object-id \S+\n {2}az rest --method POST/);
    const [half] = plan({}, { servicePrincipalOwners: [{ id: ADMIN }] }).obstacles;
    assert.match(half ?? "", /az rest/);
    assert.doesNotMatch(half ?? "", /az ad app/);
  });

  it("a deployer that may change nothing", () => {
    assert.match(
      plan({}, {}, { who: { permissions: [] } }).obstacles.join(),
      /lacks the application permission/,
    );
  });

  it("In the way of an adoption is nothing for a deployer that may change all, which then becomes an owner, and for a person", () => {
    const all = plan({}, notOwned, { who: { permissions: ["Application.ReadWrite.All"] } });
    assert.deepEqual(all.obstacles, []);
    assert.ok(lines(all.changes).includes("drift application.owners: not an owner"));
    assert.deepEqual(plan({}, notOwned, { who: { kind: "person", permissions: [] } }).obstacles, []);
  });

  it("In the way of an adoption is that Microsoft has disabled it", () => {
    const more = { disabledByMicrosoftStatus: "DisabledDueToViolationOfServicesAgreement" };
    assert.match(plan(more).obstacles.join(), /ask Microsoft support/);
    assert.deepEqual(plan({ disabledByMicrosoftStatus: "NotDisabled" }).obstacles, []);
  });

  for (const [what, more] of [
    [
      "https://app.example/spa of a single-page application",
      { spa: { redirectUris: ["https://app.example/spa"] } },
    ],
    ["myapp://auth of a public client", { publicClient: { redirectUris: ["myapp://auth"] } }],
    ["the identifier URI api://erp", { identifierUris: ["api://erp"] }],
    ["public client flows are allowed", { isFallbackPublicClient: true }],
    [
      "the implicit grant is allowed",
      { web: { redirectUris: [], implicitGrantSettings: { enableIdTokenIssuance: true } } },
    ],
    [
      "https://*.example.com/cb, which contains a wildcard",
      { web: { redirectUris: ["https://*.example.com/cb"] } },
    ],
  ] as [string, Partial<GraphApplication>][]) {
    it(`In the way of an adoption is ${what}, unless the operator lets it go`, () => {
      assert.ok(plan(more).obstacles.join().includes(what));
      assert.deepEqual(plan(more, {}, { drop: true }).obstacles, []);
    });
  }
});

it("A redirect URI that cannot be kept is not said to be", () => {
  assert.deepEqual(plan({ web: { redirectUris: ["https://*.example.com/cb"] } }).keep.redirectUris, []);
});

it("What is written is the id and one line for each thing that is kept", () => {
  const keep = {
    ...NOTHING_KEPT,
    redirectUris: ["https://a.example/cb?x=y"],
    permissions: [{ api: EXCHANGE, id: EWS, type: "Scope" as const, name: "EWS" }],
    owners: [ADMIN, KEY],
  };
  assert.deepEqual(settings(APPLICATION, keep), [
    `microsoft.adopt.application=${APPLICATION}`,
    "microsoft.keep.redirectUris[0]=https://a.example/cb?x=y",
    `microsoft.keep.permissions[0].api=${EXCHANGE}`,
    `microsoft.keep.permissions[0].id=${EWS}`,
    "microsoft.keep.permissions[0].type=Scope",
    "microsoft.keep.permissions[0].name=EWS",
    `microsoft.keep.owners[0]=${ADMIN}`,
    `microsoft.keep.owners[1]=${KEY}`,
  ]);
});
