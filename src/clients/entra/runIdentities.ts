import { readFileSync } from "node:fs";
import { isGuid } from "#config/rules/formats.ts";
import { claimsOf } from "./token.ts";

/** An identity that a run works under, or that somebody else owns: never something to take over. */
export interface UsedIdentity {
  /** Client or object id, in lower case. */
  id: string;
  /** As the end of "it is …". */
  who: string;
}

/** Variables that name an application or a service principal, whoever reads them: ARM_CLIENT_ID, AZURE_CLIENT_ID, servicePrincipalId. */
const NAMES_AN_IDENTITY = /(client|principal|object|app(lication)?)_?id$/i;
/** Where the gcp plugin and Google's libraries look for credentials, which may be those of an application of Entra. */
const GOOGLE = [
  "GOOGLE_CREDENTIALS",
  "GOOGLE_CLOUD_KEYFILE_JSON",
  "GCLOUD_KEYFILE_JSON",
  "GOOGLE_APPLICATION_CREDENTIALS",
];
const GUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/**
 * Every application of Entra that a run works under, by client and by object id: the signed-in one, and whatever its environment names
 * for Microsoft, for the state backend and for Google.
 *
 * @param accessToken of the signed-in deployer
 */
export function runIdentities(accessToken: string, env: NodeJS.ProcessEnv = process.env): UsedIdentity[] {
  const ofToken = (token: string, who: string) => {
    const { appid, azp, oid } = claimsOf(token);
    return [appid, azp, oid].map((id) => ({ id, who }));
  };
  const named = Object.entries(env)
    .filter(([name]) => NAMES_AN_IDENTITY.test(name))
    .map(([name, id]) => ({ id, who: `an identity that this run works under (${name})` }));
  const ofGoogle = GOOGLE.flatMap((name) =>
    [...googleSource(env[name]).matchAll(GUID)].map(([id]) => ({
      id,
      who: `the identity behind Google's credentials (${name})`,
    })),
  );
  return [
    ...ofToken(accessToken, "the deployer itself, under which this run works"),
    ...named,
    ...ofToken(env["ARM_OIDC_TOKEN"] ?? "", "an identity that this run works under (ARM_OIDC_TOKEN)"),
    ...ofGoogle,
  ].flatMap(({ id, who }) =>
    typeof id === "string" && isGuid(id.trim()) ? [{ id: id.trim().toLowerCase(), who }] : [],
  );
}

/** Whose an app registration is that must not be taken over. @param ids its client and its object id */
export const userOf = (ids: readonly string[], used: readonly UsedIdentity[]): UsedIdentity | undefined =>
  used.find(({ id }) => ids.some((one) => one.toLowerCase() === id));

/** Where credentials of another identity provider come from; "" for every other kind of credentials. */
function googleSource(given = ""): string {
  try {
    const text = given.trim().startsWith("{") ? given : readFileSync(given, "utf8");
    const key = JSON.parse(text) as { type?: string; audience?: string; credential_source?: unknown };
    return key.type === "external_account" ? JSON.stringify([key.audience, key.credential_source]) : "";
  } catch {
    return "";
  }
}
