import { SET_CLOCK } from "#clients/serverClock.ts";
import type { CalendarDate } from "#config/rules/dates.ts";
import { ALL_SYSTEMS, blindAt } from "#verify/finding.ts";
import { exitCodeOf, type Outcome, type TenantResult, worstOutcome } from "../results/result.ts";
import type { EngineTier } from "./driftDefaults.ts";
import { turnsToday } from "./rollingShare.ts";

/**
 * The tenants to preview after all were verified: those that deviate or could not be looked at, and a share of the others, because the
 * engine also compares what `verify` does not look at. One that could not even be read, or is not provisioned, is none for the engine.
 *
 * @param days each of the others comes to its turn once in so many days
 */
export function forTheEngine(
  results: readonly Pick<TenantResult, "tenant" | "outcome" | "checks">[],
  tier: EngineTier,
  days: number,
  today: CalendarDate,
): string[] {
  const readable = results.filter(({ checks }) => checks !== undefined);
  const names = readable.map(({ tenant }) => tenant);
  if (tier === "none") return [];
  if (tier === "all") return names;
  const suspects = new Set(readable.filter(({ outcome }) => isSuspect(outcome)).map(({ tenant }) => tenant));
  const turns = new Set(turnsToday(names, days, today));
  return names.filter((name) => suspects.has(name) || turns.has(name));
}

const isSuspect = (outcome: Outcome): boolean => outcome === "drift" || outcome === "inconclusive";

/**
 * Both looks at each tenant as one: the worse outcome counts. An engine that failed could not look; what was seen live was seen all the
 * same.
 */
export function combinedResults(
  verified: readonly TenantResult[],
  previewed: readonly TenantResult[],
): TenantResult[] {
  const previews = new Map(previewed.map((one) => [one.tenant, one.outcome === "failed" ? blind(one) : one]));
  return verified.map((one) => {
    const preview = previews.get(one.tenant);
    if (!preview || isTold(one, preview)) return one;
    const worst = worstOutcome([one, preview]);
    const graver = worst === one.outcome ? one : preview;
    const { cause, next } = graver.cause ? graver : preview;
    return {
      ...one,
      outcome: worst,
      exitCode: graver.exitCode,
      seconds: one.seconds + preview.seconds,
      ...(preview.planned ? { planned: preview.planned } : {}),
      ...(cause ? { cause } : {}),
      next,
    };
  });
}

/** The engine could not look for a cause that the other look has met already. */
const isTold = ({ findings = [] }: TenantResult, { cause }: TenantResult): boolean =>
  cause !== undefined &&
  findings.some(({ found }) => found.kind === "unreadable" && found.what === cause.text);

const blind = (result: TenantResult): TenantResult => ({
  ...result,
  outcome: "inconclusive",
  exitCode: exitCodeOf("inconclusive"),
});

/** Which systems somebody accepts not to have been looked at, and for how many tenants. */
export const acceptedNotes = (results: readonly Pick<TenantResult, "findings">[]): string[] =>
  ALL_SYSTEMS.flatMap((system) => {
    const { length } = results.filter(({ findings = [] }) =>
      findings.some((finding) => finding.accepted && blindAt(finding) === system),
    );
    return length > 0
      ? [
          `Accepted by --allow-inconclusive ${system}: it could not be looked at for ${length} of ${results.length} tenants.`,
        ]
      : [];
  });

/** Under a wrong clock nothing is "ok": what ends, and how old something is, was judged by it. */
export const underWrongClock = (results: readonly TenantResult[], problem: string): TenantResult[] =>
  results.map((one) =>
    one.outcome === "ok" || one.outcome === "warn"
      ? {
          ...one,
          outcome: "inconclusive",
          exitCode: 3,
          cause: { kind: "wrong-clock", text: problem },
          next: [SET_CLOCK],
        }
      : one,
  );
