import type { Binding, PipelineAccess, SecretCopy } from "#clients/google/access.ts";
import type { AuditLog } from "#clients/google/auditLog.ts";
import type { GoogleProjectFacts } from "#clients/google/project.ts";
import type { RedirectVerdict } from "#clients/google/redirectVerdict.ts";
import type { TokenVerdict } from "#clients/google/tokenProbe.ts";
import type { CalendarDate } from "#config/rules/dates.ts";
import type { Part } from "../finding.ts";

/** What Google, and the ERP about Google, say of one tenant. Holds no secret. */
export interface ObservedGoogle {
  /** What the token endpoint says of each secret, by its number. */
  tokens: ReadonlyMap<number, TokenVerdict>;
  /** What the authorisation endpoint says of the newest secret's client; absent without a client. */
  redirect?: RedirectVerdict;
  /** The APIs that are enabled. */
  services: Part<readonly string[]>;
  project: Part<GoogleProjectFacts>;
  auditLog: Part<AuditLog>;
  /** Each of these is read only where it is expected. */
  copy: Part<SecretCopy | undefined>;
  projectBindings: Part<readonly Binding[]>;
  pipelineAccess: Part<PipelineAccess>;
  /** The day on which the ERP last fetched mail from Google; undefined when it never did. */
  lastFetch: Part<CalendarDate | undefined>;
}
