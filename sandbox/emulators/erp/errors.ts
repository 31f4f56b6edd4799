import type { Flavour } from "./options.ts";
import { pyRepr, type Row, type Value } from "./values.ts";

/** An error as the server's Python code raises it, before any protocol gives it a shape. */
export class ErpError extends Error {
  /** The class's full name, which clients classify by, e.g. "odoo.exceptions.AccessError". */
  readonly kind: string;
  readonly args: readonly Value[];
  /** What the last line of the traceback says after the class name. */
  readonly detail: string;

  constructor(kind: string, message: string, args: readonly Value[] = [message], detail: string = message) {
    super(message);
    this.kind = kind;
    this.args = args;
    this.detail = detail;
  }
}

const exceptions = "odoo.exceptions";

export const accessDenied = (message = "Access Denied") =>
  new ErpError(`${exceptions}.AccessDenied`, message);
export const accessError = (message: string) => new ErpError(`${exceptions}.AccessError`, message);
export const userError = (message: string) => new ErpError(`${exceptions}.UserError`, message);
export const validationError = (message: string) => new ErpError(`${exceptions}.ValidationError`, message);
export const valueError = (message: string) => new ErpError("builtins.ValueError", message);
export const typeError = (message: string) => new ErpError("builtins.TypeError", message);

export function missingError(model: string, id: number, uid: number): ErpError {
  const record = `(Record: ${model}(${id},), User: ${uid})`;
  return new ErpError(`${exceptions}.MissingError`, `Record does not exist or has been deleted.\n${record}`);
}

export function unknownDatabase(flavour: Flavour, database: string): ErpError {
  const socket = 'connection to server on socket "/run/postgresql/.s.PGSQL.5432" failed: ';
  const text = `${flavour === "odoo-19" ? socket : ""}FATAL:  database "${database}" does not exist`;
  return new ErpError("psycopg2.OperationalError", `${text}\n`, undefined, text);
}

/** Calls that no dispatcher finds: told apart because JSON-2 answers them with 404. */
export class NotFoundError extends ErpError {}

export function missingModel(model: string): NotFoundError {
  return new NotFoundError(`${exceptions}.UserError`, `Object ${model} doesn't exist`);
}

export function missingMethod(flavour: Flavour, model: string, method: string): NotFoundError {
  if (flavour === "odoo-14" && method === "env")
    return new NotFoundError("builtins.TypeError", "'member_descriptor' object is not callable");
  const text =
    flavour === "odoo-14"
      ? `type object '${model}' has no attribute '${method}'`
      : `The method '${model}.${method}' does not exist`;
  return new NotFoundError("builtins.AttributeError", text);
}

export function privateMethod(flavour: Flavour, model: string, method: string): ErpError {
  const name = flavour === "odoo-14" ? method : `'${model}.${method}'`;
  return accessError(`Private methods (such as ${name}) cannot be called remotely.`);
}

/** The last line of the traceback, which is all that recordings keep of it. */
export function debugLine(flavour: Flavour, error: ErpError): string {
  const end = flavour === "odoo-19" && error.kind.endsWith("AccessDenied") ? "\n" : "";
  return `${error.kind.replace(/^builtins\./, "")}: ${error.detail.trimEnd()}${end}`;
}

/** The description of an error that both JSON protocols send, with what the traceback shows above its last line. */
export function errorData(flavour: Flavour, error: ErpError, frames = ""): Row {
  return {
    name: error.kind,
    message: error.message,
    arguments: [...error.args],
    context: {},
    debug: frames + debugLine(flavour, error),
  };
}

/** Frames of a traceback that give away what was submitted, as some do. */
export function leakyFrames(submitted: Value | undefined): string {
  const values = pyRepr(submitted ?? null);
  return `Traceback (most recent call last):\n  File "models.py", line 1, in call\n    args = ${values}\n`;
}

/** Anything thrown, as an error of the server: what is no {@link ErpError} is a defect of the emulator. */
export function asErpError(thrown: unknown): ErpError {
  if (thrown instanceof ErpError) return thrown;
  return new ErpError(
    "builtins.RuntimeError",
    `emulator: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
  );
}
