import { isUnknown, type Value } from "#provider/plugin.ts";
import { CloudError } from "../bridge/errors.ts";
import { type Call, send } from "../bridge/http.ts";
import { type Json, record } from "../bridge/values.ts";
import type { Settings } from "./settings.ts";

/** What the resources share: the connection, once the provider is configured. */
export interface Session {
  /** Undefined in a preview whose provider settings are not known yet. */
  cloud: Cloud | undefined;
}

export function connected(session: Session): Cloud {
  if (!session.cloud) throw new Error("the gcp provider has not been configured");
  return session.cloud;
}

export const isConflict = (error: unknown): boolean => error instanceof CloudError && error.status === 409;

/** Google's APIs as the upstream provider talks to them. */
export class Cloud {
  readonly settings: Settings;

  constructor(settings: Settings) {
    this.settings = settings;
  }

  async call(
    method: string,
    base: string,
    path: string,
    query: Record<string, string>,
    body?: Json,
    more: Pick<Call, "again"> = {},
  ): Promise<Json> {
    const url = new URL(base + path);
    for (const [name, value] of Object.entries({ alt: "json", ...query }).sort())
      url.searchParams.set(name, value);
    const answer = await send({
      ...more,
      method,
      url: url.href,
      headers: { authorization: `Bearer ${this.settings.accessToken}`, "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (answer.status < 300) return record(answer.body);
    const { message } = record(record(answer.body)["error"]);
    throw new CloudError(answer.status, `googleapi: Error ${answer.status}: ${String(message ?? "")}`);
  }

  /** A call through Google's generated client, which asks for compact answers. */
  compact(
    method: string,
    base: string,
    path: string,
    query: Record<string, string> = {},
    body?: Json,
  ): Promise<Json> {
    return this.call(method, base, path, { prettyPrint: "false", ...query }, body);
  }

  /** The project of a resource: its own, else the provider's. */
  projectOf(value: Value | undefined): string {
    const own = typeof value === "string" && value !== "" ? value : this.settings.project;
    if (!own)
      throw new Error(
        "project: required field is not set: set it on the resource, as gcp:project or in GOOGLE_PROJECT",
      );
    return own.split("/").at(-1) ?? own;
  }
}

/** What a plan says of the project: the provider's stands in where the program names none. */
export const plannedProject = (session: Session, planned: Value | undefined): Value =>
  isUnknown(planned) && session.cloud?.settings.project ? session.cloud.settings.project : (planned ?? null);
