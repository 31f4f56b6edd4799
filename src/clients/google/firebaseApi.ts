import { setTimeout as sleep } from "node:timers/promises";
import type { firebase_v1beta1 } from "googleapis/build/src/apis/firebase/v1beta1.js";
import type { identitytoolkit_v2 } from "googleapis/build/src/apis/identitytoolkit/v2.js";
import { type Answer, ask, type Patience } from "./ask.ts";

export type FirebaseProject = firebase_v1beta1.Schema$FirebaseProject;
export type WebApp = firebase_v1beta1.Schema$WebApp;
export type IdpConfig = identitytoolkit_v2.Schema$GoogleCloudIdentitytoolkitAdminV2DefaultSupportedIdpConfig;
export type Operation = firebase_v1beta1.Schema$Operation;

/** Google said no, and would say so again. */
export class Refusal extends Error {
  /** HTTP status of an API's answer; undefined where an operation failed, or no API answered. */
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

/** Google gave no answer that says anything, so that it is not known what was done. */
export class NoAnswer extends Error {}

export interface Connection {
  /** Id of the project, which the calls also count for. */
  project: string;
  bearer: string;
  fetch: typeof fetch;
  patience: Patience;
  /** Milliseconds that an operation may take. */
  operationMs: number;
}

const firebase = "https://firebase.googleapis.com";
const longestPollMs = 5_000;

/** Ends of an operation that another try may change (google.rpc.Code): deadline, exhausted, internal, unavailable. */
const passing = new Set([4, 8, 13, 14]);

/**
 * The calls of Firebase and Identity Platform that the experimental provisioner makes. `provisionFirebaseApp` is in the
 * alpha only, which googleapis does not have; so all go the way of the probes, and googleapis lends its types.
 * Every call throws Refusal or NoAnswer.
 */
export class FirebaseApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Undefined when Firebase was never added to the project. */
  async project(): Promise<FirebaseProject | undefined> {
    return await this.#orUndefined<FirebaseProject>("GET", `${firebase}/v1beta1/${this.#parent}`);
  }

  async webApps(): Promise<WebApp[]> {
    const apps: WebApp[] = [];
    let pageToken = "";
    do {
      const query = pageToken ? `?pageToken=${encodeURIComponent(pageToken)}` : "";
      const page = await this.#call<firebase_v1beta1.Schema$ListWebAppsResponse>(
        "GET",
        `${firebase}/v1beta1/${this.#parent}/webApps${query}`,
      );
      apps.push(...(page.apps ?? []));
      pageToken = page.nextPageToken ?? "";
    } while (pageToken);
    return apps;
  }

  async createWebApp(displayName: string): Promise<WebApp> {
    const url = `${firebase}/v1beta1/${this.#parent}/webApps`;
    return (await this.finished(await this.#call<Operation>("POST", url, { displayName }))) as WebApp;
  }

  /** For good: a removed app could otherwise be restored for 30 days, and be listed by nobody. */
  async removeWebApp(app: WebApp): Promise<void> {
    const body = { immediate: true, allowMissing: true };
    const url = `${firebase}/v1beta1/${app.name}:remove`;
    await this.finished(await this.#call<Operation>("POST", url, body));
  }

  /**
   * Has Google begin to make brand, OAuth client and sign-in with Google; a refusal of this very call means that it made nothing
   * (https://github.com/firebase/firebase-tools/pull/9694; no documentation of the API itself).
   */
  async provision(
    appId: string,
    config: { publicDisplayName: string; customerSupportEmail: string; oauthRedirectUris: string[] },
  ): Promise<Operation> {
    const body = {
      parent: this.#parent,
      appNamespace: appId,
      webInput: {},
      firebaseAuthInput: {
        googleSigninProviderMode: "PROVIDER_ENABLED",
        googleSigninProviderConfig: config,
      },
    };
    const url = `${firebase}/v1alpha/firebase:provisionFirebaseApp`;
    return await this.#call<Operation>("POST", url, body);
  }

  /** Undefined where people cannot sign in with Google. */
  async idpConfig(): Promise<IdpConfig | undefined> {
    return await this.#orUndefined<IdpConfig>("GET", this.#idpUrl);
  }

  async removeIdpConfig(): Promise<void> {
    await this.#orUndefined("DELETE", this.#idpUrl);
  }

  /** Waits for the end of an operation; answers what it made. */
  async finished(started: Operation): Promise<object> {
    const { operationMs, patience } = this.#connection;
    const deadline = performance.now() + operationMs;
    let operation = started;
    for (let pause = patience.firstDelayMs; !operation.done; pause = Math.min(pause * 2, longestPollMs)) {
      if (performance.now() + pause > deadline)
        throw new NoAnswer(`${operation.name} does not come to an end`);
      await sleep(pause);
      operation = await this.#call<Operation>("GET", `${firebase}/v1beta1/${operation.name}`);
    }
    const { error } = operation;
    if (!error) return operation.response ?? {};
    const words = `${String(error.message).replace(/\.$/, "")} (code ${error.code})`;
    throw passing.has(error.code ?? 0) ? new NoAnswer(words) : new Refusal(words);
  }

  get #parent(): string {
    return `projects/${this.#connection.project}`;
  }

  get #idpUrl(): string {
    return `https://identitytoolkit.googleapis.com/admin/v2/${this.#parent}/defaultSupportedIdpConfigs/google.com`;
  }

  async #orUndefined<T>(method: string, url: string): Promise<T | undefined> {
    try {
      return await this.#call<T>(method, url);
    } catch (error) {
      if (error instanceof Refusal && error.status === 404) return undefined;
      throw error;
    }
  }

  async #call<T>(method: string, url: string, body?: object): Promise<T> {
    const { bearer, project, fetch: call, patience } = this.#connection;
    const init = {
      method,
      headers: {
        authorization: `Bearer ${bearer}`,
        accept: "application/json",
        "content-type": "application/json",
        "x-goog-user-project": project,
      },
      ...(body && { body: JSON.stringify(body) }),
    };
    // What makes something is asked for once: an answer that is lost must not lead to a second one.
    const attempts = method === "POST" ? 1 : patience.attempts;
    const outcome = await ask(url, init, call, { ...patience, attempts });
    const { hostname } = new URL(url);
    if ("fault" in outcome) throw new NoAnswer(`${hostname}: ${outcome.fault}`);
    return jsonOf<T>(outcome.answer, hostname);
  }
}

function jsonOf<T>({ status, body }: Answer, hostname: string): T {
  if (status === 429 || status >= 500) throw new NoAnswer(`${hostname} answered ${status}`);
  const json = parsed(body);
  if (!json) throw withoutJson(status, hostname);
  if (status >= 400) throw new Refusal(`${wordsOf(json)} (${status})`, status);
  return json as T;
}

/**
 * Google's front end has a page for addresses that no API has, as those of an alpha may be one day; a proxy may have one
 * too. So it is a no, but none that says that a thing is not there: it has no status.
 */
function withoutJson(status: number, hostname: string): Refusal | NoAnswer {
  return status === 404
    ? new Refusal(`${hostname} has no such address (404)`)
    : new NoAnswer(`${hostname} answered ${status} without JSON`);
}

function parsed(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Google's own words: nothing secret was sent to these addresses but the token, which no error quotes. */
function wordsOf(json: Record<string, unknown>): string {
  const message = (json.error as { message?: unknown } | undefined)?.message;
  return typeof message === "string"
    ? message.slice(0, 300).replace(/\.$/, "")
    : "Google refused without a word";
}
