import * as pulumi from "@pulumi/pulumi";
import type { MailSystem } from "#config/rules/mailSystems.ts";
import type { ErpConfig } from "#config/schema.ts";
import * as erp from "#provider/sdk.ts";
import type { MailServer } from "./mailServers.ts";

/** The set of values that one of the two systems contributes to the company tab "OAuth2". */
export interface OAuthSet {
  clientId: pulumi.Input<string>;
  tenant?: pulumi.Input<string>;
  clientSecret: pulumi.Input<string>;
  /** Whether the system accepts them already; written to the ERP only then. */
  ready: pulumi.Input<boolean>;
}

export interface ErpCompanyOAuthArgs {
  config: ErpConfig;
  /** Module of the ERP that brings the tab. */
  module: string;
  /** The one of each system that the ERP holds. */
  redirectUris: Readonly<Record<MailSystem, string>>;
  /** Id of the company in the ERP. */
  companyId: number;
  servers: readonly MailServer[];
  /** Values of the systems that have any; one that has none yet is left as it is in the ERP. */
  sets: Partial<Record<MailSystem, OAuthSet>>;
}

/** The ERP's side: the module, the company tab "OAuth2", and the mail servers that use it. */
export class ErpCompanyOAuth extends pulumi.ComponentResource {
  /** What the company tab holds of all sets together. */
  readonly status: pulumi.Output<erp.TabStatus>;

  constructor(name: string, args: ErpCompanyOAuthArgs, opts?: pulumi.ComponentResourceOptions) {
    super("erp-modern-auth:index:ErpCompanyOAuth", name, {}, opts);
    const { config, module: moduleName, companyId, redirectUris, sets } = args;
    const module = new erp.ErpModule(
      `${name}-module`,
      { module: moduleName, install: config.installModule },
      { parent: this },
    );

    const tabs: Partial<Record<MailSystem, erp.ErpCompanyOAuth>> = {};
    for (const [system, set] of Object.entries(sets) as [MailSystem, OAuthSet][]) {
      const fields = config.fields?.[system] as Record<string, string> | undefined;
      tabs[system] = new erp.ErpCompanyOAuth(
        `${name}-${system}`,
        {
          companyId,
          module: moduleName,
          system,
          ...set,
          redirectUri: redirectUris[system],
          ...(fields ? { fields } : {}),
          ...(config.forceWrite === undefined ? {} : { forceWrite: config.forceWrite }),
        },
        { parent: this, dependsOn: [module] },
      );
    }

    for (const { direction, id, needs, keep } of args.servers) {
      const needed = needs.map((system) => tabs[system]);
      // A server that uses OAuth2 before the company has its values would only collect failed sign-ins.
      if (!needed.every((tab) => tab !== undefined)) continue;
      const field = config.fields?.[direction]?.useOAuth2;
      const server = new erp.ErpMailServer(
        `${name}-${direction}-${id}`,
        {
          direction,
          module: moduleName,
          serverId: id,
          useOAuth2: true,
          tab: pulumi.all(needed.map(({ status }) => status)).apply(combinedSets),
          ...(field ? { field } : {}),
          ...(keep ? { keep } : {}),
        },
        { parent: this, dependsOn: [module, ...needed] },
      );
      server.confirmation.apply((confirmation) => {
        if (confirmation === "reset") pulumi.log.warn(signInAgain(id), server);
      });
    }
    this.status = pulumi.all(Object.values(tabs).map(({ status }) => status)).apply(combinedSets);
    this.registerOutputs({ status: this.status });
  }
}

const signInAgain = (id: number): string =>
  `The ERP let OAuth2 be switched only after the confirmation of the incoming mail server ${id} was reset: it fetches no mail until ` +
  `somebody has signed in. Type: npm run modern-auth -- erp authorize ${pulumi.getStack()} ${id} --wait`;

/** What several tabs hold, taken together. */
export const combinedSets = (all: erp.TabStatus[]): erp.TabStatus =>
  all.length === 0
    ? "awaited"
    : ((["awaited", "taken-over"] as const).find((status) => all.includes(status)) ?? "written");
