import type { serviceusage } from "googleapis/build/src/apis/serviceusage/index.js";
import { readText } from "#config/text.ts";
import { LONGEST_WAIT_MS } from "../retryAfter.ts";
import { limitedFetch } from "../transport.ts";
import { gaxiosOptions } from "./gaxios.ts";

/** What googleapis takes for an authenticated client. */
type GoogleClient = NonNullable<Exclude<Parameters<typeof serviceusage>[0], string>["auth"]>;

/** Whoever acts on the Google project: for the calls of googleapis, and as a token for the others. */
export interface GoogleAuth {
  /** Loads googleapis, which takes 0.1 s of CPU. */
  client(): Promise<GoogleClient>;
  /** Never to be shown. @throws GoogleAuthError when Google does not take the credentials */
  accessToken(): Promise<string>;
}

/** There is no identity for Google, it cannot be read, or Google refuses it. */
export class GoogleAuthError extends Error {
  override readonly name = "GoogleAuthError";
}

/** Where the gcp plugin looks for a key, in its order. */
const KEYS = ["GOOGLE_CREDENTIALS", "GOOGLE_CLOUD_KEYFILE_JSON", "GCLOUD_KEYFILE_JSON"] as const;
const SCOPE = "https://www.googleapis.com/auth/cloud-platform";
const LONGEST_MS = 10_000;
const GIVE = `Set GOOGLE_OAUTH_ACCESS_TOKEN (an access token), or ${KEYS.join(", ")} (a key as JSON, or the path of its file), or type: gcloud auth application-default login`;

/**
 * The identity that the gcp plugin would use, from the same places in the same order: GOOGLE_OAUTH_ACCESS_TOKEN, a key in one of
 * three variables, then the application default credentials
 * (https://registry.terraform.io/providers/hashicorp/google/latest/docs/guides/provider_reference#authentication).
 * googleapis is loaded when it is needed and not before: whoever needs no Google, or has a token already, should not wait for it.
 *
 * @throws GoogleAuthError naming the variables, when there is no identity or it cannot be read
 */
export async function googleAuth(
  env: NodeJS.ProcessEnv,
  call: typeof fetch = limitedFetch,
): Promise<GoogleAuth> {
  const transporterOptions = gaxiosOptions(call, LONGEST_MS);
  const token = env.GOOGLE_OAUTH_ACCESS_TOKEN;
  if (token) return { client: () => clientWith(token, transporterOptions), accessToken: async () => token };
  const credentials = await keyOf(env);
  const auth = await loadAuth();
  const google = new auth.GoogleAuth({
    scopes: [SCOPE],
    clientOptions: { transporterOptions },
    ...(credentials ? { credentials } : {}),
  });
  await bounded(google.getClient(), LONGEST_MS).catch((error: unknown) => {
    throw new GoogleAuthError(`There are no usable credentials for Google: ${wordsOf(error)}. ${GIVE}`);
  });
  return {
    client: async () => google,
    accessToken: async () => {
      const token = await bounded(google.getAccessToken(), LONGEST_MS + LONGEST_WAIT_MS).catch(
        (error: unknown) => {
          throw new GoogleAuthError(`Google gives no access token: ${wordsOf(error)}. ${GIVE}`);
        },
      );
      if (token) return token;
      throw new GoogleAuthError(`Google gives no access token. ${GIVE}`);
    },
  };
}

/** An access token of that identity. @throws GoogleAuthError */
export const accessToken = async (env: NodeJS.ProcessEnv): Promise<string> =>
  (await googleAuth(env)).accessToken();

const loadAuth = async () => (await import("googleapis/build/src/apis/serviceusage/index.js")).auth;

async function clientWith(
  token: string,
  transporterOptions: ReturnType<typeof gaxiosOptions>,
): Promise<GoogleClient> {
  const { OAuth2 } = await loadAuth();
  return new OAuth2({ transporterOptions, credentials: { access_token: token } });
}

async function keyOf(env: NodeJS.ProcessEnv): Promise<Record<string, string> | undefined> {
  const name = KEYS.find((one) => env[one]);
  const given = name && env[name];
  if (!given) return undefined;
  // The parser's and the file system's own words may quote the key.
  const text = given.trim().startsWith("{") ? given : fileText(given);
  if (text === undefined)
    throw new GoogleAuthError(`${name} is neither JSON nor the path of a readable file. ${GIVE}`);
  try {
    const key: unknown = JSON.parse(text);
    if (typeof key === "object" && key !== null && "type" in key) return key as Record<string, string>;
  } catch {}
  throw new GoogleAuthError(`${name} holds no key: allowed is the JSON of a key, with its "type". ${GIVE}`);
}

/** Undefined where there is no such text. */
function fileText(file: string): string | undefined {
  try {
    return readText(file);
  } catch {
    return undefined;
  }
}

/** Without this, looking for the metadata server of a virtual machine could take long where there is none. */
async function bounded<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no answer within ${milliseconds / 1000} seconds`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The first line. A parser quotes what it cannot read, and that may be a key. */
function wordsOf(error: unknown): string {
  if (error instanceof SyntaxError) return "the file with the credentials is not JSON";
  const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return line.slice(0, 200).replace(/\.+$/, "");
}
