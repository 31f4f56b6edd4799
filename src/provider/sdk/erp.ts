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

/**
 * What the company tab holds: `awaited`, nothing of ours yet; `written`, our values; `taken-over`, our values, which were there
 * already when this state began.
 */
export type TabStatus = "awaited" | "written" | "taken-over";

export interface ErpCompanyOAuthArgs {
  /** Id of the company in the ERP. */
  companyId: pulumi.Input<number>;
  /** Module that brings the tab. Default: auth_oauth2. */
  module?: pulumi.Input<string>;
  /** Which of the two sets of the company tab "OAuth2". */
  system: pulumi.Input<"microsoft" | "google">;
  clientId: pulumi.Input<string>;
  /** Directory (tenant) id; the Google set may have no field for it. */
  tenant?: pulumi.Input<string>;
  clientSecret: pulumi.Input<string>;
  redirectUri: pulumi.Input<string>;
  /** Technical field names that discovery cannot tell apart, by role. */
  fields?: pulumi.Input<Record<string, string>>;
  /** Whether the values work already; nothing is written before. Default true. */
  ready?: pulumi.Input<boolean>;
  /** Counts up to have values written that the ERP hides, and that may have been changed unseen. */
  forceWrite?: pulumi.Input<number>;
}

/** One set of values in the company tab "OAuth2", written and read back. Destroying it puts back what was there before. */
export class ErpCompanyOAuth extends pulumi.CustomResource {
  declare readonly clientId: pulumi.Output<string>;
  declare readonly status: pulumi.Output<TabStatus>;
  /** How the ERP shows each value, by role: readable, masked or forbidden. Whether a hidden one was changed is unknown. */
  declare readonly visibility: pulumi.Output<Record<string, "readable" | "masked" | "forbidden">>;

  constructor(name: string, args: ErpCompanyOAuthArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "modernauth:index:ErpCompanyOAuth",
      name,
      { ...args, clientSecret: pulumi.secret(args.clientSecret), status: undefined, visibility: undefined },
      pulumi.mergeOptions(opts, { additionalSecretOutputs: ["clientSecret", "found"] }),
    );
  }
}

export interface ErpMailServerArgs {
  direction: pulumi.Input<"incoming" | "outgoing">;
  /** Module that brings the switch. Default: auth_oauth2. */
  module?: pulumi.Input<string>;
  /** Id of the server in the ERP. */
  serverId: pulumi.Input<number>;
  useOAuth2: pulumi.Input<boolean>;
  /** What the company tab holds of what this server needs. */
  tab: pulumi.Input<TabStatus>;
  /** Technical name of the switch, where discovery cannot tell it apart. */
  field?: pulumi.Input<string>;
}

/** A mail server of the ERP that signs in with OAuth2. Destroying it puts the switch back as it was found. */
export class ErpMailServer extends pulumi.CustomResource {
  declare readonly useOAuth2: pulumi.Output<boolean>;
  /** `reset`: the ERP let the switch be changed on an unconfirmed server only, which fetches no mail until somebody signs in. */
  declare readonly confirmation: pulumi.Output<"kept" | "reset">;

  constructor(name: string, args: ErpMailServerArgs, opts?: pulumi.CustomResourceOptions) {
    super("modernauth:index:ErpMailServer", name, { ...args, confirmation: undefined }, opts);
  }
}

export interface ErpParametersArgs {
  system: pulumi.Input<"microsoft" | "google">;
  /** What the ERP's `web.base.url` must be, as the registered redirect URIs begin with it. */
  baseUrl: pulumi.Input<string>;
  /** Parameters without a secret, by key. */
  settings: pulumi.Input<Record<string, string>>;
  secrets: pulumi.Input<Record<string, string>>;
  /** Whether the values work already; nothing is written before. Default true. */
  ready?: pulumi.Input<boolean>;
}

/** System parameters of the ERP, written and read back. Destroying it puts back what was there before. */
export class ErpParameters extends pulumi.CustomResource {
  declare readonly status: pulumi.Output<"awaited" | "written">;

  constructor(name: string, args: ErpParametersArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "modernauth:index:ErpParameters",
      name,
      { ...args, secrets: pulumi.secret(args.secrets), status: undefined },
      pulumi.mergeOptions(opts, { additionalSecretOutputs: ["secrets", "found"] }),
    );
  }
}
