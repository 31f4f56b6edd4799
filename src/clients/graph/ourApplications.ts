import { type Client, GraphError } from "@microsoft/microsoft-graph-client";
import { type ApplicationRecord, readApplication } from "./adoptedApplication.ts";
import { explainGraph } from "./client.ts";
import { carries, listAll } from "./list.ts";
import type { PasswordCredential } from "./passwords.ts";

/** An application that carries a stack's tag. */
export interface OurApplication {
  /** Object id. */
  id: string;
  /** ISO 8601 instant. */
  createdDateTime: string;
  passwords: PasswordCredential[];
}

interface WithPasswords extends ApplicationRecord {
  passwordCredentials: PasswordCredential[];
}

/**
 * All applications that carry the tag: one, unless an answer was lost.
 *
 * @param adopted object id of one that is handed to the stack and carries the tag only after its first update
 * @throws GraphRefused, Unreachable
 */
export async function ourApplications(
  graph: Client,
  tag: string,
  adopted?: string,
): Promise<OurApplication[]> {
  const tagged = await listAll<WithPasswords>(graph, "/applications", carries(tag));
  const handed =
    adopted && !tagged.some(({ id }) => id === adopted)
      ? await readApplication<WithPasswords>(graph, `/applications/${adopted}`)
      : undefined;
  return [...tagged, ...(handed ? [handed] : [])].map(({ id, createdDateTime, passwordCredentials }) => ({
    id,
    createdDateTime,
    passwords: passwordCredentials,
  }));
}

/** @throws GraphRefused, Unreachable; one that is gone already is no failure */
export async function deleteApplication(graph: Client, id: string): Promise<void> {
  await unlessGone(graph.api(`/applications/${id}`).delete(), `deleting the app registration ${id}`);
}

/** @throws GraphRefused, Unreachable; one that is gone already is no failure */
export async function removePassword(graph: Client, applicationId: string, keyId: string): Promise<void> {
  await unlessGone(
    graph.api(`/applications/${applicationId}/removePassword`).post({ keyId }),
    `removing the secret ${keyId}`,
  );
}

async function unlessGone(request: Promise<unknown>, doing: string): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (error instanceof GraphError && error.statusCode === 404) return;
    throw explainGraph(error, doing, "Application.ReadWrite.OwnedBy");
  }
}
