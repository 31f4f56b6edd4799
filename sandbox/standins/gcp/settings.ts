import { type CheckFailure, isUnknown, type Values } from "#provider/plugin.ts";

export interface Settings {
  project: string | undefined;
  accessToken: string;
  /** Base URLs, each ending in a version and a slash. */
  serviceUsage: string;
  resourceManager: string;
  secretManager: string;
  iam: string;
  /** Workload identity pools have an endpoint of their own upstream, on the same host. */
  iamBeta: string;
  cloudBilling: string;
  siteVerification: string;
  /** Labels that every labelled resource gets. */
  defaultLabels: Record<string, string>;
  /** Whether resources are labelled as made by Pulumi when they are created. */
  attribution: boolean;
}

const PROJECT = ["GOOGLE_PROJECT", "GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT", "CLOUDSDK_CORE_PROJECT"];

/** The provider's settings from its configuration, else from the environment, as the real plugin takes them. */
export function settingsFrom(config: Values, env: NodeJS.ProcessEnv): Settings {
  const pick = (name: string, ...variables: string[]): string | undefined => {
    const value = config[name];
    if (typeof value === "string" && value !== "") return value;
    return variables.map((variable) => env[variable]).find((found) => found);
  };
  const accessToken = pick("accessToken", "GOOGLE_OAUTH_ACCESS_TOKEN");
  if (!accessToken)
    throw new Error(
      "Attempted to load application default credentials since neither `credentials` nor `access_token` was set in the provider block.  No credentials loaded. To use your gcloud credentials, run 'gcloud auth application-default login'",
    );
  return {
    project: pick("project", ...PROJECT),
    accessToken,
    serviceUsage:
      pick("serviceUsageCustomEndpoint", "GOOGLE_SERVICE_USAGE_CUSTOM_ENDPOINT") ??
      "https://serviceusage.googleapis.com/v1/",
    resourceManager:
      pick("resourceManagerCustomEndpoint", "GOOGLE_RESOURCE_MANAGER_CUSTOM_ENDPOINT") ??
      "https://cloudresourcemanager.googleapis.com/v1/",
    secretManager:
      pick("secretManagerCustomEndpoint", "GOOGLE_SECRET_MANAGER_CUSTOM_ENDPOINT") ??
      "https://secretmanager.googleapis.com/v1/",
    iam: pick("iamCustomEndpoint", "GOOGLE_IAM_CUSTOM_ENDPOINT") ?? "https://iam.googleapis.com/v1/",
    iamBeta:
      pick("iamBetaCustomEndpoint", "GOOGLE_IAM_BETA_CUSTOM_ENDPOINT") ?? "https://iam.googleapis.com/v1/",
    cloudBilling:
      pick("cloudBillingCustomEndpoint", "GOOGLE_CLOUD_BILLING_CUSTOM_ENDPOINT") ??
      "https://cloudbilling.googleapis.com/v1/",
    siteVerification:
      pick("siteVerificationCustomEndpoint", "GOOGLE_SITE_VERIFICATION_CUSTOM_ENDPOINT") ??
      "https://www.googleapis.com/siteVerification/v1/",
    defaultLabels: JSON.parse(pick("defaultLabels") ?? "{}") as Record<string, string>,
    attribution: pick("addPulumiAttributionLabel") !== "false",
  };
}

/** A custom endpoint must end in a version segment: without it every call goes astray. */
export function wrongEndpoints(config: Values): CheckFailure[] {
  return Object.entries(config)
    .filter(([name, value]) => name.endsWith("CustomEndpoint") && typeof value === "string" && value !== "")
    .filter(([, value]) => !/.*\/[^/]+\/$/.test(String(value)))
    .map(([name, value]) => ({
      property: name,
      reason: `could not validate provider configuration: invalid value for ${name} (${String(value)}): it must end in a version segment and a slash, such as http://127.0.0.1:8787/v1/`,
    }));
}

export const areKnown = (config: Values): boolean => !Object.values(config).some(isUnknown);
