import * as pulumi from "@pulumi/pulumi";

export interface EntraCredentialProofArgs {
  tenantId: pulumi.Input<string>;
  clientId: pulumi.Input<string>;
  /** Id of the secret, as Entra shows it. */
  keyId: pulumi.Input<string>;
  secret: pulumi.Input<string>;
}

/** A client secret that Microsoft's token endpoint has accepted. Take the secret from here, never from where it was made. */
export class EntraCredentialProof extends pulumi.CustomResource {
  declare readonly tenantId: pulumi.Output<string>;
  declare readonly clientId: pulumi.Output<string>;
  declare readonly keyId: pulumi.Output<string>;
  declare readonly secret: pulumi.Output<string>;
  /** "accepted", or "refused: AADSTS…" when the last refresh found that it no longer works. */
  declare readonly token: pulumi.Output<string>;

  constructor(name: string, args: EntraCredentialProofArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "modernauth:index:EntraCredentialProof",
      name,
      { ...args, secret: pulumi.secret(args.secret), token: undefined },
      pulumi.mergeOptions(opts, { additionalSecretOutputs: ["secret"] }),
    );
  }
}
