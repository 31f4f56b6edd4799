import type { Client } from "@microsoft/microsoft-graph-client";
import { type ApplicationRecord, readApplication } from "#clients/graph/adoptedApplication.ts";
import { carries, listAll, quoted } from "#clients/graph/list.ts";
import type { Candidates } from "./choose.ts";

export interface Hints {
  tag: string;
  displayName: string;
  /** Object ids that state and configuration know, and what the operator names, an object or a client id. */
  recorded: string | undefined;
  stored: string | undefined;
  asked: string | undefined;
}

/** Asks Graph for every app registration that may be meant. @throws GraphRefused, Unreachable */
export async function findCandidates(graph: Client, hints: Hints): Promise<Candidates> {
  const { tag, displayName, recorded, stored, asked } = hints;
  const list = (filter: string) => listAll<ApplicationRecord>(graph, "/applications", filter);
  const byId = async (id: string | undefined) =>
    id ? await readApplication(graph, `/applications/${id}`) : undefined;
  const byEitherId = async (id: string) =>
    (await byId(id)) ?? (await readApplication(graph, `/applications(appId='${id}')`));
  const [tagged, named, ofState, ofConfiguration, wanted] = await Promise.all([
    list(carries(tag)),
    list(`displayName eq ${quoted(displayName)}`),
    byId(recorded),
    byId(stored),
    asked ? byEitherId(asked) : undefined,
  ]);
  return {
    tagged: tagged.map(brief),
    named: named.map(brief),
    recorded: ofState && brief(ofState),
    stored: ofConfiguration && brief(ofConfiguration),
    asked: asked ? { id: asked, found: wanted && brief(wanted) } : undefined,
  };
}

/** Graph sends all that it knows of an application. */
const brief = ({ id, appId, displayName, createdDateTime, tags = [] }: ApplicationRecord) => ({
  id,
  appId,
  displayName,
  createdDateTime,
  tags,
});
