import { notable, up } from "#fleet/forms/findings.ts";
import type { TenantResult } from "#fleet/results/result.ts";
import { type TenantExpiry, urgencyOf } from "./expiries.ts";

/**
 * What a person must do next for one tenant: the commands and pages that its results name, the most urgent first, each once.
 *
 * @param expiries the tenant's own
 */
export function nextSteps(result: TenantResult, expiries: readonly TenantExpiry[]): string[] {
  const { tenant, outcome, fix = "", planned = [] } = result;
  const fixes = [fix, ...notable(result).map((finding) => finding.fix), ...expiries.flatMap(rotation)];
  const steps = [...new Set(fixes.filter(Boolean))];
  return steps.length === 0 && outcome === "drift" && planned.length > 0 ? [up(tenant)] : steps;
}

/** In the words of the finding, where there is one. */
const rotation = (expiry: TenantExpiry): string[] =>
  urgencyOf(expiry) === "fine" ? [] : [`modern-auth rotate ${expiry.tenant}, then ${up(expiry.tenant)}`];
