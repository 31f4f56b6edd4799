import { STATUS_CODES } from "node:http";
import { CloudError } from "../bridge/errors.ts";
import { type Answer, send } from "../bridge/http.ts";
import { type Json, record } from "../bridge/values.ts";
import type { Settings } from "./settings.ts";
import { type Cloud, discoverCloud, signIn, type Token } from "./signIn.ts";

/** An answer of Microsoft Graph that is no success. */
function refusal(answer: Answer): CloudError {
  const { status, statusText } = answer;
  const { code, message } = errorOf(answer);
  const said = [code, message].filter(Boolean).join(": ");
  const text = statusText || STATUS_CODES[status] || "";
  return new CloudError(
    status,
    `unexpected status ${status} (${status} ${text})${said ? ` with error: ${said}` : ""}`,
  );
}

/** Code and message of an error answer. */
export function errorOf(answer: Answer): { code: string; message: string } {
  const error = record(record(answer.body)["error"]);
  return { code: String(error["code"] ?? ""), message: String(error["message"] ?? "") };
}

export interface Asking {
  body?: Json;
  /** Says which refusals come from replication and are worth another try. */
  again?: (answer: Answer) => boolean;
  version?: "v1.0" | "beta";
}

const HEADERS = {
  accept: "application/json; charset=utf-8; IEEE754Compatible=false",
  "content-type": "application/json; charset=utf-8",
  "odata-version": "4.0",
  "odata-maxversion": "4.0",
};
const TOKEN_MARGIN_MS = 20 * 60 * 1000;

/** Microsoft Graph as the upstream provider talks to it. */
export class Graph {
  readonly settings: Settings;
  readonly callerId: string;
  readonly #cloud: Cloud;
  #token: Token;

  private constructor(settings: Settings, cloud: Cloud, token: Token, callerId: string) {
    this.settings = settings;
    this.callerId = callerId;
    this.#cloud = cloud;
    this.#token = token;
  }

  /** Signs in and finds out who the caller is. */
  static async connect(settings: Settings): Promise<Graph> {
    const cloud = await discoverCloud(settings.metadataHost);
    const token = await signIn(settings, cloud);
    const graph = new Graph(settings, cloud, token, token.objectId ?? "");
    return token.objectId ? graph : new Graph(settings, cloud, token, await graph.#findCaller());
  }

  async #findCaller(): Promise<string> {
    const found = await this.list(`/servicePrincipals?${filter(`appId eq '${this.settings.clientId}'`)}`);
    const [only] = found;
    if (found.length !== 1 || !only)
      throw new Error("unexpected number of service principals for the caller");
    return String(only["id"]);
  }

  get base(): string {
    return `${this.#cloud.graph}/v1.0`;
  }

  async get(path: string, asking: Asking = {}): Promise<Json> {
    return record(await this.#call("GET", path, asking));
  }

  /** All pages of a list. */
  async list(path: string): Promise<Json[]> {
    const items: Json[] = [];
    for (let next: string | undefined = path; next; ) {
      const page: Json = await this.get(next);
      if (!Array.isArray(page["value"])) throw new Error(`GET ${path}: the answer has no list`);
      items.push(...page["value"].map(record));
      const link = page["@odata.nextLink"];
      next = typeof link === "string" ? link.replace(this.base, "") : undefined;
    }
    return items;
  }

  async post(path: string, asking: Asking): Promise<Json> {
    return record(await this.#call("POST", path, asking));
  }

  async patch(path: string, asking: Asking): Promise<void> {
    await this.#call("PATCH", path, asking);
  }

  async delete(path: string): Promise<void> {
    await this.#call("DELETE", path, {});
  }

  async #call(method: string, path: string, { body, again, version = "v1.0" }: Asking): Promise<unknown> {
    if (this.#token.expiresAt - Date.now() < TOKEN_MARGIN_MS)
      this.#token = await signIn(this.settings, this.#cloud);
    const answer = await send({
      method,
      url: `${this.#cloud.graph}/${version}${path}`,
      headers: { ...HEADERS, authorization: `Bearer ${this.#token.value}` },
      ...(body ? { body: JSON.stringify(body) } : {}),
      ...(again ? { again } : {}),
    });
    if (answer.status >= 300) throw refusal(answer);
    return answer.body;
  }
}

/** An OData filter as the upstream provider writes it into a query. */
export const filter = (expression: string): string =>
  new URLSearchParams([["$filter", expression]]).toString().replaceAll("*", "%2A");

export const selecting = (property: string): string =>
  new URLSearchParams([["$select", property]]).toString();
