import { needing } from "#fleet/forms/findings.ts";
import type { TenantResult } from "#fleet/results/result.ts";
import type { System } from "#verify/finding.ts";
import { checksOfFinding } from "#verify/oneCause.ts";

/** By what stands in the type of a resource, such as "azuread Application" or "modernauth ErpCompany". */
const OF_TYPE: readonly [RegExp, System][] = [
  [/azuread|Entra/, "microsoft"],
  [/gcp|Google/, "google"],
  [/Erp/, "erp"],
];

/** The systems in which something needs attention, or a change is planned. */
export function systemsOf(result: TenantResult): System[] {
  const planned = (result.planned ?? []).flatMap(({ type }) =>
    OF_TYPE.filter(([pattern]) => pattern.test(type)).map(([, system]) => system),
  );
  return [
    ...new Set([
      ...needing(result).flatMap((finding) => checksOfFinding(finding).map(({ system }) => system)),
      ...planned,
    ]),
  ].toSorted();
}
