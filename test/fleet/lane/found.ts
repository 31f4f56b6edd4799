import type { FleetRun, TenantResult } from "#fleet/results/result.ts";
import { nameOf } from "#test/fixtures/findings.ts";

/** Everything that a run found to be changed, by tenant, as "drift application.displayName". */
export const foundBy = (run: FleetRun | undefined): Map<string, string[]> =>
  new Map(
    (run?.results ?? [])
      .filter(({ outcome }) => outcome !== "ok" && outcome !== "warn")
      .map((result): [string, string[]] => [result.tenant, namedIn(result)]),
  );

const namedIn = ({ outcome, cause, findings = [] }: TenantResult): string[] =>
  outcome === "drift"
    ? findings
        .filter(({ verdict }) => verdict === "drift")
        .map(nameOf)
        .toSorted()
    : [`${outcome} ${cause?.text}`];
