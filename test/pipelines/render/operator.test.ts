import assert from "node:assert/strict";
import { it } from "node:test";
import { Ajv } from "ajv";
import { parseAllDocuments } from "yaml";
import { type OperatorPlan, renderOperator } from "#pipelines/render/operator.ts";
import { stackSchema } from "../operatorSchema.ts";

const BOTH =
  "config:\n  erp-modern-auth:microsoft: {}\n  erp-modern-auth:google: { project: acme }\nencryptionsalt: v1:abc\n";
const GOOGLE_ALONE = "config:\n  erp-modern-auth:google: { project: beta }\nsecretsprovider: gcpkms://key\n";
const PLAN: OperatorPlan = {
  tenants: [
    { name: "acme", text: BOTH },
    { name: "beta_2", text: GOOGLE_ALONE },
  ],
  project: "erp-modern-auth",
  repository: "https://git.example/erp-tenants.git",
  branch: "main",
  namespace: "erp-modern-auth",
  resync: 3600,
  preview: false,
  version: "3.259.0",
  command: "modern-auth render operator",
};

interface Manifest {
  kind: string;
  metadata: { name: string; namespace?: string };
  spec: Record<string, unknown> & { envRefs: Record<string, unknown> };
  roleRef?: { name: string };
}

const manifests = (plan: OperatorPlan): Manifest[] =>
  renderOperator(plan).flatMap(({ text }) => parseAllDocuments(text).map((document) => document.toJS()));
const stacks = (plan: OperatorPlan): Manifest[] => manifests(plan).filter(({ kind }) => kind === "Stack");
const schema = await stackSchema();

it("The manifests for the Pulumi Kubernetes Operator are a namespace, an account with the one right that workspaces need, and a Stack for each tenant", () => {
  assert.deepEqual(
    manifests(PLAN).map(({ kind, metadata }) => `${kind} ${metadata.name}`),
    [
      "Namespace erp-modern-auth",
      "ServiceAccount modern-auth",
      "ClusterRoleBinding erp-modern-auth:modern-auth:auth-delegator",
      "Stack acme",
      "Stack beta-2",
    ],
  );
  const bound = manifests(PLAN).flatMap(({ roleRef }) => roleRef ?? []);
  assert.deepEqual(
    bound.map(({ name }) => name),
    ["system:auth-delegator"],
  );
});

it("The manifests for the Pulumi Kubernetes Operator look at each tenant again without a new commit, and leave it as it is when its Stack goes", () => {
  for (const { spec } of stacks(PLAN)) {
    assert.equal(spec.continueResyncOnCommitMatch, true);
    assert.equal(spec.resyncFrequencySeconds, 3600);
    assert.equal(spec.destroyOnFinalize, false);
    assert.equal(spec.workspaceReclaimPolicy, "Delete");
  }
  assert.deepEqual(
    stacks({ ...PLAN, preview: true }).map(({ spec }) => spec.preview),
    [true, true],
  );
});

it("The manifests for the Pulumi Kubernetes Operator give each tenant the secrets that it needs and no other, by reference", () => {
  const given = stacks(PLAN).map(({ spec }) => Object.keys(spec.envRefs));
  assert.deepEqual(given, [
    [
      "PULUMI_BACKEND_URL",
      "PULUMI_CONFIG_PASSPHRASE",
      "ARM_CLIENT_ID",
      "ARM_CLIENT_SECRET",
      "GOOGLE_CREDENTIALS",
    ],
    ["PULUMI_BACKEND_URL", "GOOGLE_CREDENTIALS"],
  ]);
  for (const { spec } of stacks(PLAN))
    for (const [name, reference] of Object.entries(spec.envRefs))
      assert.deepEqual(reference, { type: "Secret", secret: { name: "modern-auth", key: name } });
});

it("The manifests for the Pulumi Kubernetes Operator are not made where two tenants would be one object", () => {
  const tenants = ["acme_1", "acme-1"].map((name) => ({ name, text: "" }));
  assert.throws(
    () => renderOperator({ ...PLAN, tenants }),
    /^Error: Tenants "acme_1" and "acme-1" would both be the object "acme-1".*pulumi stack rename <name> --stack acme-1$/,
  );
});

it("The manifests for the Pulumi Kubernetes Operator are valid against the schema that the operator publishes", {
  skip: "missing" in schema && schema.missing,
}, () => {
  assert.ok("schema" in schema);
  const ajv = new Ajv({ strict: false, formats: { int64: true, int32: true } });
  const valid = ajv.compile(schema.schema);
  for (const stack of [...stacks(PLAN), ...stacks({ ...PLAN, preview: true })])
    assert.ok(valid(stack), ajv.errorsText(valid.errors));
  const [first] = stacks(PLAN);
  assert.ok(first);
  for (const wrong of [
    { resyncFrequencySeconds: "often" },
    { resyncFrequency: 60 },
    { envRefs: { A: { secret: {} } } },
  ])
    assert.ok(!valid({ ...first, spec: { ...first.spec, ...wrong } }), JSON.stringify(wrong));
});
