import type { Values } from "#provider/plugin.ts";
import { introduced, unlessGone } from "../bridge/errors.ts";
import { inRequestOrder } from "../bridge/sets.ts";
import type { Graph } from "./graph.ts";
import { said, texts } from "./session.ts";

const MOST_AT_CREATION = 19;

export interface FirstOwners {
  /** For the creating request: the caller always comes first. */
  bound: string[];
  /** To be added afterwards. */
  extra: string[];
  /** Whether the caller has to go again, because the program does not list it. */
  dropCaller: boolean;
}

const reference = (graph: Graph, id: string): string => `${graph.base}/directoryObjects/${id}`;

export function firstOwners(graph: Graph, planned: Values): FirstOwners {
  const wanted = inRequestOrder(texts(planned["owners"]), "string");
  const others = wanted.filter((id) => !same(id, graph.callerId));
  return {
    bound: [graph.callerId, ...others.slice(0, MOST_AT_CREATION)].map((id) => reference(graph, id)),
    extra: others.slice(MOST_AT_CREATION),
    dropCaller: others.length === wanted.length,
  };
}

/** What is left to do about owners once the object is there. */
export async function completeOwners(graph: Graph, path: string, first: FirstOwners): Promise<void> {
  for (const id of first.extra) await addOwner(graph, path, id);
  if (first.dropCaller) await removeOwner(graph, path, graph.callerId);
}

export const listOwners = async (graph: Graph, path: string): Promise<string[]> =>
  (await graph.list(`${path}/owners`)).map((owner) => said(owner, "id"));

/** Makes the owners of an object those that are wanted. */
export async function changeOwners(graph: Graph, path: string, wanted: readonly string[]): Promise<void> {
  const live = await listOwners(graph, path);
  for (const id of wanted.filter((id) => !live.includes(id))) await addOwner(graph, path, id);
  for (const id of live.filter((id) => !wanted.includes(id))) await removeOwner(graph, path, id);
}

async function addOwner(graph: Graph, path: string, id: string): Promise<void> {
  const body = { "@odata.id": reference(graph, id) };
  await introduced(`Could not add owners to ${path}`, graph.post(`${path}/owners/$ref`, { body }));
}

async function removeOwner(graph: Graph, path: string, id: string): Promise<void> {
  await introduced(
    `Could not remove owners from ${path}`,
    unlessGone(graph.delete(`${path}/owners/${id}/$ref`)),
  );
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
