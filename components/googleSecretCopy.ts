import { Secret } from "@pulumi/gcp/secretmanager/secret.js";
import { SecretIamMember } from "@pulumi/gcp/secretmanager/secretIamMember.js";
import { SecretIamPolicy } from "@pulumi/gcp/secretmanager/secretIamPolicy.js";
import { SecretVersion } from "@pulumi/gcp/secretmanager/secretVersion.js";
import * as pulumi from "@pulumi/pulumi";
import { COPY_ROLE, policyOf } from "#config/rules/googleIdentity.ts";

export interface GoogleSecretCopyArgs {
  project: pulumi.Input<string>;
  secretId: string;
  labels: Record<string, string>;
  /** One per secret of the client, the newest last. */
  versions: readonly SecretCopyVersion[];
  /** Who else may read and rotate it, e.g. "serviceAccount:…"; nobody when absent. */
  admin?: pulumi.Input<string> | undefined;
  /** Import id of the secret that an earlier run made and no state knows. */
  existing?: string | undefined;
}

export interface SecretCopyVersion {
  /** Counts up from 1. */
  number: number;
  value: pulumi.Input<string>;
  /** Import id of the version that holds this value already. */
  existing?: string | undefined;
}

/** The client secret in the customer's own Secret Manager: Google shows it only once, so that a lost state would lose it. */
export class GoogleSecretCopy extends pulumi.ComponentResource {
  constructor(name: string, args: GoogleSecretCopyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("erp-modern-auth:index:GoogleSecretCopy", name, {}, opts);
    const { project, secretId, labels, versions, admin, existing } = args;
    const secret = new Secret(
      `${name}-secret`,
      { project, secretId, labels, replication: { auto: {} } },
      { parent: this, ...(existing ? { import: existing } : {}) },
    );
    for (const { number, value, existing: known } of versions)
      new SecretVersion(
        `${name}-version-${number}`,
        // The name, which Google gives with the project's number, as it does in a version's id: an imported version says the same.
        // "enabled" is said although it is the default: otherwise nobody sees it being disabled.
        { secret: secret.name, secretData: pulumi.secret(value), enabled: true },
        { parent: this, ...(known ? { import: known } : {}) },
      );
    const { secretId: owned } = secret;
    // States of earlier versions hold the member: without it here it would be taken away after the policy has named it.
    const member =
      admin &&
      new SecretIamMember(
        `${name}-admin`,
        { project, secretId: owned, role: COPY_ROLE, member: admin },
        { parent: this },
      );
    // The secret is ours alone: whoever somebody else lets in goes out.
    new SecretIamPolicy(
      `${name}-policy`,
      { project, secretId: owned, policyData: pulumi.output(admin).apply((one) => policyOf(COPY_ROLE, one)) },
      { parent: this, ...(member ? { dependsOn: [member] } : {}) },
    );
    this.registerOutputs({});
  }
}
