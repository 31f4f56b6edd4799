import assert from "node:assert/strict";
import { afterEach, it } from "node:test";
import { connectDeployer } from "#clients/graph/client.ts";
import { readTenantFacts } from "#clients/graph/preflight.ts";
import {
  judgePreflight,
  type PreflightPlan,
  type PreflightProblem,
  type Restriction,
  type TenantFacts,
} from "#clients/graph/preflightJudge.ts";
import { problemText } from "#config/configError.ts";
import { nextStepText } from "#config/rules/nextStep.ts";
import { DEPLOYER_ROLES } from "#sandbox/tenant.ts";
import { TENANT } from "../entra/world.ts";
import { deployerWorld, restoreProcess } from "./deployerWorld.ts";

afterEach(restoreProcess);

const fixOf = (problem: PreflightProblem | undefined): string => (problem ? nextStepText(problem.next) : "");
const PLAN: PreflightPlan = {
  stack: "acme",
  consent: "grant",
  generation: { index: 0, start: "2026-11-24", end: "2028-11-24" },
  created: "2026-11-24",
};
const FACTS: TenantFacts = {
  caller: {
    kind: "application",
    appId: "deployer-id",
    objectId: "o",
    tenantId: TENANT,
    permissions: [],
    directoryRoles: [],
  },
  rights: [],
  restrictions: [],
};
const lifetime = (more: Partial<Restriction> = {}): Restriction => ({
  restrictionType: "passwordLifetime",
  maxLifetime: "P180D",
  restrictForAppsCreatedAfterDateTime: null,
  state: "enabled",
  ...more,
});
const judge = (restrictions: Restriction[], plan: Partial<PreflightPlan> = {}) =>
  judgePreflight({ ...FACTS, restrictions }, { ...PLAN, ...plan });

it("A tenant's policy on secrets that caps the lifetime offers the longest that it allows, as a command", () => {
  const [problem, ...others] = judge([lifetime()]);
  assert.ok(problem);
  assert.deepEqual(others, []);
  assert.equal(
    problemText(problem, "acme"),
    '  microsoft.generations[0].end: "2028-11-24" is later than the tenant\'s app management policy allows.\n' +
      "    Allowed: 2027-05-23 at the latest (5 whole months).\n" +
      "    Fix:     pulumi config set --path 'microsoft.generations[0].end' 2027-05-23 --stack acme",
  );
  assert.deepEqual(
    judge([lifetime()], { generation: { index: 0, start: "2026-11-24", end: "2027-05-23" } }),
    [],
  );
});

it("A tenant's policy on secrets counts with its shortest lifetime", () => {
  const [problem] = judge([lifetime(), lifetime({ maxLifetime: "P90D" }), lifetime({ maxLifetime: "P1Y" })]);
  assert.match(problem?.allowed ?? "", /^2027-02-22 /);
});

it("A tenant's policy on secrets does not count where it is switched off, or for applications that are younger than ours", () => {
  assert.deepEqual(judge([lifetime({ state: "disabled" })]), []);
  const later = lifetime({ restrictForAppsCreatedAfterDateTime: "2026-11-25T00:00:00Z" });
  assert.deepEqual(judge([later]), []);
  assert.equal(judge([later], { created: "2026-11-25" }).length, 1);
});

it("A tenant's policy on secrets that forbids secrets leaves nothing but an exemption", () => {
  const [problem] = judge([lifetime(), lifetime({ restrictionType: "passwordAddition", maxLifetime: null })]);
  assert.match(problem?.what ?? "", /forbids client secrets/);
  assert.match(fixOf(problem), /exempts it/);
});

it("Users who may not consent by themselves are a warning where an administrator is to consent, and no matter where we do", () => {
  const facts = { ...FACTS, usersMayConsent: false };
  const [problem] = judgePreflight(facts, { ...PLAN, consent: "request" });
  assert.deepEqual([problem?.level, problem?.property], ["warning", "microsoft.consent"]);
  assert.deepEqual(judgePreflight(facts, PLAN), []);
  assert.deepEqual(judgePreflight(FACTS, { ...PLAN, consent: "request" }), [], "it may not be visible");
});

const WITH_POLICY = [...DEPLOYER_ROLES, "Policy.Read.All"];
const read = async (applicationId?: string) =>
  readTenantFacts(await connectDeployer(TENANT), "grant", applicationId);

it("What is read before anything is changed is who the deployer is and what it may, the policies, and whether users may consent; nothing is changed", async () => {
  const { entra, asked } = deployerWorld(WITH_POLICY);
  const before = structuredClone(entra.state);
  const facts = await read();
  assert.deepEqual([facts.restrictions, facts.usersMayConsent], [[], true]);
  assert.ok(facts.rights.every(({ verdict }) => verdict === "present"));
  assert.deepEqual(entra.state, before);
  assert.deepEqual(
    asked.slice(1).filter((line) => !line.startsWith("GET ")),
    [],
  );
});

it("What is read before anything is changed is the tenant's default policy where it is switched on, and an application's own before it", async () => {
  const { entra } = deployerWorld(WITH_POLICY);
  const { policies, applications } = entra.state;
  policies.defaultAppManagementPolicy.isEnabled = true;
  policies.defaultAppManagementPolicy.applicationRestrictions.passwordCredentials = [lifetime()];
  const [application] = Object.values(applications);
  assert.ok(application);
  const own = lifetime({ maxLifetime: "P30D" });
  policies.appManagementPolicies.own = {
    id: "own",
    isEnabled: true,
    restrictions: { passwordCredentials: [own], keyCredentials: [] },
    appliesTo: [application.id],
  } as (typeof policies.appManagementPolicies)[string];
  policies.authorizationPolicy.defaultUserRolePermissions.permissionGrantPoliciesAssigned = [];
  const facts = await read();
  assert.deepEqual([facts.restrictions, facts.usersMayConsent], [[lifetime()], false]);
  assert.deepEqual((await read(application.id)).restrictions, [own]);
});

it("What is read before anything is changed is as much as the deployer may see: a missing right is told as such, and a hidden policy is no problem", async () => {
  deployerWorld(DEPLOYER_ROLES.filter((role) => role !== "AppRoleAssignment.ReadWrite.All"));
  const facts = await read();
  assert.equal(facts.usersMayConsent, undefined);
  const [problem, ...others] = judgePreflight(facts, PLAN);
  assert.deepEqual(others, []);
  assert.match(problem?.what ?? "", /may not consent to application permissions \(Mail\.Send\)/);
  assert.match(problem?.allowed ?? "", /AppRoleAssignment\.ReadWrite\.All/);
  assert.match(fixOf(problem), /modern-auth deployer check acme/);
});
