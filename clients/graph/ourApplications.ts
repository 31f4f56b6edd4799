import { type Client, GraphError } from "@microsoft/microsoft-graph-client";
import { explainGraph } from "./client.ts";
import type { PasswordCredential } from "./passwords.ts";

/** An application that carries a stack's tag. */
export interface OurApplication {
  /** Object id. */
  id: string;
  /** ISO 8601 instant. */
  createdDateTime: string;
  passwords: PasswordCredential[];
}

const PROPERTIES = "id,createdDateTime,passwordCredentials";

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
  try {
    const { value } = await graph
      .api("/applications")
      .filter(`tags/any(t:t eq '${tag.replaceAll("'", "''")}')`)
      .select(PROPERTIES)
      .get();
    const tagged: OurApplication[] = value.map(ourApplication);
    if (!adopted || tagged.some(({ id }) => id === adopted)) return tagged;
    return [...tagged, ...(await oneById(graph, adopted))];
  } catch (error) {
    throw explainGraph(error, "reading the stack's app registrations", "Application.Read.All");
  }
}

async function oneById(graph: Client, id: string): Promise<OurApplication[]> {
  try {
    return [ourApplication(await graph.api(`/applications/${id}`).select(PROPERTIES).get())];
  } catch (error) {
    if (error instanceof GraphError && error.statusCode === 404) return [];
    throw error;
  }
}

const ourApplication = ({ id, createdDateTime, passwordCredentials }: Record<string, unknown>) => ({
  id: String(id),
  createdDateTime: String(createdDateTime),
  passwords: passwordCredentials as PasswordCredential[],
});

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
