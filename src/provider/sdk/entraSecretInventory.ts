import * as pulumi from "@pulumi/pulumi";
import type { PasswordCredential } from "#clients/graph/passwords.ts";

export type { PasswordCredential } from "#clients/graph/passwords.ts";

export interface EntraSecretInventoryArgs {
  tenantId: pulumi.Input<string>;
  /** Object id of the application. */
  applicationId: pulumi.Input<string>;
  /** Key ids of the secrets that this stack manages. */
  managed: pulumi.Input<pulumi.Input<string>[]>;
}

/** The secrets of an app registration that no state knows. */
export class EntraSecretInventory extends pulumi.CustomResource {
  declare readonly unrecorded: pulumi.Output<PasswordCredential[]>;

  constructor(name: string, args: EntraSecretInventoryArgs, opts?: pulumi.CustomResourceOptions) {
    super("modernauth:index:EntraSecretInventory", name, { ...args, unrecorded: undefined }, opts);
  }
}
