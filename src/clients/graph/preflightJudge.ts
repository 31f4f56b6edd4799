import type { ConfigProblem } from "#config/configError.ts";
import type { ConsentMode } from "#config/rules/consent.ts";
import { addIsoDuration, addMonths, type CalendarDate } from "#config/rules/dates.ts";
import { configSet } from "#config/rules/nextStep.ts";
import type { Caller, RightFinding } from "./deployerRights.ts";

/** One rule of an app management policy. Source: https://learn.microsoft.com/graph/api/resources/passwordcredentialconfiguration */
export interface Restriction {
  restrictionType: string;
  /** ISO 8601, e.g. "P180D". */
  maxLifetime: string | null;
  restrictForAppsCreatedAfterDateTime: string | null;
  state?: string;
}

/** What a tenant lets be known before anything is changed in it. */
export interface TenantFacts {
  caller: Caller;
  rights: readonly RightFinding[];
  /** The rules for secrets that apply, of the application's own policy or else of the tenant's. */
  restrictions: readonly Restriction[];
  /** What could not be read, as the end of "not seen: …". */
  unseen: readonly string[];
  /** Absent where the deployer may not see it. */
  usersMayConsent?: boolean;
}

export interface PreflightPlan {
  stack: string;
  consent: ConsentMode;
  /** The newest secret, and its place in `microsoft.generations`. */
  generation: { index: number; start: CalendarDate; end: CalendarDate };
  /** Day on which the application was made, or today when it will be. */
  created: CalendarDate;
}

/** Something that would stop the change, or that somebody should know before it. */
export interface PreflightProblem extends ConfigProblem {
  level: "error" | "warning";
}

/** Judges the facts. Pure. */
export function judgePreflight(facts: TenantFacts, plan: PreflightPlan): PreflightProblem[] {
  return [...missingRights(facts, plan), ...policies(facts, plan), ...userConsent(facts, plan)];
}

function missingRights(
  { rights, caller }: TenantFacts,
  { stack, consent }: PreflightPlan,
): PreflightProblem[] {
  return rights
    .filter(({ verdict, optional }) => verdict === "missing" && !optional)
    .map(({ purpose, anyOf }) => ({
      level: "error",
      property: "the deployer's rights",
      what: `${caller.name ?? caller.appId} may not ${purpose}`,
      allowed: `${caller.kind === "application" ? "the application permission" : "the directory role"} ${anyOf.join(" or ")}, for microsoft.consent "${consent}"`,
      next: {
        kind: "modern-auth",
        words: ["deployer", "check", stack],
        note: "gives the link for an administrator of the directory; docs/deployer.md",
      },
    }));
}

function policies({ restrictions }: TenantFacts, { generation, created }: PreflightPlan): PreflightProblem[] {
  const inForce = restrictions.filter(
    ({ state, restrictForAppsCreatedAfterDateTime: after }) =>
      state !== "disabled" && (!after || created >= after.slice(0, 10)),
  );
  if (inForce.some(({ restrictionType }) => restrictionType === "passwordAddition")) {
    return [
      {
        level: "error",
        property: "the tenant's app management policy",
        what: "forbids client secrets, and the ERP can use nothing else",
        allowed: "client secrets for this application",
        next: {
          kind: "person",
          text: "an administrator of the directory exempts it (Entra admin center, Enterprise applications, Application policies)",
        },
      },
    ];
  }
  const ends = inForce
    .filter(({ restrictionType }) => restrictionType === "passwordLifetime")
    .flatMap(({ maxLifetime }) => (maxLifetime ? (addIsoDuration(generation.start, maxLifetime) ?? []) : []));
  const latest = ends.toSorted()[0];
  if (latest === undefined || generation.end <= latest) return [];
  const property = `microsoft.generations[${generation.index}].end`;
  return [
    {
      level: "error",
      property,
      what: `"${generation.end}" is later than the tenant's app management policy allows`,
      allowed: `${latest} at the latest (${wholeMonths(generation.start, latest)} whole months)`,
      next: configSet(property, latest),
    },
  ];
}

function userConsent({ usersMayConsent }: TenantFacts, { consent }: PreflightPlan): PreflightProblem[] {
  if (usersMayConsent !== false || consent !== "request") return [];
  return [
    {
      level: "warning",
      property: "microsoft.consent",
      what: 'is "request", and users of this tenant may not consent by themselves: nobody can sign in before an administrator has',
      allowed: "that, or grant",
      next: {
        kind: "person",
        text: "send the link of the output adminConsentUrl to an administrator of the directory",
      },
    },
  ];
}

function wholeMonths(start: CalendarDate, end: CalendarDate): number {
  let months = 0;
  while (addMonths(start, months + 1) <= end) months += 1;
  return months;
}
