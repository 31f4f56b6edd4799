import { notable, up } from "#fleet/forms/findings.ts";
import type { TenantResult } from "#fleet/results/result.ts";
import { type TenantExpiry, urgencyOf } from "./expiries.ts";

/**
 * What a person must do next for one tenant: the commands and pages that its results name, the most urgent first, each once.
 *
 * @param expiries the tenant's own
 */
export function nextSteps(result: TenantResult, expiries: readonly TenantExpiry[]): TenantResult["next"] {
  const { tenant, outcome, next, planned = [] } = result;
  const others = [...notable(result).map(({ fix }) => fix), ...expiries.flatMap(rotation)].filter(Boolean);
  const steps = [...next, ...others.map(inWords)];
  if (steps.length === 0 && outcome === "drift" && planned.length > 0) return [inWords(up(tenant))];
  return [...new Map(steps.map((step) => [step.text, step])).values()];
}

const inWords = (text: string) => ({ kind: "person", text });

/** In the words of the finding, where there is one. */
const rotation = (expiry: TenantExpiry): string[] =>
  urgencyOf(expiry) === "fine" ? [] : [`modern-auth rotate ${expiry.tenant}, then ${up(expiry.tenant)}`];
