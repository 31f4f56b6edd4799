import * as pulumi from "@pulumi/pulumi";

export interface GoogleFirebaseClientArgs {
  /** Id of a project that Firebase has been added to. */
  project: pulumi.Input<string>;
  /** Name on the consent screen. */
  displayName: pulumi.Input<string>;
  supportEmail: pulumi.Input<string>;
  redirectUri: pulumi.Input<string>;
}

/** Experimental: an OAuth client that Firebase's alpha API made, or the reason why a person has to. */
export class GoogleFirebaseClient extends pulumi.CustomResource {
  /** In the form of the console's download; empty where a person has to make the client. */
  declare readonly clientFile: pulumi.Output<string>;
  /** Why a person has to, and what is left of the attempt; empty where the client was made. */
  declare readonly reason: pulumi.Output<string>;

  constructor(name: string, args: GoogleFirebaseClientArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "modernauth:index:GoogleFirebaseClient",
      name,
      { ...args, clientFile: undefined, reason: undefined },
      pulumi.mergeOptions(opts, { additionalSecretOutputs: ["clientFile"] }),
    );
  }
}
