import type { Keep } from "#config/keepSchema.ts";
import type { CalendarDate } from "#config/rules/dates.ts";
import type { Permission } from "#config/rules/permissions.ts";

/** Who gives the consent: this project, or an administrator of the customer through a link. */
export type ConsentMode = "grant" | "request";

/** How the ERP may send as a mailbox: as any, as those that Exchange lists, or not at all. */
export type MailSendMode = "tenant-wide" | "exchange-rbac" | "none";

/** A client secret that the state knows. */
export interface ExpectedSecret {
  keyId: string;
  /** ISO 8601 instant at which it stops working. */
  endDate: string;
  /** It is only waiting for the next `pulumi up` to remove it: it may be there, and need not be. */
  retired?: true;
}

/** The Microsoft part of one tenant as configuration and state say it is. */
export interface ExpectedMicrosoft {
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
  /** The app registration that the state knows; absent when it knows none. */
  application?: { objectId: string; clientId: string };
  /** Object id of its service principal, as far as the state knows it. */
  servicePrincipalId?: string;
  /** In the order in which they were made: the last one is the ERP's. */
  secrets: readonly ExpectedSecret[];
  /** Object ids that must own the app registration: the deployer's. */
  owners: readonly string[];
  /** How many days before its end a secret is worth a warning. */
  warnDays: number;
  /** Passed in, because nothing that judges reads the clock. */
  today: CalendarDate;
}
