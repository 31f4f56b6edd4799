import { erpOrigin } from "./address.ts";
import type { CallOptions } from "./client.ts";
import { localError, type Scene } from "./explain.ts";
import type { ErpFetch, HttpOptions } from "./http.ts";
import { redact } from "./redact.ts";
import type { RetryOptions } from "./retry.ts";

export interface ConnectionOptions {
  /** Address of the ERP without a path, e.g. "https://erp.example.com". HTTPS, except on this machine. */
  url: string;
  database: string;
  login: string;
  /** Password or API key. */
  password: string;
  /** What carries out a call; within the limits of an answer, whatever it is. @default the built-in fetch */
  fetch?: ErpFetch;
  /** Time limit of one call in milliseconds. @default 30000 */
  timeoutMs?: number;
  /** Further values that must never show up in an error. */
  secrets?: Iterable<string>;
  retry?: RetryOptions;
  /** Show the ERP's tracebacks in errors. @default whether the environment variable MODERN_AUTH_ERP_DEBUG is "1" */
  debug?: boolean;
}

/** What the drivers share. The password is reachable only through a function: nothing prints it by accident. */
export interface OpenErpConnection {
  origin: string;
  database: string;
  login: string;
  password: () => string;
  http: HttpOptions;
  secrets: Secrets;
  retry: RetryOptions;
  debug: boolean;
}

export interface Secrets {
  add(secret: string): void;
  redact(text: string): string;
}

export function openConnection(options: ConnectionOptions): OpenErpConnection {
  const { password } = options;
  const origin = erpOrigin(options.url);
  return {
    origin,
    database: options.database,
    login: options.login,
    password: () => password,
    http: {
      origin,
      fetch: options.fetch,
      timeoutMs: options.timeoutMs ?? 30_000,
    },
    secrets: secretBox([password, ...(options.secrets ?? [])]),
    retry: options.retry ?? {},
    debug: options.debug ?? process.env["MODERN_AUTH_ERP_DEBUG"] === "1",
  };
}

function secretBox(initial: Iterable<string>): Secrets {
  const known = new Set(initial);
  return {
    add: (secret) => void known.add(secret),
    redact: (text) => redact(text, known),
  };
}

export function sceneOf(connection: OpenErpConnection, model?: string, method?: string): Scene {
  const { origin, database, login, secrets, debug } = connection;
  return { url: origin, database, login, model, method, redact: secrets.redact, debug };
}

/** An ERP answers "done" to a write on no records and does nothing. */
export function guardIds(
  connection: OpenErpConnection,
  model: string,
  method: string,
  options: CallOptions,
): void {
  const changes = method === "write" || method === "unlink" || method.startsWith("button_");
  if (!changes || options.ids?.length) return;
  throw localError(
    sceneOf(connection, model, method),
    "validation",
    `${model}.${method} was called without record ids: the ERP would answer "done" and do nothing.`,
  );
}
