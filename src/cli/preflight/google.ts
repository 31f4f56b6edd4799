import { checkClientFile } from "#clients/google/clientFileCheck.ts";
import { heldPermissions } from "#clients/google/project.ts";
import { limitedFetch } from "#clients/transport.ts";
import { clientGenerations } from "#config/rules/googleGenerations.ts";
import type { GoogleConfig } from "#config/schema.ts";
import type { Stack } from "#stack/stack.ts";
import { currentOf } from "#stack/state.ts";
import { expectedGoogle } from "#verify/expected.ts";
import type { Finding } from "#verify/finding.ts";
import { findingText } from "#verify/findingText.ts";
import type { ExpectedGoogle } from "#verify/google/expected.ts";
import { judgeGoogle } from "#verify/google/judge.ts";
import { observeGoogle } from "#verify/google/observe.ts";
import { storedClient } from "#verify/google/storedClient.ts";
import { signInToGoogle } from "#verify/google/verify.ts";
import { checksOfFinding, oneEachCause } from "#verify/oneCause.ts";
import { type Obstacle, obstacleOf } from "./obstacle.ts";

/** Of what `verify` checks that which an update hangs on. Whether the redirect URI is there yet is not among it: the update waits. */
const IN_THE_WAY = ["project", "services", "client", "secret"];

/** What stands in the way at Google: project, APIs, client file and the caller's rights. Changes nothing. */
export async function googleObstacles(name: string, stack: Stack, now: Date): Promise<Obstacle[]> {
  const { google } = stack.config;
  if (!google) return [];
  const expected = expectedOf(name, stack, now);
  if (!("secrets" in expected)) return [expected];
  const files = clientGenerations(stack.config).flatMap((generation) =>
    clientProblems(name, generation.configKey, storedClient(name, generation), expected),
  );
  if (google.createProject && currentOf(stack.exported, "gcp:organizations/project:Project").length === 0)
    return [...files, toBeMade(google)];
  const auth = await signInToGoogle(process.env, limitedFetch);
  const observed = await observeGoogle(expected, auth, limitedFetch);
  const findings = judgeGoogle(expected, { ...observed, lastFetch: { value: undefined } }, undefined);
  const told = oneEachCause(findings.filter(({ check }) => IN_THE_WAY.includes(check))).flatMap(obstacleFrom);
  const rights =
    observed.services.value && auth.value
      ? await missingRights(google, stack, observed.services.value, expected.services, auth.value)
      : [];
  return [...files, ...told, ...rights];
}

function expectedOf(name: string, stack: Stack, now: Date): ExpectedGoogle | Obstacle {
  try {
    return expectedGoogle(name, stack, { now }) as ExpectedGoogle;
  } catch (error) {
    return {
      ...obstacleOf(
        "google",
        "google.client",
        "the JSON file of a web client, as the console gives it",
        error,
      ),
      next: { kind: "modern-auth", words: ["google", "import", name, "<file>"] },
    };
  }
}

const clientProblems = (
  name: string,
  property: string,
  client: Parameters<typeof checkClientFile>[0],
  { project, redirectUri }: ExpectedGoogle,
): Obstacle[] =>
  checkClientFile(client, { projectId: project, redirectUri }).map(({ code, message, fix }) => ({
    system: "google",
    // A redirect URI may have been added since the file was downloaded.
    level: code === "redirect_uri_missing" ? "warning" : "error",
    property,
    what: message.replace(/\.$/, ""),
    allowed: `a client of the project ${project} with the redirect URI ${redirectUri}`,
    next: { kind: "modern-auth", words: ["google", "import", name, "<file>"], note: fix },
  }));

const toBeMade = ({ project }: GoogleConfig): Obstacle => ({
  system: "google",
  level: "info",
  property: "google.createProject",
  what: `the update makes the project ${project}, which can be looked at only then`,
  allowed: "that",
  next: { kind: "update" },
});

/** What an update puts right by itself stands in nobody's way. */
function obstacleFrom(finding: Finding): Obstacle[] {
  const { verdict, found, next } = finding;
  const [first = { kind: "retry" as const }] = next;
  if (verdict === "ok" || verdict === "info" || first.kind === "update") return [];
  const { name, expected, actual } = findingText(finding);
  const code = found.kind === "unreadable" ? (found.cause?.code ?? "") : "";
  // Whoever may not even list the APIs can neither preview nor update.
  const shut = code === "missing-right" && checksOfFinding(finding).some(({ check }) => check === "services");
  const refused = shut || code === "unauthenticated" || code === "no-identity";
  const level = verdict === "warn" ? "warning" : verdict === "drift" || refused ? "error" : "unknown";
  return [
    {
      system: "google",
      level,
      property: found.kind === "unreadable" ? "google.project" : `google ${name}`,
      what: actual,
      allowed: expected || "a project that the caller may look into",
      next: first,
    },
  ];
}

/** What an update still has to make, and what that takes. */
function needs({ secretManager, workloadIdentity }: GoogleConfig, { exported }: Stack, toEnable: boolean) {
  const isMade = (type: string) => currentOf(exported, type).length > 0;
  return [
    ...(toEnable ? [["serviceusage.services.enable", "roles/serviceusage.serviceUsageAdmin"] as const] : []),
    ...(secretManager && !isMade("gcp:secretmanager/secret:Secret")
      ? [["secretmanager.secrets.create", "roles/secretmanager.admin"] as const]
      : []),
    ...(workloadIdentity && !isMade("gcp:iam/workloadIdentityPool:WorkloadIdentityPool")
      ? ([
          ["iam.workloadIdentityPools.create", "roles/iam.workloadIdentityPoolAdmin"],
          ["iam.serviceAccounts.create", "roles/iam.serviceAccountAdmin"],
          ["resourcemanager.projects.setIamPolicy", "roles/resourcemanager.projectIamAdmin"],
        ] as const)
      : []),
  ];
}

async function missingRights(
  google: GoogleConfig,
  stack: Stack,
  enabled: readonly string[],
  services: readonly string[],
  auth: Parameters<typeof heldPermissions>[0]["auth"],
): Promise<Obstacle[]> {
  const { project } = google;
  const needed = needs(
    google,
    stack,
    services.some((service) => !enabled.includes(service)),
  );
  if (needed.length === 0) return [];
  const property = "the caller's rights";
  try {
    const held = await heldPermissions(
      { auth, project },
      needed.map(([permission]) => permission),
    );
    const missing = needed.filter(([permission]) => !held.includes(permission));
    if (missing.length === 0) return [];
    const roles = missing.map(([, role]) => role).join(", ");
    return [
      {
        system: "google",
        level: "error",
        property,
        what: `the caller lacks ${missing.map(([permission]) => permission).join(", ")} on the project ${project}`,
        allowed: roles,
        next: { kind: "person", text: `grant the caller ${roles} on the project ${project}` },
      },
    ];
  } catch (error) {
    const obstacle = obstacleOf("google", property, "rights that can be asked for", error);
    return [{ ...obstacle, level: "unknown" }];
  }
}
