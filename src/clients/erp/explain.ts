import { classify, invalidField, type ServerError } from "./classify.ts";
import { ErpError, type ErpErrorDetails, type ErpErrorKind } from "./errors.ts";

/** What the sentences below need to know. */
export interface Scene {
  url: string;
  database: string;
  login: string;
  model?: string | undefined;
  method?: string | undefined;
  /** Removes every known secret from a text. */
  redact: (text: string) => string;
  /** Whether tracebacks are shown: they may hold submitted values that nobody knows to be secret. */
  debug: boolean;
}

const SERVER_MESSAGE_LIMIT = 400;

/** An error as the ERP answers it. */
export interface ErrorAnswer extends Pick<ServerError, "name" | "message" | "status"> {
  /** The traceback. */
  debug?: unknown;
}

/** Turns an error answer of the ERP into our error: classified, explained, without secrets, and without traceback unless asked. */
export function serverError(scene: Scene, error: ErrorAnswer): ErpError {
  const { model, method, database } = scene;
  const kind = classify({ ...error, model, method, database });
  const field = kind === "no-such-field" ? invalidField(error.message) : undefined;
  const said = shorten(scene.redact(error.message));
  return new ErpError({
    kind,
    message: scene.redact(
      `${sentence(kind, scene, field)}${said ? ` The ERP says: ${said}` : ""} (${error.name})${traceback(scene, error)}`,
    ),
    retryable: kind === "busy" || kind === "unreachable",
    model,
    method,
    originalName: scene.redact(error.name),
    serverMessage: said,
    field,
  });
}

function traceback({ debug }: Scene, error: ErrorAnswer): string {
  return debug && typeof error.debug === "string" ? `\n${error.debug.trim()}` : "";
}

/** An error that we find ourselves, in the same words. */
export function localError(
  scene: Scene,
  kind: ErpErrorKind,
  message: string,
  more: Pick<ErpErrorDetails, "retryable" | "retryAfterMs" | "instead" | "remedy"> = {},
): ErpError {
  const { model, method } = scene;
  return new ErpError({ kind, message: scene.redact(message), model, method, ...more });
}

function sentence(kind: ErpErrorKind, scene: Scene, field: string | undefined): string {
  const { url, database, login, model, method } = scene;
  const call = model && method ? `${model}.${method}` : (method ?? "the call");
  switch (kind) {
    case "login-refused":
      return loginRefused(scene);
    case "unknown-database":
      return `The ERP at ${url} has no database "${database}". Check the database name in the configuration.`;
    case "no-rights":
      return (
        `The ERP user "${login}" lacks the right for ${call}. Mail servers, modules and parameters need the group ` +
        "« Administration / Configuration » (base.group_system), companies also « Administration / Access Rights » " +
        "(base.group_erp_manager) and access to the company concerned."
      );
    case "no-such-model":
      return `The ERP has no model "${model}": the module that brings it is not installed.`;
    case "no-such-method":
      return `The ERP has no method ${call} that can be called from outside: another ERP version, or a wrong method name in the configuration.`;
    case "no-such-field":
      return `The ERP has no field "${field ?? "?"}" in ${model}: the module that brings it is not installed, or a field name in the configuration is wrong.`;
    case "missing-record":
      return `A record that ${call} needs no longer exists in the ERP.`;
    case "validation":
      return `The ERP refuses ${call}.`;
    case "busy":
      return `The ERP is busy: ${call} met a lock and was rolled back. Try again.`;
    case "unreachable":
      return `The ERP at ${url} cannot reach its own database at the moment. Try again, or ask who runs the ERP.`;
    case "html":
      return `The ERP at ${url} does not serve this address: wrong URL, another ERP version, or a proxy in between.`;
    default:
      return `The ERP failed in ${call}: another ERP version, a wrong method name in the configuration, or a fault of the ERP.`;
  }
}

/** One text for all refusals: the ERP answers the same to each of these causes. */
export function loginRefused({ url, database, login }: Scene): string {
  return (
    `The ERP at ${url}, database "${database}", refuses the login of "${login}". Either the login, password or API key ` +
    "is wrong or expired; or the user is inactive (some ERPs deactivate users after 30 days: tick the user active " +
    "again); or the user has two-factor authentication and needs an API key instead of the password; or too many " +
    "logins failed in a row and the ERP refuses all of them for a while. Not tried again, so as not to lock the user out."
  );
}

/** Cut after redaction, never before: half a secret would not be recognised. */
function shorten(text: string): string {
  const line = text.trim().replace(/\s+/g, " ");
  return line.length > SERVER_MESSAGE_LIMIT ? `${line.slice(0, SERVER_MESSAGE_LIMIT)}…` : line;
}
