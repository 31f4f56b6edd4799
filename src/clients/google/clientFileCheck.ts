import { consolePage } from "#config/rules/googleConsole.ts";
import { nearMiss } from "#config/rules/nearMiss.ts";
import type { WebClient } from "./clientFile.ts";
import { shown } from "./clientFile.ts";

/** What a client must be to serve a tenant. */
export interface ExpectedClient {
  /** The project that the client has to live in. */
  projectId?: string;
  projectNumber?: string;
  /** The exact redirect URI that has to be registered. */
  redirectUri: string;
}

/** Why a client, though well formed, is not the one for this tenant. */
export interface ClientFileProblem {
  code: "other_project" | "redirect_uri_missing";
  property: string;
  message: string;
  fix: string;
}

/** Compares a client file with what the tenant needs. No problem: an empty list. */
export function checkClientFile(client: WebClient, expected: ExpectedClient): ClientFileProblem[] {
  return [...projectProblems(client, expected), ...redirectProblems(client, expected)];
}

function projectProblems(client: WebClient, expected: ExpectedClient): ClientFileProblem[] {
  const compared = [
    { property: "web.project_id", is: client.projectId, should: expected.projectId },
    { property: "web.client_id (project number)", is: client.projectNumber, should: expected.projectNumber },
  ];
  return compared.flatMap(({ property, is, should }) =>
    should === undefined || is === should
      ? []
      : [
          {
            code: "other_project" as const,
            property,
            message: `${property} is ${shown(is, client.clientSecret)}: the file is of another project. Allowed: ${JSON.stringify(should)}.`,
            fix: `Create the client in the right project (${clientsPage(expected.projectId ?? should)}), or name the file's project in the configuration.`,
          },
        ],
  );
}

function redirectProblems(
  client: WebClient,
  { projectId, redirectUri }: ExpectedClient,
): ClientFileProblem[] {
  if (client.redirectUris.includes(redirectUri)) return [];
  const misses = client.redirectUris.flatMap((uri) => {
    const why = nearMiss(redirectUri, uri);
    return why ? [`${shown(uri, client.clientSecret)} ${why}`] : [];
  });
  const origin = misplaced(redirectUri, client.javascriptOrigins);
  if (origin) {
    misses.push(
      `${shown(origin, client.clientSecret)} is listed under "Authorised JavaScript origins", which is not the list of redirect URIs`,
    );
  }
  const listed = client.redirectUris.map((uri) => shown(uri, client.clientSecret)).join(", ") || "none";
  return [
    {
      code: "redirect_uri_missing",
      property: "web.redirect_uris",
      message: `web.redirect_uris lists ${listed}. It must contain exactly ${JSON.stringify(redirectUri)}.${misses.length > 0 ? ` Near miss: ${misses.join("; ")}.` : ""}`,
      fix: `Add ${redirectUri} under "Authorised redirect URIs" of the client (${clientsPage(projectId)}), save, and download the file again.`,
    },
  ];
}

/** The JavaScript origin that somebody entered instead of the redirect URI. */
function misplaced(redirectUri: string, origins: readonly string[]): string | undefined {
  const wanted = URL.canParse(redirectUri) ? new URL(redirectUri).origin : redirectUri;
  return origins.find((origin) => URL.canParse(origin) && new URL(origin).origin === wanted);
}

/** Never with the project that the file names: people paste secrets into any field. */
const clientsPage = (project: string | undefined): string =>
  project === undefined
    ? "https://console.cloud.google.com/auth/clients"
    : consolePage("auth/clients", project);
