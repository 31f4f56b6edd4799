import { readTenantFacts } from "#clients/graph/preflight.ts";
import { judgePreflight, type Plan } from "#clients/graph/preflightJudge.ts";
import type { CalendarDate } from "#config/rules/dates.ts";
import type { EntraSession } from "../entraSession.ts";
import type { Invoke, Values } from "../plugin.ts";
import { text } from "../values.ts";

/** Asks the tenant what stands in the way of a first change. See `src/provider/sdk/preflightEntra.ts` for the types. */
export const preflightEntra =
  (session: EntraSession): Invoke =>
  async (args) => {
    // Where there is no application yet it is made today; the program itself never reads the clock.
    const created = (text(args.createdDateTime) || new Date().toISOString()).slice(0, 10) as CalendarDate;
    const plan = { ...(args.plan as object), created } as Plan;
    const connection = await session.connection(text(args.tenantId));
    const facts = await readTenantFacts(connection, plan.consent, text(args.applicationId) || undefined);
    return { problems: judgePreflight(facts, plan) as unknown as Values[] };
  };
