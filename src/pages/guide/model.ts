import { authorizedDomainOf } from "#config/rules/googleRedirectUri.ts";
import type { GoogleConfig } from "#config/schema.ts";

/** What one tenant's guide is made of. Holds no secret. */
export interface GuideModel {
  /** The tenant's stack, e.g. "acme". */
  stack: string;
  /** Id of the Google Cloud project. */
  project: string;
  /** Name on the consent screen and of the client. */
  applicationName: string;
  /** The domain that the consent screen authorises, e.g. "cid-erp.app". */
  authorizedDomain: string;
  /** The one redirect URI of the client. */
  /** All that the client has to list; the one of mail first. */
  redirectUris: readonly string[];
  audience: GoogleConfig["audience"];
  /** E-mail addresses of those who work in the console; nobody in particular when empty. */
  operators: readonly string[];
  supportEmail?: string;
  developerEmails: readonly string[];
}

/** @param erp the ERP's DNS name, of a configuration that is valid: it then lies under a domain of its own */
export function guideModel(
  stack: string,
  { dns, redirectUris }: Pick<GuideModel, "redirectUris"> & { dns: string },
  google: GoogleConfig,
): GuideModel {
  const { project, applicationName, audience, supportEmail, developerEmails } = google;
  return {
    stack,
    project,
    applicationName,
    authorizedDomain: google.authorizedDomain ?? authorizedDomainOf(dns) ?? dns,
    redirectUris,
    audience,
    operators: google.operators.map((member) => member.replace(/^\w+:/, "")),
    developerEmails,
    ...(supportEmail !== undefined ? { supportEmail } : {}),
  };
}
