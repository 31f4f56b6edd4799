import { type Client, GraphError } from "@microsoft/microsoft-graph-client";
import { reason } from "../connection.ts";
import type { Reads, RightProbe } from "./deployerRights.ts";
import { READS, type ReadName } from "./rights.ts";

/** Tries every harmless read once, all at the same time. Never throws: what fails is part of the answer. */
export async function probeReads(graph: Client): Promise<Reads> {
  const names = Object.keys(READS) as ReadName[];
  const answers = await Promise.all(
    names.map(async (name) => [name, await probe(graph, READS[name])] as const),
  );
  return Object.fromEntries(answers) as Record<ReadName, RightProbe>;
}

async function probe(graph: Client, path: string): Promise<RightProbe> {
  try {
    await graph.api(path).get();
    return { outcome: "allowed" };
  } catch (error) {
    // The client library wraps a failed connection too, with a status that no server sends.
    if (!(error instanceof GraphError) || error.statusCode < 0)
      return { outcome: "failed", reason: reason(error) };
    if (error.statusCode === 403) return { outcome: "denied" };
    return { outcome: "failed", reason: `${error.statusCode} ${error.code ?? ""}`.trim() };
  }
}
