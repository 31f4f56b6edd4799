import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import type { GoogleState } from "#sandbox/emulators/google/state.ts";
import { gcpProgram } from "../programs/gcp.ts";
import { startGoogle, type World } from "../support/google.ts";
import { keep } from "../support/keep.ts";
import { Stack } from "../support/stack.ts";
import type { Step } from "../support/steps.ts";
import { withoutPulumi } from "../support/toolchain.ts";

const SECRET = "gcp:secretmanager/secret:Secret client-secret";
const VERSION = "gcp:secretmanager/secretVersion:SecretVersion v1";

const secretOf = (state: GoogleState) => {
  const found = state.secrets["acme-erp"]?.["erp-oauth-client-secret"];
  if (!found) throw new Error("the emulator has no secret of the program");
  return found;
};
const kinds = (steps: readonly Step[], resource: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(steps.find((step) => step.resource === resource)?.detailedDiff ?? {}).map(
      ([path, { kind }]) => [path, kind],
    ),
  );
const ops = (steps: readonly Step[]): string[] => steps.map(({ op, resource }) => `${op} ${resource}`).sort();

describe("the gcp stand-in follows the real plugin's rules beyond the recordings", {
  skip: withoutPulumi,
}, () => {
  let world: World;
  let stack: Stack;
  let restore: () => void;

  before(async () => {
    world = await startGoogle();
    stack = await Stack.attached("g", gcpProgram, world.env);
    await stack.up();
    restore = keep(world.emulator);
  });
  after(async () => {
    await stack?.dispose();
    await world?.close();
  });
  beforeEach(() => restore());

  it("the gcp stand-in follows the real plugin's rules beyond the recordings sees a label of ours that is gone", async () => {
    const secret = secretOf(world.emulator.state);
    secret.labels = { "goog-pulumi-provisioned": "true" };
    const { steps } = await stack.preview();
    assert.deepEqual(kinds(steps, SECRET), {
      "effectiveLabels.tenant": "add",
      "labels.tenant": "update",
      "pulumiLabels.tenant": "update",
    });
  });

  it("the gcp stand-in follows the real plugin's rules beyond the recordings wants our labels back when somebody has wiped out all, but not the mark of who made the secret", async () => {
    secretOf(world.emulator.state).labels = {};
    const { steps } = await stack.preview();
    assert.deepEqual(kinds(steps, SECRET), {
      "effectiveLabels.tenant": "add",
      "labels.tenant": "add",
      "pulumiLabels.tenant": "add",
    });
  });

  it("the gcp stand-in follows the real plugin's rules beyond the recordings does not see foreign labels and annotations, nor a version that was disabled", async () => {
    const secret = secretOf(world.emulator.state);
    secret.labels["by-hand"] = "yes";
    secret.annotations = { "by-hand": "yes" };
    for (const version of Object.values(secret.versions)) version.state = "DISABLED";
    assert.deepEqual((await stack.preview()).steps, []);
    const explicit = await stack.preview({ version: { enabled: true } });
    assert.deepEqual(kinds(explicit.steps, VERSION), { enabled: "update" });
  });

  it("the gcp stand-in follows the real plugin's rules beyond the recordings creates a deleted secret again, and its version on top of the new one", async () => {
    delete world.emulator.state.secrets["acme-erp"];
    assert.deepEqual(ops((await stack.preview()).steps), [`create ${SECRET}`, `create ${VERSION}`]);
  });

  it("the gcp stand-in follows the real plugin's rules beyond the recordings takes the services of a project that is being deleted for gone", async () => {
    const project = world.emulator.state.projects["acme-erp"];
    if (project) project.lifecycleState = "DELETE_REQUESTED";
    const { steps } = await stack.preview();
    const created = steps.filter(
      ({ op, resource }) => op === "create" && resource.startsWith("gcp:projects/service"),
    );
    assert.equal(created.length, 3);
  });

  it("the gcp stand-in follows the real plugin's rules beyond the recordings changes labels and annotations in place, and keeps what others added", async () => {
    const secret = secretOf(world.emulator.state);
    secret.labels["by-hand"] = "yes";
    const changed = { secret: { labels: { tenant: "acme", stage: "test" }, annotations: { owner: "erp" } } };
    assert.deepEqual(kinds((await stack.preview(changed)).steps, SECRET), {
      "annotations.owner": "add",
      "effectiveAnnotations.owner": "add",
      "effectiveLabels.stage": "add",
      "labels.stage": "add",
      "pulumiLabels.stage": "add",
    });
    await stack.up(changed);
    const live = secretOf(world.emulator.state);
    assert.deepEqual(live.labels, {
      "by-hand": "yes",
      "goog-pulumi-provisioned": "true",
      stage: "test",
      tenant: "acme",
    });
    assert.deepEqual(live.annotations, { owner: "erp" });
    assert.deepEqual((await stack.preview(changed)).steps, []);
    await stack.up();
    assert.deepEqual(Object.keys(secretOf(world.emulator.state).labels).sort(), [
      "by-hand",
      "goog-pulumi-provisioned",
      "tenant",
    ]);
    restore = keep(world.emulator);
  });

  it("the gcp stand-in follows the real plugin's rules beyond the recordings replaces a version whose data changes, and says by which property", async () => {
    const { steps } = await stack.preview({ version: { secretData: "GOCSPX-bbbbbbbbbbbbbbbbbbbbbbbbbbbb" } });
    assert.deepEqual(ops(steps), [`replace ${VERSION}`]);
    assert.deepEqual(steps[0]?.replaceReasons, ["secretData"]);
  });

  it("the gcp stand-in follows the real plugin's rules beyond the recordings adopts what is there already by import, and destroys what somebody has removed before", async () => {
    const second = await Stack.attached("adopt", gcpProgram, world.env);
    try {
      const imports = {
        gmail: "acme-erp/gmail.googleapis.com",
        "client-secret": "projects/acme-erp/secrets/erp-oauth-client-secret",
      };
      await second.up({ imports });
      assert.deepEqual((await second.preview({ imports })).steps, []);
      delete world.emulator.state.secrets["acme-erp"];
      await second.destroy();
      assert.equal((await second.resources()).length, 0);
      assert.equal(world.emulator.state.services["acme-erp"]?.["gmail.googleapis.com"], "ENABLED");
    } finally {
      await second.dispose();
    }
  });
});
