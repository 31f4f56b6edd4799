import { Provider as AzureadProvider } from "@pulumi/azuread/provider.js";
import { Provider as GcpProvider } from "@pulumi/gcp/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { RunError } from "@pulumi/pulumi/errors.js";
import { problemText } from "#config/configError.ts";
import type { VendorStatus } from "#config/handedOver.ts";
import { companyOf } from "#config/rules/erpRules.ts";
import { newestGeneration } from "#config/rules/generations.ts";
import { type ClientGeneration, clientGenerations } from "#config/rules/googleGenerations.ts";
import { googleScopes } from "#config/rules/googleServices.ts";
import type { MailSystem } from "#config/rules/mailSystems.ts";
import { printable } from "#config/rules/printable.ts";
import { PROFILES, redirectUris } from "#config/rules/profiles.ts";
import type { MicrosoftConfig, TenantConfig } from "#config/schema.ts";
import {
  type ErpObjects,
  type FoundObjects,
  type FoundRegistrations,
  findEntraRegistration,
  findErpObjects,
  findGoogleObjects,
  Provider as ModernAuthProvider,
  preflightEntra,
  type TabStatus,
} from "#provider/sdk.ts";
import { EntraAppRegistration } from "./entraAppRegistration.ts";
import { erpAtVendor } from "./erpAtVendor.ts";
import { ErpCompanyOAuth } from "./erpCompanyOAuth.ts";
import { ErpParameters } from "./erpParameters.ts";
import { GoogleOAuthClient, googleObjects } from "./googleOAuthClient.ts";
import { type MailServer, mailServers } from "./mailServers.ts";

export interface TenantModernAuthArgs {
  config: TenantConfig;
  provider: ModernAuthProvider;
  /** What of the app registration already exists; absent for a tenant without Microsoft. */
  found: FoundRegistrations | undefined;
  clientGenerations: readonly ClientGeneration[];
  /** The same of the Google part. */
  foundGoogle: FoundObjects | undefined;
  /** Company and servers; absent where the values are kept once for the whole database, or only the vendor has access. */
  erpObjects: ErpObjects | undefined;
  servers: readonly MailServer[];
  tag: string;
}

/** Modern authentication for one customer of the ERP: Microsoft, Google, and the ERP that uses both. */
export class TenantModernAuth extends pulumi.ComponentResource {
  readonly microsoft: EntraAppRegistration | undefined;
  readonly google: GoogleOAuthClient | undefined;
  /** How far the ERP is, and what a person has to do next where somebody has to. */
  readonly erp: { status: pulumi.Output<TabStatus | VendorStatus>; nextStep?: pulumi.Output<string> };

  constructor(name: string, args: TenantModernAuthArgs, opts?: pulumi.ComponentResourceOptions) {
    super("erp-modern-auth:index:TenantModernAuth", name, {}, { ...opts, providers: [args.provider] });
    const { config, found } = args;
    const profile = PROFILES[config.erp.profile];
    const uris = {
      microsoft: redirectUris(profile, "microsoft", config.dns),
      google: redirectUris(profile, "google", config.dns),
    };
    // Explicit providers: a forgotten one must fail, never fall back to whatever identity the shell has.
    if (config.microsoft && found) {
      const azuread = new AzureadProvider(
        `${name}-entra`,
        { tenantId: config.microsoft.tenantId },
        { parent: this },
      );
      this.microsoft = new EntraAppRegistration(
        `${name}-microsoft`,
        { config: config.microsoft, redirectUris: uris.microsoft, tag: args.tag, found },
        { parent: this, providers: [azuread, args.provider] },
      );
    }
    if (config.google && args.foundGoogle) {
      const gcp = new GcpProvider(
        `${name}-google-cloud`,
        {
          project: config.google.project,
          scopes: googleScopes(config.google),
          // The plugin waits this long for requests to send together: 3 s unless told otherwise, which one tenant never makes up for.
          batching: { enableBatching: true, sendAfter: "10ms" },
        },
        { parent: this },
      );
      this.google = new GoogleOAuthClient(
        `${name}-google`,
        {
          config: config.google,
          generations: args.clientGenerations,
          dns: config.dns,
          redirectUri: uris.google[0],
          tenant: pulumi.getStack(),
          found: args.foundGoogle,
        },
        { parent: this, providers: [gcp, args.provider] },
      );
    }
    this.erp =
      config.erp.access === "vendor"
        ? erpAtVendor(this, config, args.clientGenerations)
        : this.#erp(name, args, { microsoft: uris.microsoft[0], google: uris.google[0] });
    this.registerOutputs({});
  }

  #erp(
    name: string,
    { config, provider, erpObjects, servers }: TenantModernAuthArgs,
    redirectUris: Record<MailSystem, string>,
  ) {
    const { store } = PROFILES[config.erp.profile];
    const opts = { parent: this, providers: [provider] };
    const sets = this.#sets();
    if (store.kind === "parameters")
      return new ErpParameters(`${name}-erp`, { dns: config.dns, templates: store.parameters, sets }, opts);
    // It was asked for its company before anything was declared.
    const { companyId } = erpObjects as ErpObjects;
    return new ErpCompanyOAuth(
      `${name}-erp`,
      { config: config.erp, module: store.module, redirectUris, companyId, servers, sets },
      opts,
    );
  }

  #sets() {
    const { microsoft, google } = this;
    return {
      ...(microsoft
        ? {
            microsoft: {
              clientId: microsoft.clientId,
              tenant: microsoft.tenantId,
              clientSecret: microsoft.secret,
              // Its secret comes out of the proof.
              ready: true,
            },
          }
        : {}),
      ...(google?.client
        ? {
            google: {
              clientId: google.client.clientId,
              clientSecret: google.client.clientSecret,
              ready: google.ready,
            },
          }
        : {}),
    };
  }
}

/** Looks for what exists before anything is declared, then declares the tenant. */
export async function tenantModernAuth(name: string, config: TenantConfig): Promise<TenantModernAuth> {
  const { erp, microsoft } = config;
  const provider = new ModernAuthProvider(`${name}-modernauth`);
  const tag = `${pulumi.getProject()}/${pulumi.getStack()}`;
  const generations = clientGenerations(config);
  const [found, foundGoogle, erpObjects] = await Promise.all([
    microsoft &&
      findEntraRegistration(
        {
          tenantId: microsoft.tenantId,
          tag,
          displayName: microsoft.applicationName,
          consentMode: microsoft.consent,
          adopt: microsoft.adopt?.application,
          keptOwners: microsoft.keep.owners,
        },
        provider,
      ),
    config.google &&
      findGoogleObjects(googleObjects(config.google, generations, pulumi.getStack()), provider),
    erp.access === "rpc" && PROFILES[erp.profile].store.kind === "company"
      ? findErpObjects(
          { company: companyOf(erp), incoming: erp.incomingServers, outgoing: erp.outgoingServers },
          provider,
        )
      : undefined,
  ]);
  // Before the first change: nothing of ours is there yet, or what somebody made by hand does not carry our tag yet.
  if (microsoft && found && !found.registration?.tags.includes(tag)) {
    if (!found.registration && found.foreign.length > 0)
      pulumi.log.warn(printable(nameTaken(microsoft.applicationName, tag, found)));
    await preflight(microsoft, found, provider);
  }
  const systems = (["microsoft", "google"] satisfies MailSystem[]).filter((system) => config[system]);
  const servers = erpObjects ? mailServers(erpObjects, systems, erp.keep) : [];
  return new TenantModernAuth(name, {
    config,
    provider,
    found,
    clientGenerations: generations,
    foundGoogle,
    erpObjects,
    servers,
    tag,
  });
}

/** Asks the tenant what stands in the way of a first change. @throws RunError with everything that does */
async function preflight(
  microsoft: MicrosoftConfig,
  { registration }: FoundRegistrations,
  provider: ModernAuthProvider,
): Promise<void> {
  const { tenantId, consent, generations } = microsoft;
  const plan = { stack: pulumi.getStack(), consent, generation: newestGeneration(generations) };
  const { applicationId, createdDateTime } = registration ?? {};
  const { problems } = await preflightEntra({ tenantId, plan, applicationId, createdDateTime }, provider);
  for (const problem of problems.filter(({ level }) => level === "warning"))
    pulumi.log.warn(printable(problemText(problem, plan.stack).trim()));
  const errors = problems.filter(({ level }) => level === "error").map((one) => problemText(one, plan.stack));
  if (errors.length > 0)
    throw new RunError(
      `Nothing was changed in tenant ${tenantId}, because it would fail.\n${printable(errors.join("\n"))}`,
    );
}

/**
 * The azuread plugin refuses to make a second application of the same name; this says whose the first one may be. The program
 * cannot see whether the state knows it, hence both cases.
 */
function nameTaken(displayName: string, tag: string, { foreign }: FoundRegistrations): string {
  const stack = pulumi.getStack();
  const rows = foreign.map(
    (one) => `  object ${one.applicationId}, client id ${one.clientId}, made ${one.createdDateTime}`,
  );
  return (
    `microsoft.applicationName: this tenant already has an app registration "${displayName}" without the tag "${tag}" of ` +
    `this stack:\n${rows.join("\n")}\n` +
    "If the state knows it, it only lost its tag, and this run gives it back. If not, it is somebody else's. Is it the ERP's, made by " +
    `hand? Then take it over, with all that the customer relies on: modern-auth adopt ${stack}. Otherwise choose another name: ` +
    `pulumi config set --path microsoft.applicationName <name> --stack ${stack}`
  );
}
