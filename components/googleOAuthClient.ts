import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { consolePage } from "#config/rules/googleConsole.ts";
import { type ClientGeneration, clientSecretOf, lastFour } from "#config/rules/googleGenerations.ts";
import { labelValue, resourceId } from "#config/rules/googleIdentity.ts";
import { authorizedDomainOf } from "#config/rules/googleRedirectUri.ts";
import { printable } from "#config/rules/printable.ts";
import type { GoogleConfig } from "#config/schema.ts";
import { type FoundObjects, type ObjectsQuery, GoogleOAuthClient as ProvenClient } from "#provider/sdk.ts";
import { type DomainRecord, GoogleProject } from "./googleProject.ts";
import { GoogleSecretCopy } from "./googleSecretCopy.ts";
import { GoogleWorkloadIdentity } from "./googleWorkloadIdentity.ts";

export interface GoogleOAuthClientArgs {
  config: GoogleConfig;
  /** The client's secrets, the newest last; empty until a person has made the client. */
  generations: readonly ClientGeneration[];
  /** The ERP's public DNS name. */
  dns: string;
  /** The redirect URI the client must know, e.g. "https://acme.cid-erp.app/oauth2/retrieve_token". */
  redirectUri: string;
  /** Name of the tenant's stack. */
  tenant: string;
  /** What an earlier run made, as far as it exists. */
  found: FoundObjects;
}

/**
 * How far a tenant's Google side is. `awaiting-console`: a person has to make the client. `awaiting-redirect`: Google accepts id
 * and secret, but not the redirect URI yet. `redirect-unproven`: the same, and Google let nobody see whether it takes the URI.
 * `proven`: all of it. `redirect-removed`, `refused`: it was proven once, and is not any more.
 */
export type GoogleStatus =
  | "awaiting-console"
  | "awaiting-redirect"
  | "redirect-unproven"
  | "redirect-removed"
  | "refused"
  | "proven";

/**
 * Everything around the Google OAuth client that Google lets anybody create, and the client itself as a person made it,
 * proven live. Google has no API that creates such a client.
 */
export class GoogleOAuthClient extends pulumi.ComponentResource {
  readonly status: pulumi.Output<GoogleStatus>;
  /** The newest secret of the client, as it was proven; absent while it awaits the console. */
  readonly client: ProvenClient | undefined;
  /** The TXT record that proves the authorised domain to Google; absent unless asked for. */
  readonly domainVerification: pulumi.Output<DomainRecord> | undefined;
  /** How the pipelines come in; absent unless configured. */
  readonly workloadIdentity: GoogleWorkloadIdentity | undefined;
  /** Whether the ERP may use it: not while Google refuses the redirect URI, which would fail every sign-in. */
  readonly ready: pulumi.Output<boolean>;
  /** What a person has to do next; empty when nothing. */
  readonly nextStep: pulumi.Output<string>;

  constructor(name: string, args: GoogleOAuthClientArgs, opts?: pulumi.ComponentResourceOptions) {
    super("erp-modern-auth:index:GoogleOAuthClient", name, {}, opts);
    const { config, generations, tenant, found } = args;
    const project = new GoogleProject(
      `${name}-project`,
      {
        config,
        authorizedDomain: config.authorizedDomain ?? authorizedDomainOf(args.dns) ?? args.dns,
        labels: { "erp-modern-auth": labelValue(tenant) },
        existing: found.project,
      },
      { parent: this },
    );
    this.domainVerification = project.domainVerification;
    this.workloadIdentity =
      config.workloadIdentity &&
      new GoogleWorkloadIdentity(
        `${name}-ci`,
        { config: config.workloadIdentity, project: project.projectId, tenant, existing: found },
        { parent: this, dependsOn: [...project.services.values()] },
      );
    const clients = generations.map((generation) => this.#prove(name, args, generation, project));
    this.client = clients.at(-1);
    const secretManager = project.services.get("secretmanager.googleapis.com");
    if (secretManager)
      new GoogleSecretCopy(
        `${name}-copy`,
        {
          project: project.projectId,
          secretId: resourceId(tenant),
          labels: secretLabels(tenant, generations.at(-1)),
          versions: generations.map(({ number }, index) => ({
            number,
            value: (clients[index] as ProvenClient).clientSecret,
            existing: found.versions[index],
          })),
          admin: this.workloadIdentity?.member,
          existing: found.secret,
        },
        { parent: this, dependsOn: [secretManager] },
      );
    this.status = this.client
      ? pulumi
          .all([this.client.token, this.client.redirect])
          .apply(([token, redirect]) => statusOf(token, redirect))
      : pulumi.output<GoogleStatus>("awaiting-console");
    this.ready = this.status.apply((status) => !status.startsWith("awaiting-"));
    this.nextStep = this.status.apply((status) => nextStep(status, args));
    this.nextStep.apply((text) => text && pulumi.log.warn(text, this));
    for (const { consoleChanges, refusal } of clients) {
      consoleChanges.apply((text) => text && pulumi.log.warn(`${CHANGED}:\n${printable(text)}`, this));
      refusal.apply((text) => text && pulumi.log.warn(printable(text), this));
    }
    this.registerOutputs({ status: this.status, nextStep: this.nextStep });
  }

  #prove(
    name: string,
    { config, redirectUri }: GoogleOAuthClientArgs,
    { number, configKey, clientFile, superseded }: ClientGeneration,
    { number: projectNumber }: GoogleProject,
  ): ProvenClient {
    return new ProvenClient(
      `${name}-client-${number}`,
      {
        project: config.project,
        projectNumber,
        redirectUri,
        clientFile,
        configKey,
        superseded,
      },
      { parent: this },
    );
  }
}

/** What to look for, so that a run without its state takes over what is there instead of failing on it. */
export const googleObjects = (
  google: GoogleConfig,
  generations: readonly ClientGeneration[],
  tenant: string,
): ObjectsQuery => ({
  project: google.project,
  createsProject: google.createProject !== undefined,
  label: labelValue(tenant),
  ...(google.secretManager ? { secretId: resourceId(tenant) } : {}),
  digests: generations.map(({ clientFile }) => digest(clientSecretOf(clientFile) ?? "")),
  ...(google.workloadIdentity ? { identityId: resourceId(tenant) } : {}),
});

// The secrets stay in the program. They are long and random, so that a digest tells nobody anything.
const digest = (value: string): string => createHash("sha256").update(value).digest("base64");

/** What the copy of the secret says of the newest version; never a value. Labels take lower-case letters only. */
function secretLabels(tenant: string, newest: ClientGeneration | undefined): Record<string, string> {
  const { clientFile = "", since } = newest ?? {};
  const four = lastFour(clientFile);
  return {
    tenant: labelValue(tenant),
    ...(four ? { last4: labelValue(four) } : {}),
    ...(since ? { "rotated-at": since } : {}),
  };
}

/** @param token "accepted" or why Google refuses the client @param redirect what was seen of the redirect URI */
export function statusOf(token: string, redirect: string): GoogleStatus {
  if (token !== "accepted") return "refused";
  switch (redirect) {
    case "registered":
      return "proven";
    case "pending":
      return "awaiting-redirect";
    case "mismatch":
      return "redirect-removed";
    default:
      return "redirect-unproven";
  }
}

const CHANGED = "Changes of the project's OAuth clients in the Google console";

/** What a person has to do, with every value to paste; empty when nothing, or when the update itself says it. */
export function nextStep(status: GoogleStatus, args: GoogleOAuthClientArgs): string {
  switch (status) {
    case "awaiting-console":
      return consoleStep(args);
    case "awaiting-redirect":
      return (
        `Google accepts the client, but not yet the redirect URI ${args.redirectUri}. The ERP keeps what it had until then. ` +
        `A change takes 5 minutes to a few hours: run it again later, pulumi up --stack ${args.tenant}. If it stays so, look whether the URI is under ` +
        `"Authorized redirect URIs" at ${consolePage("auth/clients", args.config.project)}`
      );
    case "redirect-unproven":
      return (
        `Google accepts the client, but could not be seen to take the redirect URI ${args.redirectUri}, which the client's file ` +
        "lists. The ERP has the values; the next update looks again, and a sign-in through the ERP proves it."
      );
    default:
      return "";
  }
}

/** The console step in words. */
export function consoleStep({ config, redirectUri, tenant }: GoogleOAuthClientArgs): string {
  return [
    "Google: the OAuth client can only be created by a person, in the Google console:",
    `  1. Open ${consolePage("auth/clients/create", config.project)}`,
    `  2. Application type "Web application", name "${config.applicationName}".`,
    `  3. Under "Authorized redirect URIs" (not "JavaScript origins") add exactly ${redirectUri}`,
    "  4. Create, download the JSON file (the secret is shown only now), then type:",
    `     modern-auth google import ${tenant} client_secret_….json`,
    `     pulumi up --stack ${tenant}`,
    `  The consent screen first, with every value to paste: modern-auth google guide ${tenant}`,
  ].join("\n");
}
