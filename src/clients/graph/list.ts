import type { Client } from "@microsoft/microsoft-graph-client";
import { explainGraph } from "./client.ts";

export const GRANTS = "/oauth2PermissionGrants";

/** All pages of a list. @throws GraphRefused naming the right that is missing, Unreachable */
export async function listAll<T>(graph: Client, path: string, filter?: string): Promise<T[]> {
  const found: T[] = [];
  try {
    let request = graph.api(path);
    if (filter) request = request.filter(filter);
    for (;;) {
      const page = await request.get();
      found.push(...page.value);
      const next = page["@odata.nextLink"];
      if (!next) return found;
      request = graph.api(next);
    }
  } catch (error) {
    const right = path === GRANTS ? "DelegatedPermissionGrant.ReadWrite.All" : "Application.Read.All";
    throw explainGraph(error, `reading ${path}`, right);
  }
}

/** The filter for applications that carry a tag. */
export const carries = (tag: string): string => `tags/any(t:t eq ${quoted(tag)})`;

/** A text inside a filter. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
