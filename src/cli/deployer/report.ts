import type { Caller, RightFinding } from "#clients/graph/deployerRights.ts";
import type { ConsentMode } from "#config/rules/consent.ts";
import { type NextStep, nextStepText } from "#config/rules/nextStep.ts";
import type { CommandAnswer } from "../answer.ts";

/** What `modern-auth deployer check` found. */
export interface DeployerReport {
  /** Its id. */
  directory: string;
  mode: ConsentMode;
  /** What proved the identity, e.g. "client secret (ARM_CLIENT_SECRET)". */
  identity: string;
  caller: Caller;
  rights: RightFinding[];
  /** Permissions beyond the mode's needs that would let the caller get at further ones. */
  excess: string[];
  verdict: RightFinding["verdict"];
  /** Where an administrator consents to what the deployer's app registration lists; only when something is missing. */
  consentLink?: string;
}

/** What it comes to. Pure. */
export function deployerAnswer(tenant: string, report: DeployerReport): CommandAnswer {
  const { verdict, rights } = report;
  const next = nextOf(report);
  const head = {
    next: next ? [next] : [],
    found: report,
    text: deployerText(tenant, report, next),
  };
  if (verdict === "present") return { outcome: "ok", ...head };
  const [first] = rights.filter((one) => one.verdict === verdict && !one.optional);
  const message = first ? `${MARKS[verdict]} ${first.purpose}: ${first.because}` : MARKS[verdict];
  return verdict === "missing"
    ? { outcome: "refused", cause: { kind: "refused", message }, ...head }
    : { outcome: "failed", cause: { kind: "inconclusive", message }, ...head };
}

function deployerText(tenant: string, report: DeployerReport, next: NextStep | undefined): string {
  const { directory, mode, identity, caller, rights, excess, verdict } = report;
  const who = caller.name ? `${caller.name}, ` : "";
  return [
    `Stack "${tenant}", directory ${directory}, consent mode ${mode}`,
    `Deployer: ${who}${caller.kind}, client id ${caller.appId}, object id ${caller.objectId}`,
    `Identity: ${identity}`,
    "",
    ...rights.map(row),
    ...(excess.length > 0
      ? ["", `More than mode ${mode} needs, and enough to get at further rights: ${excess.join(", ")}`]
      : []),
    "",
    ...(verdict === "present" ? ["All required rights are there."] : []),
    ...(next ? [`Next: ${nextStepText(next, tenant)}`] : []),
    "",
  ].join("\n");
}

const MARKS = { present: "present", missing: "MISSING", unknown: "unknown" } as const;

function row({ verdict, optional, purpose, because }: RightFinding): string {
  const mark = optional && verdict === "missing" ? "absent" : MARKS[verdict];
  return `  ${mark.padEnd(8)} ${purpose}${optional ? " (optional)" : ""}: ${because}`;
}

function nextOf({ verdict, rights, caller, consentLink }: DeployerReport): NextStep | undefined {
  const missing = rights.filter((one) => one.verdict === "missing");
  const required = missing.filter(({ optional }) => !optional);
  const wanted = [...new Set((required.length > 0 ? required : missing).map(({ anyOf }) => anyOf[0]))].join(
    ", ",
  );
  if (missing.length > 0 && caller.kind === "person")
    return {
      kind: "person",
      text: `an administrator gives ${caller.name ?? "this account"} the directory role ${wanted}.`,
    };
  if (missing.length > 0)
    return {
      kind: "person",
      text:
        `add ${wanted} to the deployer's app registration (API permissions, Microsoft Graph, Application permissions); ` +
        "then an administrator of the directory consents to all that stands there",
      ...(consentLink ? { page: consentLink } : {}),
    };
  return verdict === "unknown"
    ? {
        kind: "person",
        text: "Not everything could be found out. What is missing shows when it is used: pulumi preview --stack <stack>, then pulumi up --stack <stack>",
      }
    : undefined;
}
