import { Service } from "@pulumi/gcp/projects/service.js";
import * as pulumi from "@pulumi/pulumi";
import type { GoogleConfig } from "../config/schema.ts";
import { GoogleOAuthClient as ProvenClient } from "../provider/sdk/googleOAuthClient.ts";

export interface GoogleOAuthClientArgs {
  config: GoogleConfig;
  /** Content of the client's file; absent until a person has made the client. */
  clientFile: string | undefined;
  /** The redirect URI the client must know, e.g. "https://acme.cid-erp.app/oauth2/retrieve_token". */
  redirectUri: string;
  /** The name a person gives the client in the console. */
  clientName: string;
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

/** Mail, calendar and people: what the ERP uses. Their scopes can be chosen in the console only once they are enabled. */
const SERVICES = ["gmail.googleapis.com", "calendar-json.googleapis.com", "people.googleapis.com"];

/**
 * Everything around the Google OAuth client that Google lets anybody create, and the client itself as a person made it,
 * proven live. Google has no API that creates such a client.
 */
export class GoogleOAuthClient extends pulumi.ComponentResource {
  readonly status: pulumi.Output<GoogleStatus>;
  /** The client as it was proven; absent while it awaits the console. */
  readonly client: ProvenClient | undefined;
  /** Whether the ERP may use it: not while Google refuses the redirect URI, which would fail every sign-in. */
  readonly ready: pulumi.Output<boolean>;
  /** What a person has to do next; empty when nothing. */
  readonly nextStep: pulumi.Output<string>;

  constructor(name: string, args: GoogleOAuthClientArgs, opts?: pulumi.ComponentResourceOptions) {
    super("erp-modern-auth:index:GoogleOAuthClient", name, {}, opts);
    const { clientFile, redirectUri } = args;
    const { project } = args.config;
    for (const service of SERVICES) {
      // Other programs of the customer may have come to rely on them, so destroying this leaves them enabled.
      new Service(
        `${name}-${service.split(".")[0]}`,
        { project, service, disableOnDestroy: false },
        { parent: this },
      );
    }
    if (clientFile !== undefined) {
      const client = new ProvenClient(
        `${name}-client`,
        { project, redirectUri, clientFile },
        { parent: this },
      );
      this.client = client;
      this.status = pulumi
        .all([client.token, client.redirect])
        .apply(([token, redirect]) => statusOf(token, redirect));
    } else {
      this.status = pulumi.output<GoogleStatus>("awaiting-console");
    }
    this.ready = this.status.apply((status) => status !== "awaiting-redirect");
    this.nextStep = this.status.apply((status) => nextStep(status, args));
    this.nextStep.apply((text) => text && pulumi.log.warn(text, this));
    this.registerOutputs({ status: this.status, nextStep: this.nextStep });
  }
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

/** What a person has to do, with every value to paste; empty when nothing, or when the update itself says it. */
export function nextStep(status: GoogleStatus, args: GoogleOAuthClientArgs): string {
  switch (status) {
    case "awaiting-console":
      return consoleStep(args);
    case "awaiting-redirect":
      return (
        `Google accepts the client, but not yet the redirect URI ${args.redirectUri}. The ERP keeps what it had until then. ` +
        'A change takes 5 minutes to a few hours: run "pulumi up" again later. If it stays so, look whether the URI is under ' +
        `"Authorized redirect URIs" at https://console.cloud.google.com/auth/clients?project=${args.config.project}`
      );
    case "redirect-unproven":
      return (
        `Google accepts the client, but could not be seen to take the redirect URI ${args.redirectUri}, which the client's file ` +
        'lists. The ERP has the values; the next "pulumi up" looks again, and a sign-in through the ERP proves it.'
      );
    default:
      return "";
  }
}

/** The console step in words. */
export function consoleStep({ config, redirectUri, clientName }: GoogleOAuthClientArgs): string {
  return [
    "Google: the OAuth client can only be created by a person, in the Google console:",
    `  1. Open https://console.cloud.google.com/auth/clients/create?project=${config.project}`,
    `  2. Application type "Web application", name "${clientName}".`,
    `  3. Under "Authorized redirect URIs" (not "JavaScript origins") add exactly ${redirectUri}`,
    "  4. Create, download the JSON file (the secret is shown only now), then type:",
    "     pulumi config set --secret googleClientFile < client_secret_….json",
    "     pulumi up",
  ].join("\n");
}
