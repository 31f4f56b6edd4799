import type { CheckFailure, Values } from "#provider/plugin.ts";
import { upstreamName } from "../bridge/schema.ts";
import { settingsOf } from "../bridge/settings.ts";

/** Base URLs, each ending in a version and a slash. */
const ENDPOINTS = {
  serviceUsage: "https://serviceusage.googleapis.com/v1/",
  resourceManager: "https://cloudresourcemanager.googleapis.com/v1/",
  secretManager: "https://secretmanager.googleapis.com/v1/",
  iam: "https://iam.googleapis.com/v1/",
  /** Workload identity pools have an endpoint of their own upstream, on the same host. */
  iamBeta: "https://iam.googleapis.com/v1/",
  cloudBilling: "https://cloudbilling.googleapis.com/v1/",
  siteVerification: "https://www.googleapis.com/siteVerification/v1/",
};

export type Settings = typeof ENDPOINTS & {
  project: string | undefined;
  accessToken: string;
  /** Labels that every labelled resource gets. */
  defaultLabels: Record<string, string>;
  /** Whether resources are labelled as made by Pulumi when they are created. */
  attribution: boolean;
};

const PROJECT = ["GOOGLE_PROJECT", "GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT", "CLOUDSDK_CORE_PROJECT"];

/** The provider's settings from its configuration, else from the environment, as the real plugin takes them. */
export function settingsFrom(config: Values, env: NodeJS.ProcessEnv): Settings {
  const pick = settingsOf(config, env);
  const accessToken = pick("accessToken", "GOOGLE_OAUTH_ACCESS_TOKEN");
  if (!accessToken)
    throw new Error(
      "Attempted to load application default credentials since neither `credentials` nor `access_token` was set in the provider block.  No credentials loaded. To use your gcloud credentials, run 'gcloud auth application-default login'",
    );
  const endpoints = Object.entries(ENDPOINTS).map(([name, usual]) => {
    const variable = `GOOGLE${upstreamName(`_${name}`).toUpperCase()}_CUSTOM_ENDPOINT`;
    return [name, pick(`${name}CustomEndpoint`, variable) ?? usual];
  });
  return {
    ...(Object.fromEntries(endpoints) as typeof ENDPOINTS),
    project: pick("project", ...PROJECT),
    accessToken,
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
