import { comparable } from "#test/sandbox/standins/support/compare.ts";
import type { Drift, Kept, TrafficLine } from "./plugins.ts";

interface Recorded {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: unknown;
  status: number;
  response?: unknown;
}

/** Recorded values that a server made up, and the placeholders that stand for them. */
export type Placeholders = (text: string) => string;

/** The requests of all runs in order; ids that the server made up are placeholders named after the request that made them. */
export function distilTraffic(runs: readonly { run: string; exchanges: readonly Recorded[] }[]): {
  traffic: TrafficLine[];
  placeholders: Placeholders;
} {
  const known = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const { exchanges } of runs) for (const exchange of exchanges) learn(exchange, known, counts);
  const placeholders: Placeholders = (text) =>
    [...known].reduce((all, [value, placeholder]) => all.replaceAll(value, placeholder), text);
  const last = new Map<string, string>();
  const traffic = runs.flatMap(({ run, exchanges }) =>
    exchanges.map((exchange): TrafficLine => {
      const { method, url, headers, body, status, response } = JSON.parse(
        placeholders(JSON.stringify(exchange)),
      ) as Recorded;
      const request = { method, url, ...(body === undefined ? {} : { body }) };
      const type = headers["content-type"]?.split(";")[0];
      const answer =
        response === undefined ? {} : { response: url.endsWith("/token") ? withClaims(response) : response };
      const question = JSON.stringify(request);
      const told = JSON.stringify([status, answer]);
      const before = last.get(question);
      last.set(question, told);
      const unchanged = before === told && response !== undefined;
      return { run, ...request, ...(type ? { type } : {}), status, ...(unchanged ? { unchanged } : answer) };
    }),
  );
  return { traffic, placeholders };
}

const MADE_UP = ["id", "appId", "keyId", "secretText"];
const GRAPH = "00000003-0000-0000-c000-000000000000";

function learn(
  { method, url, response }: Recorded,
  known: Map<string, string>,
  counts: Map<string, number>,
): void {
  const fields = response as Record<string, unknown> | undefined;
  const { pathname } = new URL(url, "https://localhost");
  const graph = (fields?.["value"] as { id: string; appId: string }[] | undefined)?.[0];
  if (pathname.endsWith("/servicePrincipals") && graph?.appId === GRAPH) known.set(graph.id, "{graph}");
  if (method !== "POST" || !fields || pathname.endsWith("/token")) return;
  const made = Object.entries(fields).filter(
    (entry): entry is [string, string] =>
      MADE_UP.includes(entry[0]) && typeof entry[1] === "string" && !known.has(entry[1]),
  );
  if (made.length === 0) return;
  const collection = pathname.split("/").at(-1) ?? "";
  const count = (counts.get(collection) ?? 0) + 1;
  counts.set(collection, count);
  const origin = count === 1 ? collection : `${collection}.${count}`;
  for (const [name, value] of made) known.set(value, `{${origin}.${name}}`);
}

/** A token is opaque to all but its reader: what it claims stands in its place. */
function withClaims(response: unknown): unknown {
  const { access_token: token, ...rest } = response as { access_token: string };
  const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as {
    iat: number;
    exp: number;
  };
  const { iat, exp, ...others } = claims;
  return { ...rest, access_token: { ...others, lifetime: exp - iat } };
}

/** What was planned in each scenario. */
export const distilDrift = (recorded: readonly Drift[]): Drift[] =>
  recorded.map(({ scenario, exitCode, steps }) => ({ scenario, exitCode, steps }));

/** What the plugin's own resources keep, without what only the bridge keeps for itself, and with secrets as mere marks. */
export const distilState = (recorded: readonly Kept[], placeholders: Placeholders): Kept[] =>
  recorded
    .filter(({ type }) => /^(azuread|gcp):/.test(type))
    .map(({ urn, type, id, inputs, outputs }) =>
      JSON.parse(
        placeholders(
          JSON.stringify({ urn, type, id, inputs: comparable(inputs), outputs: comparable(outputs) }),
        ),
      ),
    );
