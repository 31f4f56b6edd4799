import type { NextStep } from "#config/rules/nextStep.ts";

export { redact } from "./redact.ts";

/** What went wrong, independent of the ERP's version and of the language it speaks. */
export type ErpErrorKind =
  /** No answer: DNS, network, TLS, or the ERP's own database is away. */
  | "unreachable"
  /** The connection broke after the request was sent: nobody knows whether it was done. */
  | "lost"
  | "redirect"
  /** Something else than the ERP's API answered: a web page, a proxy. */
  | "html"
  | "login-refused"
  | "unknown-database"
  | "no-rights"
  | "no-such-model"
  | "no-such-method"
  | "no-such-field"
  | "missing-record"
  /** The ERP, or a check of ours, refuses the values or the state of things. */
  | "validation"
  /** A lock, a serialization failure or a server at its limit: nothing was done. */
  | "busy"
  | "timeout"
  /** The answer is larger or deeper than anybody reads. */
  | "beyond-limit"
  /** The call was carried out, but the protocol has no form for its answer; another protocol has. */
  | "unanswerable"
  | "other";

export interface ErpErrorDetails {
  kind: ErpErrorKind;
  /** What is wrong and what to do; already free of secrets. */
  message: string;
  /** Whether the same call may succeed later without anybody changing anything. */
  retryable?: boolean;
  model?: string | undefined;
  method?: string | undefined;
  /** Class of the error in the ERP, e.g. `odoo.exceptions.AccessError`. */
  originalName?: string | undefined;
  /** What the ERP itself said, in its own language; already free of secrets. */
  serverMessage?: string | undefined;
  /** Field that the error is about. */
  field?: string | undefined;
  /** What should stand in the configuration instead, where that is known: an id, an address. */
  instead?: string | undefined;
  /** What helps, where it is nothing in the configuration. */
  remedy?: NextStep | undefined;
  /** How long the server asks to be left alone. */
  retryAfterMs?: number | undefined;
}

/** The one error class of the ERP client. Never carries tracebacks, submitted values or secrets. */
export class ErpError extends Error {
  override readonly name: string = "ErpError";
  readonly kind: ErpErrorKind;
  readonly retryable: boolean;
  readonly model: string | undefined;
  readonly method: string | undefined;
  readonly originalName: string | undefined;
  readonly serverMessage: string | undefined;
  readonly field: string | undefined;
  readonly instead: string | undefined;
  readonly remedy: NextStep | undefined;
  readonly retryAfterMs: number | undefined;
  /** Where in the configuration it is put right, and how: the message says both then, and `what` is the part before that. */
  advice: { what: string; property?: string; next: NextStep } | undefined;

  constructor(details: ErpErrorDetails) {
    super(details.message);
    this.kind = details.kind;
    this.retryable = details.retryable ?? ["busy", "timeout", "lost"].includes(details.kind);
    this.model = details.model;
    this.method = details.method;
    this.originalName = details.originalName;
    this.serverMessage = details.serverMessage;
    this.field = details.field;
    this.instead = details.instead;
    this.remedy = details.remedy;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** Whether this is an {@link ErpError} of one of these kinds. */
export function isErpError(error: unknown, ...kinds: ErpErrorKind[]): error is ErpError {
  return error instanceof ErpError && (kinds.length === 0 || kinds.includes(error.kind));
}
