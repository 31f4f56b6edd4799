import { connectDeployer } from "#clients/graph/client.ts";
import { type FoundRegistrations, findRegistration } from "#clients/graph/findRegistration.ts";
import { readTenantFacts } from "#clients/graph/preflight.ts";
import { judgePreflight, type PreflightProblem } from "#clients/graph/preflightJudge.ts";
import { problemText } from "#config/configError.ts";
import type { CalendarDate } from "#config/rules/dates.ts";
import { newestGeneration } from "#config/rules/generations.ts";
import { readStack } from "#stack/stack.ts";
import type { CommandAnswer } from "../answer.ts";

export async function checkTenant(stack: string): Promise<CommandAnswer> {
  const { config, tag } = await readStack(stack);
  const { microsoft } = config;
  if (!microsoft)
    return { outcome: "ok", found: { problems: [] }, text: `Stack "${stack}" has no Microsoft part.\n` };
  const { tenantId, consent, applicationName } = microsoft;
  const connection = await connectDeployer(tenantId);
  const found = await findRegistration(connection.graph, {
    tag,
    displayName: applicationName,
    consentMode: consent,
    adopt: microsoft.adopt?.application,
  });
  const facts = await readTenantFacts(connection, consent, found.registration?.applicationId);
  const created = (found.registration?.createdDateTime ?? new Date().toISOString()).slice(
    0,
    10,
  ) as CalendarDate;
  const generation = newestGeneration(microsoft.generations);
  const problems = [
    ...taken(found, applicationName, stack),
    ...judgePreflight(facts, { stack, consent, generation, created }),
  ];
  const head = { found: { problems }, text: preflightText(stack, problems) };
  const errors = problems.filter(({ level }) => level === "error");
  const [first] = errors;
  if (!first) return { outcome: "ok", ...head };
  return {
    outcome: "refused",
    cause: { kind: "refused", message: `${first.property}: ${first.what}` },
    next: errors.map(({ next }) => next),
    ...head,
  };
}

function taken(
  { registration, foreign }: FoundRegistrations,
  name: string,
  stack: string,
): PreflightProblem[] {
  if (registration || foreign.length === 0) return [];
  return [
    {
      level: "error",
      property: "microsoft.applicationName",
      what: `"${name}" is the name of ${foreign.length === 1 ? "an app registration" : `${foreign.length} app registrations`} that ${foreign.length === 1 ? "is" : "are"} not this stack's: object ${foreign.map(({ applicationId }) => applicationId).join(", ")}`,
      allowed: "a name that no other registration of the tenant has, or one that is handed to this stack",
      next: {
        kind: "modern-auth",
        words: ["adopt", stack],
        note: `if it is the ERP's, made by hand; otherwise: pulumi config set --path microsoft.applicationName <name> --stack <stack>`,
      },
    },
  ];
}

function preflightText(stack: string, problems: readonly PreflightProblem[]): string {
  if (problems.length === 0)
    return `Stack "${stack}": nothing stands in the way, as far as the deployer may see.\n`;
  return `Stack "${stack}":\n${problems.map((problem) => `${problem.level}\n${problemText(problem, stack)}`).join("\n")}\n`;
}
