import { type Client, GraphError } from "@microsoft/microsoft-graph-client";
import { STACK } from "#config/rules/nextStep.ts";
import { explainGraph, GraphRefused } from "./client.ts";

/** An app registration, as far as finding one needs it. */
export interface ApplicationRecord {
  id: string;
  appId: string;
  displayName: string;
  createdDateTime: string;
  tags?: string[];
  requiredResourceAccess?: { resourceAppId: string; resourceAccess?: { id: string }[] }[];
}

/**
 * The app registration that the configuration hands to a stack.
 *
 * @param tag the stack's own
 * @throws GraphRefused when there is none, or another stack's tag is on it
 */
export async function adoptedApplication(
  graph: Client,
  objectId: string,
  tag: string,
): Promise<ApplicationRecord> {
  const application = await readApplication(graph, `/applications/${objectId}`);
  if (!application)
    throw new GraphRefused(
      `microsoft.adopt.application: this tenant has no app registration with the object id ${objectId}. To find the right one: ` +
        `modern-auth adopt ${STACK}. If it was deleted since, and a new one is to be made: pulumi config rm --path microsoft.adopt --stack ${STACK}`,
    );
  const other = otherStack(application.tags ?? [], tag);
  if (other)
    throw new GraphRefused(
      `microsoft.adopt.application: the app registration ${objectId} carries the tag "${other}", so it belongs to another stack. ` +
        `${handOver(other)} Otherwise: pulumi config rm --path microsoft.adopt --stack ${STACK}`,
    );
  return application;
}

/** The tag of another stack of the same project, which the registration then belongs to. */
export const otherStack = (tags: readonly string[], own: string): string | undefined =>
  tags.find((one) => one !== own && one.startsWith(`${own.split("/")[0]}/`));

export const handOver = (tag: string): string =>
  `If that stack is gone, take the tag "${tag}" out of "tags" (portal: App registrations, Manifest).`;

/** @param path addresses one app registration, by its object id or its client id; undefined when there is none */
export async function readApplication<T extends ApplicationRecord = ApplicationRecord>(
  graph: Client,
  path: string,
): Promise<T | undefined> {
  try {
    return await graph.api(path).get();
  } catch (error) {
    if (error instanceof GraphError && error.statusCode === 404) return undefined;
    throw explainGraph(error, `reading ${path}`, "Application.Read.All");
  }
}
