import type { AuditEntry, AuditLog } from "../../../clients/google/auditLog.ts";
import type { CalendarDate } from "../../../config/dates.ts";
import { addDays } from "../../../config/googleRotation.ts";
import type { Part } from "../../finding.ts";

/** How long a deleted client can be restored, at least (https://support.google.com/cloud/answer/15549257). */
export const RESTORABLE_DAYS = 30;

/** Until when a deleted client can be restored, as the end of a sentence. */
export function restorableUntil(clientId: string, log: Part<AuditLog>, today: CalendarDate): string {
  const deletion = log.value?.entries.find((entry) => deletes(entry, clientId));
  if (deletion) {
    const day = deletion.timestamp.slice(0, 10) as CalendarDate;
    return `${deletion.principal || "somebody"} deleted it on ${day}: it can be restored until ${addDays(day, RESTORABLE_DAYS)}`;
  }
  return `it can be restored at the latest until ${addDays(today, RESTORABLE_DAYS)}; the audit log does not tell when it was deleted`;
}

/** The methods have no published names; a secret that is deleted is none of the client. */
const deletes = ({ method, resource }: AuditEntry, clientId: string): boolean =>
  /(?<!un)delete/i.test(method) && !/secret/i.test(method) && resource.includes(clientId);
