import type { ErpErrorKind } from "./errors.ts";

/** What is known about a call that the ERP answered with an error. */
export interface ServerError {
  /** Class name from the error body, e.g. `builtins.ValueError`. */
  name: string;
  message: string;
  model?: string | undefined;
  method?: string | undefined;
  database?: string | undefined;
  /** HTTP status, where the protocol uses it (JSON-2). */
  status?: number | undefined;
}

/** PostgreSQL and ORM classes that mean: the transaction was rolled back, try again. */
const LOCKED = new Set([
  "SerializationFailure",
  "LockNotAvailable",
  "DeadlockDetected",
  "TransactionRollbackError",
  "LockError",
  "ConcurrencyError",
]);

/** Classes of refusals by business rules, under the names of all versions. */
const REFUSED = new Set(["UserError", "ValidationError", "RedirectWarning", "Warning", "except_orm"]);

/**
 * Says what an error of the ERP means. Class names decide. Messages are looked at only where Python wrote them (never
 * translated), or for technical names of ours, which no translation changes.
 */
export function classify(error: ServerError): ErpErrorKind {
  const { message, model, method } = error;
  const name = error.name.split(".").at(-1) ?? "";
  if (LOCKED.has(name)) return "busy";
  switch (name) {
    case "AccessDenied":
      // Module operations answer "denied" to a user who is logged in but is no administrator.
      return model === "ir.module.module" || error.status === 403 ? "no-rights" : "login-refused";
    case "Unauthorized":
    case "SessionExpiredException":
      return "login-refused";
    case "AccessError":
      return method?.startsWith("_") ? "no-such-method" : "no-rights";
    case "MissingError":
      return "missing-record";
    case "AttributeError":
      return method && mentions(message, method) ? "no-such-method" : "other";
    case "NotFound":
      if (model && method && message.includes(`'${model}.${method}'`)) return "no-such-method";
      return model && message.includes(`'${model}'`) ? "no-such-model" : "html";
    case "ValueError":
      if (/^Invalid field\b/.test(message)) return "no-such-field";
      return /^Wrong value for\b/.test(message) ? "validation" : "other";
    case "OperationalError":
      return isUnknownDatabase(error) ? "unknown-database" : "unreachable";
    default:
      if (!REFUSED.has(name)) return "other";
      return name === "UserError" && isMissingModel(error) ? "no-such-model" : "validation";
  }
}

/** The field that an "Invalid field" error is about. */
export function invalidField(message: string): string | undefined {
  return /^Invalid field '?(?:[\w.]*\.)?(\w+)'?/.exec(message)?.[1];
}

function mentions(message: string, method: string): boolean {
  return message.includes(`'${method}'`) || message.includes(`.${method}'`);
}

/** "Object x.y doesn't exist" is an ordinary, translated UserError: one line around the technical name of the model. */
function isMissingModel({ message, model }: ServerError): boolean {
  if (!model || message.trim().includes("\n")) return false;
  return message.split(/[\s"'«»“”‘’()]+/).includes(model);
}

/** PostgreSQL names the database in this refusal, and also in a few that pass by themselves. */
function isUnknownDatabase({ message, database }: ServerError): boolean {
  const passing = /too many|not currently accepting|starting up|shutting down|recovery/i;
  return database !== undefined && message.includes(database) && !passing.test(message);
}
