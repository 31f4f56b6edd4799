import * as pulumi from "@pulumi/pulumi";
import type { ErpConfig } from "../config/schema.ts";
import * as erp from "../provider/sdk/erp.ts";

/** The set of values that one of the two systems contributes to the company tab "OAuth2". */
export interface OAuthSet {
  clientId: pulumi.Input<string>;
  tenant?: pulumi.Input<string>;
  clientSecret: pulumi.Input<string>;
}

export interface ErpCompanyOAuthArgs {
  config: ErpConfig;
  redirectUri: string;
  /** Proven values only; a system that is missing or not proven yet is left as it is in the ERP. */
  sets: { microsoft?: OAuthSet; google?: OAuthSet };
}

const MODULE = "auth_oauth2";

/** The ERP's side: the module, the company tab "OAuth2", and the mail servers that use it. */
export class ErpCompanyOAuth extends pulumi.ComponentResource {
  constructor(name: string, args: ErpCompanyOAuthArgs, opts?: pulumi.ComponentResourceOptions) {
    super("erp-modern-auth:index:ErpCompanyOAuth", name, {}, opts);
    const { config, redirectUri, sets } = args;
    const child = { parent: this };
    const module = new erp.ErpModule(
      `${name}-module`,
      { module: MODULE, install: config.installModule },
      child,
    );

    const systems = (["microsoft", "google"] as const).flatMap((system) => {
      const set = sets[system];
      if (!set) return [];
      const fields = config.fields?.[system] as Record<string, string> | undefined;
      return new erp.ErpCompanyOAuth(
        `${name}-${system}`,
        { company: config.company, system, ...set, redirectUri, ...(fields ? { fields } : {}) },
        { ...child, dependsOn: [module] },
      );
    });
    // A server that uses OAuth2 before the company has its values would only collect failed sign-ins.
    const ready = { ...child, dependsOn: [module, ...systems] };
    if (systems.length > 0) {
      this.#servers(
        `${name}-incoming`,
        "incoming",
        config.incomingServers,
        config.fields?.incoming?.useOAuth2,
        ready,
      );
      this.#servers(
        `${name}-outgoing`,
        "outgoing",
        config.outgoingServers,
        config.fields?.outgoing?.useOAuth2,
        ready,
      );
    }
    this.registerOutputs({});
  }

  #servers(
    name: string,
    direction: "incoming" | "outgoing",
    servers: readonly (string | number)[],
    field: string | undefined,
    opts: pulumi.CustomResourceOptions,
  ): void {
    for (const server of servers) {
      new erp.ErpMailServer(
        `${name}-${server}`,
        { direction, server, useOAuth2: true, ...(field ? { field } : {}) },
        opts,
      );
    }
  }
}
