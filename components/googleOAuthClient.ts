import { Service } from "@pulumi/gcp/projects/service.js";
import * as pulumi from "@pulumi/pulumi";
import type { GoogleConfig } from "../config/schema.ts";
import { GoogleOAuthClient as ProvenClient } from "../provider/sdk/googleOAuthClient.ts";

export interface GoogleOAuthClientArgs {
  config: GoogleConfig;
  /** The redirect URI the client must know, e.g. "https://acme.cid-erp.app/oauth2/retrieve_token". */
  redirectUri: string;
  /** The name a person gives the client in the console. */
  clientName: string;
}

/** Mail, calendar and people: what the ERP uses. Their scopes can be chosen in the console only once they are enabled. */
const SERVICES = ["gmail.googleapis.com", "calendar-json.googleapis.com", "people.googleapis.com"];

/**
 * Everything around the Google OAuth client that Google lets anybody create, and the client itself as a person made it,
 * proven live. Google has no API that creates such a client.
 */
export class GoogleOAuthClient extends pulumi.ComponentResource {
  /** "awaiting-console" until the client's file is in the configuration, then "proven". */
  readonly status: "awaiting-console" | "proven";
  /** The proven client; absent while it awaits the console. */
  readonly client: ProvenClient | undefined;
  /** What a person has to do next; empty when nothing. */
  readonly nextStep: string;

  constructor(name: string, args: GoogleOAuthClientArgs, opts?: pulumi.ComponentResourceOptions) {
    super("erp-modern-auth:index:GoogleOAuthClient", name, {}, opts);
    const { project, clientFile } = args.config;
    for (const service of SERVICES) {
      // Other programs of the customer may have come to rely on them, so destroying this leaves them enabled.
      new Service(
        `${name}-${service.split(".")[0]}`,
        { project, service, disableOnDestroy: false },
        { parent: this },
      );
    }
    if (clientFile === undefined) {
      this.status = "awaiting-console";
      this.nextStep = consoleStep(args);
      pulumi.log.warn(this.nextStep, this);
    } else {
      this.client = new ProvenClient(
        `${name}-client`,
        { project, redirectUri: args.redirectUri, clientFile },
        { parent: this },
      );
      this.status = "proven";
      this.nextStep = "";
    }
    this.registerOutputs({ status: this.status, nextStep: this.nextStep });
  }
}

/** The console step in words, with every value to paste. */
export function consoleStep({ config, redirectUri, clientName }: GoogleOAuthClientArgs): string {
  return [
    "Google: the OAuth client can only be created by a person, in the Google console:",
    `  1. Open https://console.cloud.google.com/auth/clients/create?project=${config.project}`,
    `  2. Application type "Web application", name "${clientName}".`,
    `  3. Under "Authorized redirect URIs" (not "JavaScript origins") add exactly ${redirectUri}`,
    "  4. Create, download the JSON file (the secret is shown only now), then type:",
    "     pulumi config set --secret --path google.clientFile < client_secret_….json",
    "     pulumi up",
  ].join("\n");
}
