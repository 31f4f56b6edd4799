import type { Context } from "hono";
import { ApiError } from "./errors.ts";

/** The JSON object in a request; an absent body counts as an empty one. @throws ApiError 400 */
export async function jsonBody(c: Context): Promise<Record<string, unknown>> {
  const text = await c.req.text();
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ApiError(400, "Invalid JSON payload received. Unexpected token.");
  }
  if (!isObject(value))
    throw new ApiError(400, "Invalid JSON payload received. Root element must be a message.");
  return value;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A string map such as labels, or undefined when it isn't one. */
export function stringMap(value: unknown): Record<string, string> | undefined {
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value).filter((entry): entry is [string, string] => {
    return typeof entry[1] === "string";
  });
  return entries.length === Object.keys(value).length ? Object.fromEntries(entries) : undefined;
}

/** Google's answers leave out what says nothing: an empty text, and false. */
export const withoutEmpty = (properties: object): object =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value));

/** Splits Google's custom verbs: `gmail.googleapis.com:enable` is a resource and a verb. */
export function resourceAndVerb(segment: string): { resource: string; verb: string } {
  const at = segment.lastIndexOf(":");
  return at < 0
    ? { resource: segment, verb: "" }
    : { resource: segment.slice(0, at), verb: segment.slice(at + 1) };
}
