import { addDays, addMonths } from "../../config/dates.ts";
import type { FleetRun, TenantResult } from "../../fleet/results/result.ts";
import { CASES } from "./exampleCases.ts";
import { TODAY } from "./exampleDay.ts";

const FIRST =
  "alpine amber birch cedar clear copper coral eagle ember granite harbor hazel iris juniper lake linden maple meadow north ocean".split(
    " ",
  );
const SECOND =
  "bakery books brewery dental design energy farms foods freight garden glass hotels legal metals paper print sails tools travel wines".split(
    " ",
  );

/** A fleet with example names: most of it in order, and some of everything that happens. Always the same. */
export function exampleFleet(count: number): FleetRun {
  const results = Array.from({ length: count }, (_, index) => tenant(index)).toSorted((a, b) =>
    a.tenant < b.tenant ? -1 : 1,
  );
  return {
    command: "drift",
    started: "2026-11-23T02:00:00.000Z",
    seconds: 41.3,
    results,
    notes: ['Stack "old-mill" has a state, and no configuration file: modern-auth tenant list shows both.'],
  };
}

function tenant(index: number): TenantResult {
  const name = `${FIRST[index % FIRST.length]}-${SECOND[Math.floor(index / FIRST.length) % SECOND.length]}`;
  const found = caseOf((index * 37) % 300)?.(name, index);
  const made = addDays(TODAY, -((index * 53) % 660));
  const end = addMonths(made, 24);
  return {
    tenant: name,
    tags: [["eu", "us", "apac"][index % 3] ?? "", ...(index % 25 === 0 ? ["pilot"] : [])],
    exitCode: { drift: 7, inconclusive: 3, failed: 1 }[found?.outcome as string] ?? 0,
    seconds: 0.4 + (index % 7) / 10,
    expiries: [{ system: "microsoft", what: `secret ${1 + (index % 3)}`, end }],
    lastRun: `${made}T0${index % 9}:15:00Z`,
    ...(found ?? { outcome: "ok" }),
    ...(found?.cause ? {} : { findings: found?.findings ?? [], checks: 31 }),
  };
}

/** The first case has the first places, and so on; the places behind the last are of tenants in order. */
function caseOf(place: number) {
  let end = 0;
  return CASES.find(([count]) => {
    end += count;
    return place < end;
  })?.[1];
}
