import * as pulumi from "@pulumi/pulumi";

export interface ErpModuleArgs {
  /** Technical name, e.g. "auth_oauth2". */
  module: pulumi.Input<string>;
  /** Whether it may be installed when it is missing; an error otherwise. */
  install: pulumi.Input<boolean>;
}

/** A module that must be installed in the ERP's database. */
export class ErpModule extends pulumi.CustomResource {
  declare readonly state: pulumi.Output<string>;

  constructor(name: string, args: ErpModuleArgs, opts?: pulumi.CustomResourceOptions) {
    super("modernauth:index:ErpModule", name, { ...args, state: undefined }, opts);
  }
}

export interface ErpCompanyOAuthArgs {
  /** Exact name, or id, of the company. */
  company: pulumi.Input<string | number>;
  /** Which of the two sets of the company tab "OAuth2". */
  system: pulumi.Input<"microsoft" | "google">;
  clientId: pulumi.Input<string>;
  /** Directory (tenant) id; the Google set may have no field for it. */
  tenant?: pulumi.Input<string>;
  clientSecret: pulumi.Input<string>;
  redirectUri: pulumi.Input<string>;
  /** Technical field names that discovery cannot tell apart, by role. */
  fields?: pulumi.Input<Record<string, string>>;
}

/** One set of values in the company tab "OAuth2", written and read back. Destroying it puts back what was there before. */
export class ErpCompanyOAuth extends pulumi.CustomResource {
  declare readonly companyId: pulumi.Output<number>;
  declare readonly clientId: pulumi.Output<string>;

  constructor(name: string, args: ErpCompanyOAuthArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "modernauth:index:ErpCompanyOAuth",
      name,
      { ...args, clientSecret: pulumi.secret(args.clientSecret), companyId: undefined },
      pulumi.mergeOptions(opts, { additionalSecretOutputs: ["clientSecret", "found"] }),
    );
  }
}

export interface ErpMailServerArgs {
  direction: pulumi.Input<"incoming" | "outgoing">;
  /** Exact name, or id, of the server. */
  server: pulumi.Input<string | number>;
  useOAuth2: pulumi.Input<boolean>;
  /** Technical name of the switch, where discovery cannot tell it apart. */
  field?: pulumi.Input<string>;
}

/** A mail server of the ERP that signs in with OAuth2. Destroying it puts the switch back as it was found. */
export class ErpMailServer extends pulumi.CustomResource {
  declare readonly serverId: pulumi.Output<number>;
  declare readonly useOAuth2: pulumi.Output<boolean>;

  constructor(name: string, args: ErpMailServerArgs, opts?: pulumi.CustomResourceOptions) {
    super("modernauth:index:ErpMailServer", name, { ...args, serverId: undefined }, opts);
  }
}
