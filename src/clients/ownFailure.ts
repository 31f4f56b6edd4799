import { AdvisedError } from "#config/advisedError.ts";
import type { OwnFailure } from "#config/cause.ts";
import { ConfigError } from "#config/configError.ts";
import { Unreachable } from "./connection.ts";
import { DeployerError } from "./entra/deployerError.ts";
import { TokenRefused } from "./entra/token.ts";
import { ErpError } from "./erp/errors.ts";
import { GoogleApiError } from "./google/api.ts";
import { GoogleAuthError } from "./google/auth.ts";
import { ClientFileError } from "./google/clientFile.ts";
import { GraphRefused, RightMissing } from "./graph/client.ts";
import { AnswerBeyondLimit } from "./transport.ts";

/** An error of ours as data, known by its type; its message alone where it has none. */
export function ownFailure(error: unknown): OwnFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ConfigError) return { kind: "configuration", problems: error.problems };
  if (error instanceof AnswerBeyondLimit) return { kind: "error", message: error.what, next: error.next };
  if (error instanceof AdvisedError) return { kind: "error", message: error.what, next: error.next };
  if (error instanceof ErpError) return erpFailure(error);
  if (error instanceof GoogleApiError)
    return { kind: "google", code: error.kind, message, next: { kind: "person", text: error.fix } };
  if (error instanceof GoogleAuthError) return { kind: "google", code: "no-identity", message };
  if (error instanceof ClientFileError)
    return { kind: "google", code: error.code, property: error.property, message };
  if (error instanceof RightMissing) return { kind: "microsoft", code: "right-missing", message };
  if (error instanceof GraphRefused) return { kind: "microsoft", code: "refused", message };
  if (error instanceof TokenRefused) return { kind: "microsoft", code: error.kind, message };
  if (error instanceof DeployerError) return { kind: "microsoft", code: "no-identity", message };
  if (error instanceof Unreachable) return unreachable(error);
  return { kind: "error", message };
}

const unreachable = ({ message, status, retryAfterMs }: Unreachable): OwnFailure => ({
  kind: "unreachable",
  message,
  ...(status === undefined ? {} : { status }),
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});

function erpFailure({ kind: code, message, advice }: ErpError): OwnFailure {
  if (!advice) return { kind: "erp", code, message };
  const { what, property, next } = advice;
  return { kind: "erp", code, message: what, ...(property ? { property } : {}), next };
}
