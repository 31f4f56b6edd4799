import { eachOnce, type NextStep } from "#config/rules/nextStep.ts";
import { needing, notable } from "#fleet/forms/findings.ts";
import type { TenantResult } from "#fleet/results/result.ts";
import { isLeftToPeople } from "#verify/erp/judge.ts";
import { type TenantExpiry, urgencyOf } from "./expiries.ts";

/** Steps that follow on each other. */
export type Sequence = readonly NextStep[];

const UPDATE: NextStep = { kind: "update" };

/**
 * What a person must do next for one tenant: what its results name, the most urgent first, each once.
 *
 * @param expiries the tenant's own
 */
export function nextSteps(result: TenantResult, expiries: readonly TenantExpiry[]): Sequence[] {
  const { outcome, cause, findings, next, planned = [] } = result;
  const all: Sequence[] = [
    // What findings say helps follows with them.
    ...(cause || !findings ? [next] : []),
    ...needing(result).map(({ next }) => next),
    ...expiries.flatMap(rotation),
    // An update cannot do it, and without it no mail flows.
    ...notable(result)
      .filter(isLeftToPeople)
      .map(({ next }) => next),
  ];
  const sequences = eachOnce(all.filter(({ length }) => length > 0));
  return sequences.length === 0 && outcome === "drift" && planned.length > 0 ? [[UPDATE]] : sequences;
}

/** As the finding says it, where there is one. */
const rotation = (expiry: TenantExpiry): Sequence[] =>
  urgencyOf(expiry) === "fine" ? [] : [[{ kind: "modern-auth", words: ["rotate", expiry.tenant] }, UPDATE]];
