import * as pulumi from "@pulumi/pulumi";

export interface ProviderArgs {
  /** Address of the ERP's API, e.g. "https://acme.cid-erp.app". */
  erpUrl: string;
  erpDatabase: string;
  erpLogin: string;
  /** Password or API key of that login. Kept encrypted in the state. */
  erpPassword: pulumi.Input<string>;
}

/** The explicit provider of everything that the `modernauth` plugin does for one tenant. */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs, opts?: pulumi.ResourceOptions) {
    super("modernauth", name, { ...args, erpPassword: pulumi.secret(args.erpPassword) }, opts);
  }
}
