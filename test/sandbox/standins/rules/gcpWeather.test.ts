import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import type { Services, Values } from "#provider/plugin.ts";
import { gcp } from "#sandbox/standins/gcp/plugin.ts";
import { startGoogle, type World } from "../support/google.ts";
import { keep } from "../support/keep.ts";

const PROJECT = "gcp:organizations/project:Project";
const MEMBER = "gcp:projects/iAMMember:IAMMember";
const ACCOUNT = "gcp:serviceaccount/account:Account";
const POOL = "gcp:iam/workloadIdentityPool:WorkloadIdentityPool";
const BILLING = "012345-ABCDEF-678901";
const beta = { projectId: "beta-erp", name: "Beta ERP", deletionPolicy: "DELETE" };

describe("the gcp stand-in in bad weather", () => {
  let world: World;
  let services: Services;
  let restore: () => void;

  const handlerOf = (type: string) => {
    const handler = services.resources.get(type);
    if (!handler) throw new Error(`no handler for ${type}`);
    return handler;
  };
  const check = (type: string, inputs: Values) =>
    handlerOf(type).check({ old: undefined, inputs, urn: `urn:pulumi:dev::g::${type}::x` });
  const projectNow = () => world.emulator.state.projects["beta-erp"];
  const make = async (type: string, inputs: Values) => {
    const checked = await check(type, inputs);
    assert.deepEqual(checked.failures, []);
    const urn = `urn:pulumi:dev::g::${type}::x`;
    return await handlerOf(type).create({ inputs: checked.inputs, preview: false, urn });
  };

  before(async () => {
    world = await startGoogle();
    restore = keep(world.emulator);
  });
  after(() => world?.close());
  beforeEach(async () => {
    restore();
    world.emulator.faults.list = [];
    world.emulator.faults.readsBeforeVisible = 0;
    const base = world.env["GOOGLE_BASE"] ?? "";
    const apis = ["serviceUsage", "resourceManager", "secretManager", "iam", "iamBeta", "cloudBilling"];
    services = await gcp({}).configure({
      accessToken: world.env["GOOGLE_TOKEN"] ?? "",
      project: "acme-erp",
      ...Object.fromEntries(apis.map((api) => [`${api}CustomEndpoint`, base])),
    });
    world.calls.length = 0;
  });

  it("the gcp stand-in in bad weather asks again when it is throttled and when the service is overloaded", async () => {
    world.emulator.faults.list = [
      { match: "^POST .*setIamPolicy", status: 503, times: 1 },
      { match: "^POST .*getIamPolicy", status: 429, times: 1 },
    ];
    await make(MEMBER, { project: "acme-erp", role: "roles/viewer", member: "user:anna@acme.example" });
    assert.equal(world.emulator.state.iamPolicies["projects/acme-erp"]?.bindings.length, 1);
  });

  it("the gcp stand-in in bad weather waits for long operations, and until a new project or account is seen", async () => {
    world.emulator.state.settings.operationPolls = 2;
    world.emulator.faults.readsBeforeVisible = 2;
    const project = await make(PROJECT, beta);
    assert.match(String(project.outputs["number"]), /^\d{12}$/);
    assert.equal(world.calls.filter((call) => call.startsWith("GET /v1/operations/cp.")).length, 2);
    const account = await make(ACCOUNT, { accountId: "ci-deploy" });
    assert.equal(account.outputs["email"], "ci-deploy@acme-erp.iam.gserviceaccount.com");
    world.emulator.faults.readsBeforeVisible = 0;
    const pool = await make(POOL, { workloadIdentityPoolId: "ci-pool" });
    assert.equal(pool.outputs["state"], "ACTIVE");
    assert.equal(world.calls.filter((call) => call.includes("/ci-pool/operations/")).length, 2);
  });

  it("the gcp stand-in in bad weather makes no project that it could not pay for", async () => {
    await assert.rejects(
      () => make(PROJECT, { ...beta, billingAccount: BILLING }),
      /missing permission on "billingAccounts\/012345-ABCDEF-678901": billing\.resourceAssociations\.create/,
    );
    assert.equal(projectNow(), undefined);
    world.emulator.state.billingAccounts.push(BILLING);
    await make(PROJECT, { ...beta, billingAccount: BILLING });
    assert.equal(projectNow()?.billingAccount, BILLING);
  });

  it("the gcp stand-in in bad weather does not delete a project unless it is told to", async () => {
    const { deletionPolicy: _, ...protectedOne } = beta;
    const { id, inputs, outputs } = { inputs: protectedOne, ...(await make(PROJECT, protectedOne)) };
    const urn = `urn:pulumi:dev::g::${PROJECT}::x`;
    const remove = async (more: Values) =>
      handlerOf(PROJECT).delete({ old: { id, inputs, outputs: { ...outputs, ...more } }, urn });
    await assert.rejects(() => remove({}), /deletion_policy is set to PREVENT/);
    await remove({ deletionPolicy: "ABANDON" });
    assert.equal(projectNow()?.lifecycleState, "ACTIVE");
    await remove({ deletionPolicy: "DELETE" });
    assert.equal(projectNow()?.lifecycleState, "DELETE_REQUESTED");
  });

  it("the gcp stand-in in bad weather refuses before any call what upstream refuses before any call", async () => {
    const reasons = async (type: string, inputs: Values) =>
      ((await check(type, inputs)).failures ?? []).map(({ reason }) => reason).join("\n");
    assert.match(await reasons(PROJECT, { ...beta, orgId: "1", folderId: "2" }), /conflicts with/);
    assert.match(await reasons(PROJECT, { ...beta, projectId: "Beta" }), /6 to 30/);
    const member = { project: "acme-erp", role: "roles/viewer" };
    assert.match(await reasons(MEMBER, { ...member, member: "anna" }), /invalid value "anna"/);
    assert.match(await reasons(MEMBER, { ...member, member: "deleted:user:a@b" }), /deleted principals/);
    assert.match(await reasons(POOL, { workloadIdentityPoolId: "gcp-x" }), /can not start with "gcp-"/);
    assert.match(await reasons(ACCOUNT, { accountId: "ci" }), /6 to 30/);
    assert.deepEqual(world.calls, []);
  });
});
