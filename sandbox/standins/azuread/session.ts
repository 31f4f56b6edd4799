import type { Value, Values } from "#provider/plugin.ts";
import { isObject, type Json } from "../bridge/values.ts";
import type { Graph } from "./graph.ts";

/** What the resources share: the connection, once the provider is configured. */
export interface Session {
  /** Undefined in a preview whose provider settings are not known yet. */
  graph: Graph | undefined;
}

export function connected(session: Session): Graph {
  if (!session.graph) throw new Error("the azuread provider has not been configured");
  return session.graph;
}

export const texts = (value: Value | undefined): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];

export const objects = (value: Value | undefined): Values[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

export const text = (value: Value | undefined): string => (typeof value === "string" ? value : "");

/** Graph wants null where we have an empty string. */
export const orNull = (value: Value | undefined): string | null => text(value) || null;

export const isTrue = (value: Value | undefined): boolean => value === true;

/** From an answer: a string, or the empty one. */
export const said = (json: Json, name: string): string => String(json[name] ?? "");

export const saidList = (json: Json, name: string): Json[] =>
  Array.isArray(json[name]) ? (json[name] as Json[]) : [];

export const saidTexts = (json: Json, name: string): string[] =>
  Array.isArray(json[name]) ? json[name].map(String) : [];

const queues = new Map<string, Promise<unknown>>();

/** One after the other for the same key: upstream locks an application while it handles its passwords. */
export async function serially<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = queues.get(key) ?? Promise.resolve();
  const mine = before.then(work, work);
  queues.set(
    key,
    mine.catch(() => {}),
  );
  return await mine;
}

/** How often upstream looks again before it believes an eventually consistent cloud. Its pauses are 1 and 5 s. */
export const STEADY = { times: 5, limit: 20, pauseMs: 50 } as const;
export const GONE = { times: 5, limit: 600, pauseMs: 50 } as const;

/** The last part of an id like "/applications/<object id>". */
export const lastPart = (id: string): string => id.split("/").at(-1) ?? id;
