import type { AuditLog } from "#clients/google/auditLog.ts";
import { deletionOf, RESTORABLE_DAYS } from "#clients/google/deletion.ts";
import type { CalendarDate } from "#config/rules/dates.ts";
import { addDays } from "#config/rules/dates.ts";
import type { Part } from "#verify/finding.ts";

/** Until when a deleted client can be restored, as the end of a sentence. */
export function restorableUntil(clientId: string, log: Part<AuditLog>, today: CalendarDate): string {
  const deletion = deletionOf(log.value?.entries ?? [], clientId);
  return deletion
    ? `${deletion.by} deleted it on ${deletion.on}: it can be restored until ${deletion.restorableUntil}`
    : `it can be restored at the latest until ${addDays(today, RESTORABLE_DAYS)}; the audit log does not tell when it was deleted`;
}
