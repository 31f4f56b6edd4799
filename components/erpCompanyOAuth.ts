import * as pulumi from "@pulumi/pulumi";
import { RunError } from "@pulumi/pulumi/errors.js";
import { type MailSystem, systemsNeeded } from "../config/mailSystems.ts";
import type { ErpConfig } from "../config/schema.ts";
import * as erp from "../provider/sdk/erp.ts";
import type { ErpObjects, FoundServer } from "../provider/sdk/findErpObjects.ts";

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
  redirectUri: string;
  objects: ErpObjects;
  /** The systems that are configured for this tenant. */
  systems: readonly MailSystem[];
  /** Values of the systems that have any; one that has none yet is left as it is in the ERP. */
  sets: Partial<Record<MailSystem, OAuthSet>>;
}

const MODULE = "auth_oauth2";

/** The ERP's side: the module, the company tab "OAuth2", and the mail servers that use it. */
export class ErpCompanyOAuth extends pulumi.ComponentResource {
  constructor(name: string, args: ErpCompanyOAuthArgs, opts?: pulumi.ComponentResourceOptions) {
    super("erp-modern-auth:index:ErpCompanyOAuth", name, {}, opts);
    const { config, objects, redirectUri, sets } = args;
    const module = new erp.ErpModule(
      `${name}-module`,
      { module: MODULE, install: config.installModule },
      { parent: this },
    );

    const tabs: Partial<Record<MailSystem, erp.ErpCompanyOAuth>> = {};
    for (const [system, set] of Object.entries(sets) as [MailSystem, OAuthSet][]) {
      const fields = config.fields?.[system] as Record<string, string> | undefined;
      tabs[system] = new erp.ErpCompanyOAuth(
        `${name}-${system}`,
        { companyId: objects.companyId, system, ...set, redirectUri, ...(fields ? { fields } : {}) },
        { parent: this, dependsOn: [module] },
      );
    }

    for (const direction of ["incoming", "outgoing"] as const) {
      for (const server of onceEach(objects[direction], direction)) {
        const needed = needs(server, direction, args.systems).map((system) => tabs[system]);
        // A server that uses OAuth2 before the company has its values would only collect failed sign-ins.
        if (!needed.every((tab) => tab !== undefined)) continue;
        const field = config.fields?.[direction]?.useOAuth2;
        new erp.ErpMailServer(
          `${name}-${direction}-${server.id}`,
          {
            direction,
            serverId: server.id,
            useOAuth2: true,
            tab: pulumi.all(needed.map(({ status }) => status)).apply(together),
            ...(field ? { field } : {}),
          },
          { parent: this, dependsOn: [module, ...needed] },
        );
      }
    }
    this.registerOutputs({});
  }
}

/** What several tabs hold, taken together. */
const together = (all: erp.TabStatus[]): erp.TabStatus =>
  (["awaited", "taken-over"] as const).find((status) => all.includes(status)) ?? "written";

/** @throws RunError when a name and an id of the configuration mean the same server */
function onceEach(servers: FoundServer[], direction: "incoming" | "outgoing"): FoundServer[] {
  const index = servers.findIndex(({ id }, at) => servers.findIndex((other) => other.id === id) < at);
  const twice = servers[index];
  if (!twice) return servers;
  const property = `erp.${direction}Servers[${index}]`;
  throw new RunError(
    `${property}: the ${direction} mail server "${twice.name}" (id ${twice.id}) is listed twice, once by name and once by id. ` +
      `Allowed: each server once. Fix: pulumi config rm --path '${property}'`,
  );
}

/** @throws RunError when the server belongs to a system that this tenant does not use */
function needs(
  { name, host }: FoundServer,
  direction: "incoming" | "outgoing",
  systems: readonly MailSystem[],
): readonly MailSystem[] {
  const needed = systemsNeeded(host, systems);
  if (needed) return needed;
  throw new RunError(
    `erp.${direction}Servers: the ${direction} mail server "${name}" is at ${host}, but only ${systems.join(" and ")} is configured. ` +
      `Allowed: servers of ${systems.join(" and ")}. Fix: take it out of erp.${direction}Servers, or configure the other system as well.`,
  );
}
