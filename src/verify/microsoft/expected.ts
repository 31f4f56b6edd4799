import type { Keep } from "#config/keepSchema.ts";
import type { ConsentMode, MailSendMode } from "#config/rules/consent.ts";
import type { CalendarDate } from "#config/rules/dates.ts";
import type { Permission } from "#config/rules/permissions.ts";
import type { RecordedMicrosoft } from "#stack/state.ts";

/** The Microsoft part of one tenant as configuration and state say it is. */
export interface ExpectedMicrosoft extends RecordedMicrosoft {
  /** Name of the stack, for the commands that findings name. */
  stack: string;
  tenantId: string;
  applicationName: string;
  /** Those that the registration carries; the first one is the one that the ERP holds. */
  redirectUris: readonly [string, ...string[]];
  /** Marks the app registration as this stack's. */
  tag: string;
  permissions: readonly Permission[];
  /** What a registration that was made by hand has beyond that, and may keep. */
  keep: Keep;
  consent: ConsentMode;
  mailSend: MailSendMode;
  /** ISO 8601 instants at which secrets end that runs of this stack make, or were making when they were interrupted. */
  plannedEnds: readonly string[];
  /** How many days before its end a secret is worth a warning. */
  warnDays: number;
  /** Passed in, because nothing that judges reads the clock. */
  today: CalendarDate;
}
