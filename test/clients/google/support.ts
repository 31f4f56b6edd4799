import { APPLICATION_NAME } from "#config/rules/defaults.ts";
import { createWebClient } from "#sandbox/emulators/google/console.ts";
import { createGoogle } from "#sandbox/emulators/google/google.ts";
import type { Settings } from "#sandbox/emulators/google/state.ts";

export const redirectUri = "https://erp.acme.example/oauth2/retrieve_token";

/** So little patience that a test of retries takes milliseconds. */
export const hasty = { firstDelayMs: 1, callMs: 2_000, budgetMs: 4_000 };

/** A Google in which somebody has made the web client by hand. */
export function googleWithClient(settings: Partial<Settings> = {}) {
  const google = createGoogle({
    projects: [{ projectId: "acme-erp", projectNumber: "123456789012" }],
    settings,
  });
  const download = createWebClient(google, {
    project: "acme-erp",
    name: APPLICATION_NAME,
    redirectUris: [redirectUri],
  });
  const client = google.state.oauthClients[download.clientId];
  if (!client) throw new Error("the console made no client");
  return { google, download, client };
}
