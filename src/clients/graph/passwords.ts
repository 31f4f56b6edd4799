import { type Client, GraphError } from "@microsoft/microsoft-graph-client";
import { explainGraph } from "./client.ts";

/** A client secret as Graph shows it: everything but its value. */
export interface PasswordCredential {
  keyId: string;
  displayName: string | null;
  /** ISO 8601 instant. */
  endDateTime: string;
}

/**
 * The client secrets of an application.
 *
 * @param applicationId its object id
 * @returns undefined when there is no such application
 * @throws GraphRefused, Unreachable
 */
export async function readPasswords(
  graph: Client,
  applicationId: string,
): Promise<PasswordCredential[] | undefined> {
  try {
    const answer = await graph.api(`/applications/${applicationId}`).select("passwordCredentials").get();
    return answer.passwordCredentials.map(({ keyId, displayName, endDateTime }: PasswordCredential) => ({
      keyId: keyId.toLowerCase(),
      displayName,
      endDateTime,
    }));
  } catch (error) {
    if (error instanceof GraphError && error.statusCode === 404) return undefined;
    throw explainGraph(error, "reading the application's secrets", "Application.Read.All");
  }
}
