import { connectDeployer } from "#clients/graph/client.ts";
import { type Found, findRegistration } from "#clients/graph/findRegistration.ts";
import { readTenantFacts } from "#clients/graph/preflight.ts";
import { judgePreflight, type PreflightProblem } from "#clients/graph/preflightJudge.ts";
import { problemText } from "#config/configError.ts";
import type { CalendarDate } from "#config/rules/dates.ts";
import { newestGeneration } from "#config/rules/generations.ts";
import { readStack } from "#stack/stack.ts";

export async function checkTenant(stack: string, options: { json?: true }): Promise<void> {
  const { config, tag } = await readStack(stack);
  const { microsoft } = config;
  if (!microsoft) {
    process.stdout.write(options.json ? "[]\n" : `Stack "${stack}" has no Microsoft part.\n`);
    return;
  }
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
  process.stdout.write(options.json ? `${JSON.stringify(problems)}\n` : printed(stack, problems));
  if (problems.some(({ level }) => level === "error")) process.exitCode = 4;
}

function taken({ registration, foreign }: Found, name: string, stack: string): PreflightProblem[] {
  if (registration || foreign.length === 0) return [];
  return [
    {
      level: "error",
      property: "microsoft.applicationName",
      what: `"${name}" is the name of ${foreign.length === 1 ? "an app registration" : `${foreign.length} app registrations`} that ${foreign.length === 1 ? "is" : "are"} not this stack's: object ${foreign.map(({ applicationId }) => applicationId).join(", ")}`,
      allowed: "a name that no other registration of the tenant has, or one that is handed to this stack",
      fix: `modern-auth adopt ${stack}   (if it is the ERP's, made by hand), or pulumi config set --path microsoft.applicationName <name> --stack ${stack}`,
    },
  ];
}

function printed(stack: string, problems: readonly PreflightProblem[]): string {
  if (problems.length === 0)
    return `Stack "${stack}": nothing stands in the way, as far as the deployer may see.\n`;
  return `Stack "${stack}":\n${problems.map((problem) => `${problem.level}\n${problemText(problem)}`).join("\n")}\n`;
}
