import { addDays, type CalendarDate } from "#config/rules/dates.ts";
import type { AuditEntry } from "./auditLog.ts";

/** How long a deleted client can be restored, at least (https://support.google.com/cloud/answer/15549257). */
export const RESTORABLE_DAYS = 30;

export interface Deletion {
  /** E-mail address; "somebody" where the log does not say. */
  by: string;
  on: CalendarDate;
  restorableUntil: CalendarDate;
}

/** When a client was deleted, and until when it can be restored; undefined where the audit log does not tell. */
export function deletionOf(entries: readonly AuditEntry[], clientId: string): Deletion | undefined {
  const entry = entries.find((one) => deletes(one, clientId));
  if (!entry) return undefined;
  const on = new Date(entry.timestamp).toISOString().slice(0, 10) as CalendarDate;
  return { by: entry.principal || "somebody", on, restorableUntil: addDays(on, RESTORABLE_DAYS) };
}

/** The methods have no published names; a secret that is deleted is none of the client. */
const deletes = ({ method, resource, timestamp }: AuditEntry, clientId: string): boolean =>
  /(?<!un)delete/i.test(method) &&
  !/secret/i.test(method) &&
  resource.includes(clientId) &&
  !Number.isNaN(Date.parse(timestamp));
