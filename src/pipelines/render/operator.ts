import { parse } from "yaml";
import type { Tenant } from "#stack/inventory/inventory.ts";
import { head, type Rendered } from "./rendered.ts";
import { explained, yamlFile } from "./yaml.ts";

/** What the manifests are made from. */
export interface OperatorPlan {
  tenants: readonly Pick<Tenant, "name" | "text">[];
  project: string;
  /** Where the operator gets the program and the configurations from. */
  repository: string;
  branch: string;
  namespace: string;
  /** Seconds between two runs of a tenant without a new commit. */
  resync: number;
  /** Only tell what differs, and change nothing. */
  preview: boolean;
  /** Of the Pulumi CLI. */
  version: string;
  command: string;
}

const NAME = "modern-auth";
/** The Secret that holds what the workspaces are told; a person makes it. */
const SECRET = "modern-auth";

/**
 * Manifests for the Pulumi Kubernetes Operator, version 2: a namespace, an account for the workspaces, and a Stack for each tenant.
 *
 * @throws Error when two tenants would have one object
 * @see https://github.com/pulumi/pulumi-kubernetes-operator/blob/master/docs/stacks.md
 */
export function renderOperator(plan: OperatorPlan): Rendered[] {
  const names = Map.groupBy(plan.tenants, ({ name }) => objectName(name));
  for (const [object, [one, other]] of names)
    if (one && other)
      throw new Error(
        `Tenants "${one.name}" and "${other.name}" would both be the object "${object}": Kubernetes knows no capitals and no underscores. ` +
          `Allowed: names that differ otherwise. To rename one: pulumi stack rename <name> --stack ${other.name}`,
      );
  const stacks = plan.tenants.map((tenant) => stack(plan, tenant));
  const text = yamlFile(head(plan, ABOUT), ...account(plan.namespace), ...stacks);
  return [{ path: "kubernetes/modern-auth.yaml", text }];
}

const ABOUT = "For the Pulumi Kubernetes Operator, version 2: one Stack, and so one workspace, per tenant.";

const account = (namespace: string): object[] => [
  { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
  { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: NAME, namespace } },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: `${namespace}:${NAME}:auth-delegator` },
    roleRef: {
      apiGroup: "rbac.authorization.k8s.io",
      kind: "ClusterRole",
      name: explained(
        "A workspace asks who it is that calls it. It needs no other right in the cluster.",
        "system:auth-delegator",
      ),
    },
    subjects: [{ kind: "ServiceAccount", name: NAME, namespace }],
  },
];

function stack(plan: OperatorPlan, tenant: OperatorPlan["tenants"][number]): object {
  return {
    apiVersion: "pulumi.com/v1",
    kind: "Stack",
    metadata: { name: objectName(tenant.name), namespace: plan.namespace },
    spec: {
      stack: tenant.name,
      serviceAccountName: NAME,
      projectRepo: plan.repository,
      branch: plan.branch,
      gitAuth: { accessToken: fromSecret("GIT_ACCESS_TOKEN") },
      envRefs: Object.fromEntries(variables(plan.project, tenant).map((name) => [name, fromSecret(name)])),
      preview: plan.preview,
      continueResyncOnCommitMatch: true,
      resyncFrequencySeconds: plan.resync,
      refresh: explained("Pulumi.yaml has every run refresh first.", false),
      destroyOnFinalize: explained("A Stack that is deleted leaves the tenant as it is.", false),
      workspaceReclaimPolicy: explained("Between two runs no pod waits.", "Delete"),
      workspaceTemplate: {
        spec: {
          image: `pulumi/pulumi:${plan.version}-nonroot`,
          resources: { requests: { cpu: "500m", memory: "512Mi" }, limits: { memory: "1Gi" } },
        },
      },
    },
  };
}

const fromSecret = (key: string): object => ({ type: "Secret", secret: { name: SECRET, key } });

/** What this tenant's runs are told, and no more. */
function variables(project: string, { text }: Pick<Tenant, "text">): string[] {
  const { config = {}, encryptionsalt } = (parse(text) ?? {}) as {
    config?: Record<string, unknown>;
    encryptionsalt?: string;
  };
  return [
    "PULUMI_BACKEND_URL",
    ...(encryptionsalt ? ["PULUMI_CONFIG_PASSPHRASE"] : []),
    ...(config[`${project}:microsoft`] ? ["ARM_CLIENT_ID", "ARM_CLIENT_SECRET"] : []),
    ...(config[`${project}:google`] ? ["GOOGLE_CREDENTIALS"] : []),
  ];
}

/** Names of objects are those of DNS (RFC 1123): a stack's may have capitals, dots and underscores. */
const objectName = (stack: string): string =>
  stack
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
