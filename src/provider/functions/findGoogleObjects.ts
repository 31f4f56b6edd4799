import { ask, defaultPatience } from "#clients/google/ask.ts";
import { accessToken } from "#clients/google/auth.ts";
import { findObjects, type Get, type ObjectsQuery } from "#clients/google/findObjects.ts";
import type { Invoke, Values } from "../plugin.ts";

/** Looks for what an earlier run of this stack made at Google. See `src/provider/sdk/findGoogleObjects.ts` for the types. */
export const findGoogleObjects: Invoke = async (args) => {
  const query = args as unknown as ObjectsQuery;
  const nothing = !query.createsProject && query.secretId === undefined && query.identityId === undefined;
  if (nothing) return { versions: [] };
  const token = await accessToken(process.env).catch(() => undefined);
  // Without an identity the gcp plugin says so, and better.
  if (!token) return { versions: [] };
  return { ...(await findObjects(query, getWith(token))) } as Values;
};

/** What Google does not show, for whatever reason, is not there: the plugin that needs it says why. */
const getWith =
  (token: string): Get =>
  async (url) => {
    const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
    const outcome = await ask(url, { headers }, fetch, defaultPatience);
    if (!("answer" in outcome) || outcome.answer.status !== 200) return undefined;
    return JSON.parse(outcome.answer.body);
  };
