import type { AuditEntry } from "./auditLog.ts";

/** How long a deleted client can be restored, at least (https://support.google.com/cloud/answer/15549257). */
export const RESTORABLE_DAYS = 30;

export interface Deletion {
  /** E-mail address; "somebody" where the log does not say. */
  by: string;
  /** Dates such as "2026-11-24". */
  on: string;
  restorableUntil: string;
}

/** When a client was deleted, and until when it can be restored; undefined where the audit log does not tell. */
export function deletionOf(entries: readonly AuditEntry[], clientId: string): Deletion | undefined {
  const entry = entries.find((one) => deletes(one, clientId));
  if (!entry) return undefined;
  const until = Date.parse(entry.timestamp) + RESTORABLE_DAYS * 24 * 3600 * 1000;
  return {
    by: entry.principal || "somebody",
    on: entry.timestamp.slice(0, 10),
    restorableUntil: new Date(until).toISOString().slice(0, 10),
  };
}

/** The methods have no published names; a secret that is deleted is none of the client. */
const deletes = ({ method, resource, timestamp }: AuditEntry, clientId: string): boolean =>
  /(?<!un)delete/i.test(method) &&
  !/secret/i.test(method) &&
  resource.includes(clientId) &&
  !Number.isNaN(Date.parse(timestamp));
