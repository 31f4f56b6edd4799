import * as pulumi from "@pulumi/pulumi";

/**
 * The explicit provider of everything that the `modernauth` plugin does for one tenant. It has no inputs: how the ERP is reached
 * stands in the stack configuration under `modernauth:`, which the engine hands to the plugin in every command.
 */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, opts?: pulumi.ResourceOptions) {
    super("modernauth", name, {}, opts);
  }
}
