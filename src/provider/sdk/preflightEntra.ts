import type { Plan, PreflightProblem } from "#clients/graph/preflightJudge.ts";
import { ask } from "./ask.ts";
import type { Provider } from "./provider.ts";

/**
 * What would stop a first change in the tenant, or should be known before it, as far as the deployer may see.
 *
 * @throws RunError when the deployer cannot sign in
 */
export const preflightEntra = async (
  args: {
    tenantId: string;
    plan: Omit<Plan, "created">;
    /** Of a registration that somebody made by hand and this stack takes over: policies may spare what is older than they are. */
    applicationId?: string | undefined;
    createdDateTime?: string | undefined;
  },
  provider: Provider,
): Promise<PreflightProblem[]> =>
  (await ask<{ problems: PreflightProblem[] }>("preflightEntra", args, provider)).problems;
