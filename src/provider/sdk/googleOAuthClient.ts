import * as pulumi from "@pulumi/pulumi";

export interface GoogleOAuthClientArgs {
  /** Id of the Google Cloud project the client must belong to. */
  project: pulumi.Input<string>;
  /** Number of that project, which the client's id begins with; not compared when absent. */
  projectNumber?: pulumi.Input<string>;
  /** The redirect URI the client must know, to the letter. */
  redirectUri: pulumi.Input<string>;
  /** Content of the `client_secret_….json` that the Google console offers for download; empty while there is no client. */
  clientFile: pulumi.Input<string>;
  /** Key of the configuration that the file stands under, for messages. */
  configKey: string;
  /** A newer secret of the client is in use: Google may refuse this one. */
  superseded: pulumi.Input<boolean>;
}

/** One secret of an OAuth web client that a person made in the Google console and that Google's token endpoint has accepted. */
export class GoogleOAuthClient extends pulumi.CustomResource {
  declare readonly clientId: pulumi.Output<string>;
  declare readonly clientSecret: pulumi.Output<string>;
  declare readonly project: pulumi.Output<string>;
  declare readonly redirectUri: pulumi.Output<string>;
  /** "accepted", why Google refused id and secret at the last refresh, or "awaited" while there is no client. */
  declare readonly token: pulumi.Output<string>;
  /**
   * What the authorisation endpoint says of the redirect URI: "registered"; "pending", it is in the client's file but not known
   * everywhere yet; "inconclusive", the probe saw nothing; "mismatch", it was taken out of the client.
   */
  declare readonly redirect: pulumi.Output<"registered" | "pending" | "inconclusive" | "mismatch">;
  /** Why Google refuses the client, in words, and what to do about it; empty while it is accepted. */
  declare readonly refusal: pulumi.Output<string>;
  /** Time of the newest entry of the audit log that was seen, RFC 3339; empty where the log cannot be read. */
  declare readonly auditedUntil: pulumi.Output<string>;
  /** What somebody did to the project's OAuth clients in the console since the last update; empty when nothing. */
  declare readonly consoleChanges: pulumi.Output<string>;

  constructor(name: string, args: GoogleOAuthClientArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "modernauth:index:GoogleOAuthClient",
      name,
      {
        ...args,
        clientFile: pulumi.secret(args.clientFile),
        clientId: undefined,
        clientSecret: undefined,
        token: undefined,
        redirect: undefined,
        refusal: undefined,
        auditedUntil: undefined,
        consoleChanges: undefined,
      },
      pulumi.mergeOptions(opts, { additionalSecretOutputs: ["clientFile", "clientSecret"] }),
    );
  }
}
