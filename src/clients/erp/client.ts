import { isErpError } from "./errors.ts";

export interface CallOptions {
  /** Records that the method works on. Leave out for methods of the model itself (`search_read`, `fields_get`). */
  ids?: readonly number[];
  /**
   * Positional arguments in their order, under the names that the newest version gives them: JSON-RPC and XML-RPC send
   * the values, JSON-2 the names. For arguments whose name changed between versions (`write`: values, vals).
   */
  args?: Readonly<Record<string, unknown>>;
  /** Arguments by name, the same in every version. */
  kwargs?: Readonly<Record<string, unknown>>;
  context?: Readonly<Record<string, unknown>>;
  /** Time limit of this call. @default that of the connection */
  timeoutMs?: number;
  /** `false`: one attempt only, whatever the answer. @default true */
  retry?: boolean;
}

export interface ErpVersion {
  /** As the ERP writes it, e.g. "19.0". */
  text: string;
  /** e.g. 19; 0 when the text holds no number. */
  major: number;
}

export interface ErpUser {
  uid: number;
  /** Language of the user's preferences, e.g. "fr_CH". */
  lang: string | undefined;
}

/** One ERP database, as one user. The same for every protocol. */
export interface ErpClient {
  readonly protocol: "jsonrpc" | "json2" | "xmlrpc";
  readonly url: string;
  readonly database: string;
  readonly login: string;
  version(): Promise<ErpVersion>;
  /** Logs in (once) and tells who we are. @throws ErpError "login-refused", never tried again. */
  user(): Promise<ErpUser>;
  /** @throws ErpError */
  call(model: string, method: string, options?: CallOptions): Promise<unknown>;
  /** From now on this value is removed from every text that leaves the client. */
  protect(secret: string): void;
  /** The text without any secret known to this client. */
  redact(text: string): string;
}

/** Methods that change nothing: they may be repeated when nobody knows whether the first call arrived. */
const READS = new Set([
  "read",
  "search",
  "search_read",
  "search_count",
  "name_search",
  "fields_get",
  "fields_view_get",
  "get_view",
  "get_views",
  "default_view",
  "read_combined",
  "context_get",
  "get_param",
  "has_group",
  "check_access_rights",
  "has_access",
]);

export function isRead(method: string): boolean {
  return READS.has(method);
}

/** "19.0", "saas~17.4", "7.0-20140124-002118" → the major version. */
export function parseVersion(text: string): ErpVersion {
  return { text, major: Number(/\d+/.exec(text)?.[0] ?? 0) };
}

/** The languages that a call accepts come from the user's own record; anything else than a code means none. */
export function parseUser(context: unknown, uid: unknown): ErpUser {
  const lang = isObject(context) && typeof context["lang"] === "string" ? context["lang"] : undefined;
  return { uid: typeof uid === "number" ? uid : 0, lang: lang || undefined };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Asks once and remembers the answer. A failure is forgotten, except a refused login: asking again could lock the user out. */
export function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask().catch((error: unknown) => {
      if (!isErpError(error, "login-refused")) answer = undefined;
      throw error;
    });
    return answer;
  };
}
