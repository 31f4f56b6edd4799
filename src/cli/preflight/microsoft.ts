import { runIdentities } from "#clients/entra/runIdentities.ts";
import { connectDeployer } from "#clients/graph/client.ts";
import { type FoundRegistrations, findRegistration } from "#clients/graph/findRegistration.ts";
import { readTenantFacts } from "#clients/graph/preflight.ts";
import { judgePreflight, type TenantFacts } from "#clients/graph/preflightJudge.ts";
import type { CalendarDate } from "#config/rules/dates.ts";
import { newestGeneration } from "#config/rules/generations.ts";
import type { MicrosoftConfig } from "#config/schema.ts";
import type { Stack } from "#stack/stack.ts";
import { type Obstacle, obstacleOf } from "./obstacle.ts";

type Plain = Omit<Obstacle, "system">;

/** What stands in the way at Microsoft: the deployer's rights, the tenant's policies, the name. Changes nothing. */
export async function microsoftObstacles(stack: string, { config, tag }: Stack): Promise<Obstacle[]> {
  const { microsoft } = config;
  if (!microsoft) return [];
  try {
    return (await ask(stack, microsoft, tag)).map((one) => ({ ...one, system: "microsoft" }));
  } catch (error) {
    return [obstacleOf("microsoft", "the deployer", "one that may look into this tenant", error)];
  }
}

async function ask(stack: string, microsoft: MicrosoftConfig, tag: string): Promise<Plain[]> {
  const { tenantId, consent, applicationName } = microsoft;
  const connection = await connectDeployer(tenantId);
  const found = await findRegistration(connection.graph, {
    tag,
    displayName: applicationName,
    consentMode: consent,
    adopt: microsoft.adopt?.application,
    used: runIdentities(connection.accessToken),
  });
  const facts = await readTenantFacts(connection, consent, found.registration?.applicationId);
  const created = (found.registration?.createdDateTime ?? new Date().toISOString()).slice(
    0,
    10,
  ) as CalendarDate;
  const generation = newestGeneration(microsoft.generations);
  return [
    ...taken(found, applicationName, stack),
    ...judgePreflight(facts, { stack, consent, generation, created }),
    ...unseen(facts, stack),
  ];
}

/** What a change may fail of, and nobody can say. */
function unseen({ rights, unseen: policies }: TenantFacts, stack: string): Plain[] {
  const check = { kind: "modern-auth" as const, words: ["deployer", "check", stack] };
  const unproven = rights.filter(({ verdict, optional }) => verdict === "unknown" && !optional);
  return [
    ...unproven.map(({ purpose, because, anyOf }) => ({
      level: "unknown" as const,
      property: "the deployer's rights",
      what: `whether it may ${purpose} is not known: ${because}`,
      allowed: anyOf.join(" or "),
      next: check,
    })),
    ...(policies.length > 0
      ? [
          {
            level: "unknown" as const,
            property: "the tenant's policies",
            what: `not seen: ${policies.join("; ")}`,
            allowed: "a deployer with the application permission Policy.Read.All",
            next: { ...check, note: "gives the link for an administrator of the directory" },
          },
        ]
      : []),
  ];
}

function taken({ registration, foreign }: FoundRegistrations, name: string, stack: string): Plain[] {
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
        note: `if it is the ERP's, made by hand; otherwise: pulumi config set --path microsoft.applicationName <name> --stack ${stack}`,
      },
    },
  ];
}
