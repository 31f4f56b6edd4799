import { WorkloadIdentityPool } from "@pulumi/gcp/iam/workloadIdentityPool.js";
import { WorkloadIdentityPoolProvider } from "@pulumi/gcp/iam/workloadIdentityPoolProvider.js";
import { IAMMember } from "@pulumi/gcp/projects/iammember.js";
import { Account } from "@pulumi/gcp/serviceaccount/account.js";
import { IAMMember as AccountMember } from "@pulumi/gcp/serviceaccount/iammember.js";
import { IAMPolicy as AccountPolicy } from "@pulumi/gcp/serviceaccount/iampolicy.js";
import * as pulumi from "@pulumi/pulumi";
import {
  ACCOUNT_ROLE,
  PIPELINE_ROLES,
  pipelinesOf,
  policyOf,
  resourceId,
  trustOf,
} from "#config/rules/googleIdentity.ts";
import type { GoogleConfig } from "#config/schema.ts";

export interface GoogleWorkloadIdentityArgs {
  config: NonNullable<GoogleConfig["workloadIdentity"]>;
  project: pulumi.Input<string>;
  tenant: string;
  /** What an earlier run made and no state knows. */
  existing?: { pool?: string | undefined; provider?: string | undefined };
}

/** Lets the pipelines of one branch or environment of one repository act on the project as a service account, without a stored key. */
export class GoogleWorkloadIdentity extends pulumi.ComponentResource {
  /** What the CI exchanges its token at: `GOOGLE_WORKLOAD_IDENTITY_PROVIDER` of most CI actions. */
  readonly provider: pulumi.Output<string>;
  readonly serviceAccount: pulumi.Output<string>;
  /** The same as IAM names it. */
  readonly member: pulumi.Output<string>;

  constructor(name: string, args: GoogleWorkloadIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("erp-modern-auth:index:GoogleWorkloadIdentity", name, {}, opts);
    const { config, project, tenant, existing = {} } = args;
    const id = resourceId(tenant);
    const pool = new WorkloadIdentityPool(
      `${name}-pool`,
      // "disabled" is said although it is the default, here and below: otherwise nobody sees it being switched.
      { project, workloadIdentityPoolId: id, displayName: "erp-modern-auth", disabled: false },
      { parent: this, ...(existing.pool ? { import: existing.pool } : {}) },
    );
    const { attributeMapping, attributeCondition } = trustOf(config);
    const provider = new WorkloadIdentityPoolProvider(
      `${name}-provider`,
      {
        project,
        workloadIdentityPoolId: pool.workloadIdentityPoolId,
        workloadIdentityPoolProviderId: id,
        displayName: "CI",
        disabled: false,
        oidc: { issuerUri: config.issuer },
        attributeMapping,
        attributeCondition,
      },
      { parent: this, ...(existing.provider ? { import: existing.provider } : {}) },
    );
    const account = new Account(
      `${name}-account`,
      {
        project,
        accountId: id,
        displayName: "erp-modern-auth",
        disabled: false,
        createIgnoreAlreadyExists: true,
      },
      { parent: this },
    );
    const member = pool.name.apply((one) => pipelinesOf(one, config));
    const { name: serviceAccountId } = account;
    const pipelines = new AccountMember(
      `${name}-pipelines`,
      { serviceAccountId, role: ACCOUNT_ROLE, member },
      { parent: this },
    );
    // Both, as for the copy of the secret: the account is ours alone.
    new AccountPolicy(
      `${name}-policy`,
      { serviceAccountId, policyData: member.apply((one) => policyOf(ACCOUNT_ROLE, one)) },
      { parent: this, dependsOn: [pipelines] },
    );
    for (const role of PIPELINE_ROLES)
      new IAMMember(
        `${name}-${role.split("/")[1]}`,
        { project, role, member: account.member },
        { parent: this },
      );
    this.provider = provider.name;
    this.serviceAccount = account.email;
    this.member = account.member;
    this.registerOutputs({ provider: this.provider, serviceAccount: this.serviceAccount });
  }
}
