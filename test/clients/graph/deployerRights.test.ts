import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import {
  type Caller,
  callerOf,
  excessRights,
  judgeRights,
  overall,
  type Reads,
} from "#clients/graph/deployerRights.ts";
import { DIRECTORY_ROLES, RIGHTS } from "#clients/graph/rights.ts";
import { CONSENT_MODES } from "#config/rules/consent.ts";
import { graphAppRoles } from "#sandbox/emulators/entra/graphPermissions.ts";
import { DEPLOYER_ROLES } from "#sandbox/tenant.ts";

const allowed = { outcome: "allowed" } as const;
const denied = { outcome: "denied" } as const;
const answered: Reads = { applications: allowed, graph: allowed, grants: allowed, policy: denied };

const caller = (permissions: readonly string[]): Caller => ({
  kind: "application",
  appId: "app",
  objectId: "object",
  tenantId: "tenant",
  permissions: [...permissions],
  directoryRoles: [],
});
const person = (...directoryRoles: string[]): Caller => ({
  ...caller(["Directory.AccessAsUser.All"]),
  kind: "person",
  directoryRoles,
});
const REQUEST_ROLES = ["Application.ReadWrite.OwnedBy", "Application.Read.All", "Directory.Read.All"];

const token = (claims: object): string =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`;
const verdicts = (...[who, mode, reads]: Parameters<typeof judgeRights>) =>
  judgeRights(who, mode, reads).map(({ purpose, verdict }) => [
    purpose.split(" ").slice(0, 4).join(" "),
    verdict,
  ]);

it("The caller of a token is an application with its permissions", () => {
  const claims = { appid: "a", oid: "o", tid: "t", idtyp: "app", app_displayname: "ERP deployer", scp: "" };
  assert.deepEqual(callerOf(token({ ...claims, roles: ["Application.Read.All"] })), {
    kind: "application",
    appId: "a",
    objectId: "o",
    tenantId: "t",
    name: "ERP deployer",
    permissions: ["Application.Read.All"],
    directoryRoles: [],
  });
});

it("The caller of a token is a person with the directory roles that matter, told by the delegated permissions where nothing else tells", () => {
  const [[admin = ""] = []] = Object.entries(DIRECTORY_ROLES);
  const claims = {
    azp: "az",
    oid: "o",
    tid: "t",
    scp: "openid Directory.AccessAsUser.All",
    upn: "ada@contoso.example",
  };
  assert.deepEqual(callerOf(token({ ...claims, wids: [admin, "b79fbf4d-3ef9-4689-8143-76b194e85509"] })), {
    kind: "person",
    appId: "az",
    objectId: "o",
    tenantId: "t",
    name: "ada@contoso.example",
    permissions: ["openid", "Directory.AccessAsUser.All"],
    directoryRoles: ["Global Administrator"],
  });
});

it("The caller of a token is an application without any permission when the token says nothing", () => {
  const nobody = {
    kind: "application",
    appId: "",
    objectId: "",
    tenantId: "",
    permissions: [],
    directoryRoles: [],
  };
  for (const opaque of ["opaque", "a.b.c", "", token({ roles: "all" })])
    assert.deepEqual(callerOf(opaque), nobody);
});

it("An application's rights are all there with the least permissions of the README, when the ERP's permissions are consented to by us", () => {
  const findings = judgeRights(caller(DEPLOYER_ROLES), "grant", answered);
  assert.deepEqual(
    findings.map(({ verdict, because }) => `${verdict}: ${because}`),
    [
      "present: the token has Application.ReadWrite.OwnedBy",
      "present: the token has Application.Read.All, and Graph answers",
      "present: the token has AppRoleAssignment.ReadWrite.All",
      "present: the token has DelegatedPermissionGrant.ReadWrite.All, and Graph answers",
      "missing: the token has none of Policy.Read.All, Policy.ReadWrite.ApplicationConfiguration",
    ],
  );
  assert.equal(overall(findings), "present", "a policy that cannot be read stops nothing");
});

it("An application's rights are fewer when an administrator consents", () => {
  assert.deepEqual(verdicts(caller(REQUEST_ROLES), "request", answered), [
    ["make and change the", "present"],
    ["find what exists, and", "present"],
    ["see whether consent was", "present"],
    ["see which lifetime of", "missing"],
  ]);
  assert.equal(overall(judgeRights(caller(REQUEST_ROLES), "request", answered)), "present");
  assert.equal(overall(judgeRights(caller(REQUEST_ROLES), "grant", answered)), "missing");
});

it("An application's rights are given by higher permissions as well", () => {
  const higher = ["Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All", "Directory.ReadWrite.All"];
  assert.equal(overall(judgeRights(caller(higher), "grant", answered)), "present");
});

for (const mode of CONSENT_MODES) {
  it(`An application's rights are missing as soon as one of the least permissions of mode ${mode} is`, () => {
    const needed = RIGHTS.filter(({ modes, optional }) => modes.includes(mode) && !optional);
    const least = needed.map(({ anyOf }) => anyOf[0]);
    for (const { purpose, anyOf } of needed) {
      const others = caller(least.filter((permission) => !(anyOf as readonly string[]).includes(permission)));
      const findings = judgeRights(others, mode, answered);
      assert.equal(overall(findings), "missing", purpose);
      const because = `the token has none of ${anyOf.join(", ")}`;
      assert.deepEqual(
        findings.filter((one) => one.because === because).map((one) => one.purpose),
        [purpose],
      );
    }
  });
}

it("An application's rights are missing where Graph refuses what the token lists, and unknown where Graph does not answer", () => {
  const refused = judgeRights(caller(DEPLOYER_ROLES), "grant", { ...answered, grants: denied });
  assert.equal(overall(refused), "missing");
  assert.match(
    refused.map(({ because }) => because).join("\n"),
    /the token has DelegatedPermissionGrant\.ReadWrite\.All, but Graph refuses GET \/oauth2PermissionGrants/,
  );
  const failed = { outcome: "failed", reason: "503 ServiceUnavailable" } as const;
  const away = judgeRights(caller(DEPLOYER_ROLES), "grant", { ...answered, graph: failed });
  assert.equal(overall(away), "unknown");
  assert.match(away[1]?.because ?? "", /but GET \/servicePrincipals.* failed: 503 ServiceUnavailable/);
});

it("An application's rights do not depend on the order of the permissions", () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray(Object.keys(graphAppRoles)),
      fc.constantFrom(...CONSENT_MODES),
      (roles, mode) => {
        assert.deepEqual(
          judgeRights(caller(roles), mode, answered),
          judgeRights(caller(roles.toSorted()), mode, answered),
        );
      },
    ),
  );
});

it("An application's rights that go beyond the mode and are far-reaching are named", () => {
  assert.deepEqual(excessRights(caller(DEPLOYER_ROLES), "grant"), []);
  assert.deepEqual(excessRights(caller(DEPLOYER_ROLES), "request"), ["AppRoleAssignment.ReadWrite.All"]);
  assert.deepEqual(excessRights(caller(["Application.ReadWrite.All"]), "grant"), [
    "Application.ReadWrite.All",
  ]);
  assert.deepEqual(excessRights(person("Global Administrator"), "request"), []);
});

it("An application's rights name only permissions that Graph publishes", () => {
  const names = RIGHTS.flatMap(({ anyOf }) => anyOf);
  assert.deepEqual(
    names.filter((name) => !graphAppRoles[name]),
    [],
  );
});

it("A person's rights come from directory roles, and reads are proven by reading", () => {
  assert.deepEqual(verdicts(person("Global Administrator"), "grant", answered), [
    ["make and change the", "present"],
    ["find what exists, and", "present"],
    ["consent to application permissions", "present"],
    ["consent to delegated permissions", "present"],
    ["see which lifetime of", "missing"],
  ]);
});

it("A person's rights of an Application Administrator do not reach to application permissions of Graph, as far as can be seen", () => {
  const findings = judgeRights(person("Application Administrator"), "grant", answered);
  const consent = findings.find(({ purpose }) => purpose.startsWith("consent to application"));
  assert.equal(consent?.verdict, "unknown");
  assert.equal(
    consent?.because,
    "not provable from here: the token lists none of the directory roles Privileged Role Administrator, Global Administrator",
  );
  assert.equal(overall(findings), "unknown");
});

it("A person's rights are missing where Graph refuses a read, and unknown where it does not answer", () => {
  const admin = person("Global Administrator");
  assert.equal(overall(judgeRights(admin, "grant", { ...answered, applications: denied })), "missing");
  const failed = { outcome: "failed", reason: "no answer" } as const;
  assert.equal(overall(judgeRights(admin, "grant", { ...answered, graph: failed })), "unknown");
});
