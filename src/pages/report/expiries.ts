import { type CalendarDate, daysBetween } from "#config/rules/dates.ts";
import { WARN_DAYS } from "#config/rules/defaults.ts";
import type { Expiry, TenantResult } from "#fleet/results/result.ts";

/** A tenant's secret with an end. */
export interface TenantExpiry extends Expiry {
  tenant: string;
  /** Days until it stops working; 0 or less where it has. */
  daysLeft: number;
  /** Whether the tenant has no later one in this system. An older one may run out. */
  newest: boolean;
}

/** All secrets' ends, the next first. */
export const expiriesOf = (results: readonly TenantResult[], today: CalendarDate): TenantExpiry[] =>
  results.flatMap((result) => tenantExpiries(result, today)).toSorted(byEnd);

function tenantExpiries({ tenant, expiries = [] }: TenantResult, today: CalendarDate): TenantExpiry[] {
  const newest = new Map(expiries.toSorted(byEnd).map((expiry) => [expiry.system, expiry]));
  return expiries.map((expiry) => ({
    ...expiry,
    tenant,
    daysLeft: daysBetween(today, expiry.end as CalendarDate),
    newest: newest.get(expiry.system) === expiry,
  }));
}

/** Whether a secret that counts has ended, is to be rotated, or has time. */
export type Urgency = "ended" | "due" | "fine";

export const urgencyOf = ({ daysLeft, newest }: TenantExpiry): Urgency =>
  !newest || daysLeft > WARN_DAYS ? "fine" : daysLeft > 0 ? "due" : "ended";

const byEnd = (a: Expiry, b: Expiry): number => compare(a.end, b.end) || compare(a.what, b.what);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
