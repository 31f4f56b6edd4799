import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { memberOf } from "#sandbox/emulators/google/access.ts";
import { gcpFoundation } from "../programs/gcpFoundation.ts";
import { startGoogle, type World } from "../support/google.ts";
import { keep } from "../support/keep.ts";
import { Stack } from "../support/stack.ts";
import type { Step } from "../support/steps.ts";
import { withoutPulumi } from "../support/toolchain.ts";

const EMAIL = "ci-deploy@beta-erp.iam.gserviceaccount.com";
const POOL = "projects/beta-erp/locations/global/workloadIdentityPools/ci-pool";
const nameOf = (step: Step): string => step.resource.split(" ").at(-1) ?? "";
const planned = (steps: readonly Step[]): Record<string, string> =>
  Object.fromEntries(steps.map((step) => [nameOf(step), step.op]));
const kinds = (steps: readonly Step[], name: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(steps.find((step) => nameOf(step) === name)?.detailedDiff ?? {}).map(
      ([path, { kind }]) => [path, kind],
    ),
  );

describe("the gcp stand-in follows the real plugin's rules for what a project is made of", {
  skip: withoutPulumi,
}, () => {
  let world: World;
  let stack: Stack;
  let restore: () => void;

  before(async () => {
    world = await startGoogle();
    const { state } = world.emulator;
    state.billingAccounts.push("012345-ABCDEF-678901");
    stack = await Stack.attached("f", gcpFoundation, world.env);
    state.siteVerification.dns["acme.example"] = [await txtRecord(world)];
    const message = "The necessary verification token could not be found on your site.";
    world.emulator.faults.list = [
      { match: "POST .*webResource", status: 400, error: { code: "400", message }, times: 2 },
    ];
    await stack.up();
    restore = keep(world.emulator);
  });
  after(async () => {
    await stack?.dispose();
    await world?.close();
  });
  beforeEach(() => restore());

  it("the gcp stand-in follows the real plugin's rules for what a project is made of makes everything, waits until the TXT record is seen, and then sees no change", async () => {
    const { state } = world.emulator;
    const project = state.projects["beta-erp"];
    assert.deepEqual(project?.parent, { type: "organization", id: "42" });
    assert.equal(project?.billingAccount, "012345-ABCDEF-678901");
    assert.deepEqual(project?.labels, { "goog-pulumi-provisioned": "true", tenant: "beta" });
    assert.deepEqual(
      state.iamPolicies["projects/beta-erp"]?.bindings
        .map(({ role, members }) => `${role} ${members}`)
        .sort(),
      [
        `roles/logging.viewer ${memberOf(EMAIL)}`,
        "roles/oauthconfig.editor user:anna@acme.example",
        "roles/owner user:operator@example.com",
      ],
    );
    assert.deepEqual(state.siteVerification.owners, { "dns://acme.example": ["operator@example.com"] });
    assert.equal(world.calls.filter((call) => call.startsWith("POST /v1/webResource")).length, 3);
    assert.deepEqual((await stack.preview()).steps, []);
  });

  it("the gcp stand-in follows the real plugin's rules for what a project is made of gives every resource the id and the outputs of the real plugin", async () => {
    const ids = Object.fromEntries(
      (await stack.resources()).map(({ urn, id }) => [urn.split("::").at(-1), id]),
    );
    const number = world.emulator.state.projects["beta-erp"]?.projectNumber;
    const account = `projects/beta-erp/serviceAccounts/${EMAIL}`;
    const set = `principalSet://iam.googleapis.com/${POOL.replace("beta-erp", number ?? "")}/attribute.repository/acme/erp`;
    assert.equal(ids["project"], "projects/beta-erp");
    assert.equal(ids["operator"], "beta-erp/roles/oauthconfig.editor/user:anna@acme.example");
    assert.equal(ids["account"], account);
    assert.equal(ids["pool"], POOL);
    assert.equal(ids["github"], `${POOL}/providers/github`);
    assert.equal(ids["federated"], `${account}/roles/iam.workloadIdentityUser/${set}`);
    assert.equal(
      ids["reader"],
      `projects/beta-erp/secrets/client-secret/roles/secretmanager.secretAccessor/${memberOf(EMAIL)}`,
    );
    assert.equal(ids["domain"], "webResource/dns%3A%2F%2Facme.example");
    const { outputs } = await stack.resource("account");
    assert.equal(outputs?.["email"], EMAIL);
    assert.equal(outputs?.["member"], memberOf(EMAIL));
    assert.match(String(outputs?.["uniqueId"]), /^\d{21}$/);
  });

  it("the gcp stand-in follows the real plugin's rules for what a project is made of makes again what somebody took away, and leaves alone what others added", async () => {
    const { state } = world.emulator;
    const policy = state.iamPolicies["projects/beta-erp"];
    assert.ok(policy);
    policy.bindings = policy.bindings.filter(({ role }) => role !== "roles/oauthconfig.editor");
    policy.bindings.push({ role: "roles/viewer", members: ["user:bob@acme.example"] });
    assert.deepEqual(planned((await stack.preview()).steps), { operator: "create" });
    await stack.up();
    const bindings = state.iamPolicies["projects/beta-erp"]?.bindings ?? [];
    assert.ok(bindings.some(({ role, members }) => role === "roles/viewer" && members.length === 1));
    assert.ok(bindings.some(({ role }) => role === "roles/oauthconfig.editor"));
    restore();
  });

  it("the gcp stand-in follows the real plugin's rules for what a project is made of sees what was changed by hand, property by property", async () => {
    const { state } = world.emulator;
    const project = state.projects["beta-erp"];
    const pool = state.workloadIdentityPools["beta-erp"]?.["ci-pool"];
    const github = pool?.providers["github"];
    const account = state.serviceAccounts[EMAIL];
    assert.ok(project && pool && github && account);
    project.name = "Somebody's";
    pool.disabled = true;
    github.attributeCondition = "assertion.repository == 'evil/erp'";
    account.disabled = true;
    assert.deepEqual(
      kinds((await stack.preview()).steps, "account"),
      {},
      "a default takes over what is live",
    );
    const explicit = { changes: { account: { disabled: false } } };
    const { steps } = await stack.preview(explicit);
    assert.deepEqual(kinds(steps, "project"), { name: "update" });
    assert.deepEqual(kinds(steps, "pool"), { disabled: "delete" });
    assert.deepEqual(kinds(steps, "github"), { attributeCondition: "update" });
    assert.deepEqual(kinds(steps, "account"), { disabled: "update" });
    await stack.up(explicit);
    assert.equal(state.projects["beta-erp"]?.name, "Beta ERP");
    assert.deepEqual(
      [
        state.workloadIdentityPools["beta-erp"]?.["ci-pool"]?.disabled,
        state.workloadIdentityPools["beta-erp"]?.["ci-pool"]?.providers["github"]?.attributeCondition,
        state.serviceAccounts[EMAIL]?.disabled,
      ],
      [false, "assertion.repository == 'acme/erp'", false],
    );
  });

  it("the gcp stand-in follows the real plugin's rules for what a project is made of takes a deleted pool for gone, and cannot make one of the same id within 30 days", async () => {
    const pool = world.emulator.state.workloadIdentityPools["beta-erp"]?.["ci-pool"];
    assert.ok(pool);
    pool.state = "DELETED";
    assert.equal(planned((await stack.preview()).steps)["pool"], "create");
    const { exitCode, stdout } = await stack.run(["up", "--yes", "--skip-preview"]);
    assert.notEqual(exitCode, 0);
    assert.match(stdout, /Error creating WorkloadIdentityPool: googleapi: Error 409/);
    restore();
    await stack.up({ imports: { pool: "ci-pool" } });
    assert.deepEqual((await stack.preview()).steps, [], "undeleted and imported it is ours again");
  });

  it("the gcp stand-in follows the real plugin's rules for what a project is made of replaces what has an id of its own, and updates the rest in place", async () => {
    const changes = {
      project: { labels: { tenant: "beta", stage: "test" } },
      account: { displayName: "Pipelines" },
      operator: { member: "user:bob@acme.example" },
      github: { displayName: "GitHub" },
    };
    const { steps } = await stack.preview({ changes });
    assert.deepEqual(planned(steps), {
      account: "update",
      github: "update",
      operator: "replace",
      project: "update",
    });
    assert.deepEqual(kinds(steps, "operator"), { member: "update-replace" });
    assert.deepEqual(
      kinds((await stack.preview({ changes: { account: { accountId: "other-ci" } } })).steps, "account"),
      { accountId: "update-replace", email: "update", member: "update" },
    );
  });

  it("the gcp stand-in follows the real plugin's rules for what a project is made of starts a change of a policy over when somebody else was faster", async () => {
    const { faults } = world.emulator;
    const conflict = { code: 409, message: "There were concurrent policy changes.", status: "ABORTED" };
    faults.list = [{ match: "POST .*:setIamPolicy", status: 409, error: conflict as never, times: 2 }];
    await stack.up({ changes: { operator: { member: "user:bob@acme.example" } } });
    const members = world.emulator.state.iamPolicies["projects/beta-erp"]?.bindings.flatMap((b) => b.members);
    assert.ok(members?.includes("user:bob@acme.example") && !members.includes("user:anna@acme.example"));
    await stack.up();
  });

  it("the gcp stand-in follows the real plugin's rules for what a project is made of adopts all by import but a domain, which verifies itself again, and destroys all once the record is gone", async () => {
    const second = await Stack.attached("adopt", gcpFoundation, world.env);
    const imports = {
      project: "beta-erp",
      operator: "beta-erp roles/oauthconfig.editor user:anna@acme.example",
      account: `beta-erp/${EMAIL}`,
      ci: `beta-erp roles/logging.viewer ${memberOf(EMAIL)}`,
      pool: "ci-pool",
      github: "ci-pool/github",
      secret: "projects/beta-erp/secrets/client-secret",
      reader: `projects/beta-erp/secrets/client-secret roles/secretmanager.secretAccessor ${memberOf(EMAIL)}`,
    };
    try {
      await second.up({ imports });
      assert.deepEqual((await second.preview({ imports })).steps, []);
      const { state } = world.emulator;
      const early = await second.run(["destroy", "--yes", "--skip-preview"]);
      assert.match(early.stdout, /You cannot unverify your ownership of this site until/);
      state.siteVerification.dns["acme.example"] = [];
      await second.destroy();
      assert.equal((await second.resources()).length, 0);
      assert.equal(state.projects["beta-erp"]?.lifecycleState, "DELETE_REQUESTED");
      assert.equal(state.workloadIdentityPools["beta-erp"]?.["ci-pool"]?.state, "DELETED");
      assert.deepEqual(state.siteVerification.owners, {});
      assert.equal(state.serviceAccounts[EMAIL], undefined);
    } finally {
      await second.dispose();
    }
  });
});

/** The TXT record that Google wants to see in the DNS of the program's domain. */
async function txtRecord({ emulator, env }: World): Promise<string> {
  const response = await emulator.fetch(
    new Request("http://127.0.0.1/v1/token", {
      method: "POST",
      headers: { authorization: `Bearer ${env["GOOGLE_TOKEN"]}` },
      body: JSON.stringify({
        site: { type: "INET_DOMAIN", identifier: "acme.example" },
        verificationMethod: "DNS_TXT",
      }),
    }),
  );
  return ((await response.json()) as { token: string }).token;
}
