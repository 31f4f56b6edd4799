import { nextStepText } from "#config/rules/nextStep.ts";
import { limitedFetch } from "../transport.ts";
import { ask, type Patience } from "./ask.ts";
import { type GoogleAuth, GoogleAuthError } from "./auth.ts";
import { beyondLimitIn, gaxiosOptions } from "./gaxios.ts";

/**
 * - `missing-right`: Google refuses what was asked, a role would help
 * - `api-disabled`: the API that was asked is not enabled
 * - `refused`: any other answer that another try would not change
 * - `throttled`, `unreachable`: nothing is known; another try may tell
 */
export type GoogleApiProblem = "missing-right" | "api-disabled" | "refused" | "throttled" | "unreachable";

/** A Google API gave no answer that could be used. */
export class GoogleApiError extends Error {
  override readonly name = "GoogleApiError";
  readonly kind: GoogleApiProblem;
  /** What to do about it. */
  readonly fix: string;

  constructor(kind: GoogleApiProblem, message: string, fix: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
    this.fix = fix;
  }

  /** Whether Google has decided; otherwise nothing is known. */
  get decided(): boolean {
    return this.kind !== "throttled" && this.kind !== "unreachable";
  }
}

/** How a Google API is called. */
export interface GoogleCall {
  auth: GoogleAuth;
  /** Id of the project. */
  project: string;
  /** Default: the global one. */
  fetch?: typeof fetch;
}

/** Three tries in all, and at most ten seconds. */
const PATIENCE: Patience = { attempts: 3, firstDelayMs: 200, callMs: 5_000, budgetMs: 10_000 };

/** The same for googleapis. */
export const patient = ({ fetch: call = limitedFetch }: Pick<GoogleCall, "fetch">) =>
  gaxiosOptions(call, PATIENCE.callMs);

const AGAIN = "run it again later";

/** Does one thing with a Google API. @param doing such as "listing the enabled APIs" @param role what it takes @throws GoogleApiError */
export async function asking<T>(
  doing: string,
  { role, project }: { role: string; project: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explained(error, doing, role, project);
  }
}

/** What googleapis throws, as far as it matters here. */
interface Failure {
  status?: unknown;
  response?: { status?: number; data?: unknown };
}

/** Google's answer to a call that is made without googleapis. */
class Refused extends Error {
  readonly response: Required<Failure>["response"];
  constructor(status: number, data: unknown) {
    super(`HTTP ${status}`);
    this.response = { status, data };
  }
}

/** Calls an API without googleapis, which would have every preview wait for it. @throws what {@link asking} explains */
export const post = <T>(
  call: GoogleCall,
  url: string,
  body: object,
  headers: Record<string, string>,
): Promise<T> =>
  request(call, url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

/** Reads one object or list of an API in the same way; undefined where there is none. @throws what {@link asking} explains */
export const get = <T>(call: GoogleCall, url: string): Promise<T | undefined> =>
  request<T>(call, url, {}).catch((error: unknown) => {
    if (error instanceof Refused && error.response.status === 404) return undefined;
    throw error;
  });

async function request<T>(
  { auth, fetch: call = limitedFetch }: GoogleCall,
  url: string,
  { headers, ...given }: { method?: string; headers?: Record<string, string>; body?: string },
): Promise<T> {
  const authorization = `Bearer ${await auth.accessToken()}`;
  const init = { ...given, headers: { authorization, ...headers } };
  const outcome = await ask(url, init, call, PATIENCE);
  if ("fault" in outcome) throw "error" in outcome ? outcome.error : new Error(outcome.fault);
  const { status, body: answer } = outcome.answer;
  if (status !== 200) throw new Refused(status, jsonOf(answer));
  return JSON.parse(answer);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function explained(error: unknown, doing: string, role: string, project: string): GoogleApiError {
  if (error instanceof GoogleAuthError)
    return new GoogleApiError("refused", error.message, "see README, “Identities”", error);
  const { response, status } = (error ?? {}) as Failure;
  const code = response?.status ?? (typeof status === "number" ? status : undefined);
  const of = `${doing} of the Google project ${project}`;
  const beyond = beyondLimitIn(error);
  if (beyond)
    return new GoogleApiError("unreachable", `${of}: ${beyond.what}`, nextStepText(beyond.next), error);
  if (code === undefined)
    return new GoogleApiError("unreachable", `Google could not be reached for ${of}`, AGAIN, error);
  if (code === 429)
    return new GoogleApiError("throttled", `Google limits the rate (429) of ${of}`, AGAIN, error);
  if (code >= 500)
    return new GoogleApiError("unreachable", `Google has a fault (${code}) at ${of}`, AGAIN, error);
  if (code === 401)
    return new GoogleApiError(
      "refused",
      `Google does not take the credentials (401) for ${of}`,
      "get a new access token or key, see README, “Identities”",
      error,
    );
  const { service, reason } = errorInfoOf(response?.data);
  if (code === 403 && reason === "SERVICE_DISABLED")
    return new GoogleApiError(
      "api-disabled",
      `${doing} needs ${service ?? "an API"}, which is not enabled`,
      `pulumi up --stack <stack>, or: gcloud services enable ${service ?? "<API>"} --project ${project}`,
      error,
    );
  if (code === 403)
    return new GoogleApiError(
      "missing-right",
      `The caller may not do this, or there is no such project: ${of} (403)`,
      `grant it ${role} on the project ${project}`,
      error,
    );
  return new GoogleApiError("refused", `Google refused ${of} (${code})`, "see docs/google.md", error);
}

/** Why Google's API refused, in its own code such as "SERVICE_DISABLED"; undefined where it did not say. */
export const reasonOf = (error: unknown): string | undefined =>
  errorInfoOf(((error ?? {}) as Failure).response?.data).reason;

/** The machine-readable part of an error of Google's APIs (https://google.aip.dev/193). */
function errorInfoOf(data: unknown): { reason?: string; service?: string } {
  const details = (data as { error?: { details?: unknown } } | undefined)?.error?.details;
  const infos = Array.isArray(details) ? details : [];
  const info = infos.find((one) => typeof one?.reason === "string");
  return info ? { reason: info.reason, service: info.metadata?.service } : {};
}
