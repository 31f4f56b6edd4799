import type { Caller, Finding } from "#clients/graph/deployerRights.ts";
import type { ConsentMode } from "#config/rules/consent.ts";

/** What `modern-auth deployer check` found; `--json` prints it as it is. */
export interface DeployerReport {
  stack: string;
  tenantId: string;
  mode: ConsentMode;
  /** What proved the identity, e.g. "client secret (ARM_CLIENT_SECRET)". */
  identity: string;
  caller: Caller;
  rights: Finding[];
  /** Permissions beyond the mode's needs that would let the caller get at further ones. */
  excess: string[];
  verdict: Finding["verdict"];
  /** Where an administrator consents to what the deployer's app registration lists; only when something is missing. */
  consentLink?: string;
}

/** The report for people. Pure. */
export function printReport(report: DeployerReport): string {
  const { stack, tenantId, mode, identity, caller, rights, excess } = report;
  const who = caller.name ? `${caller.name}, ` : "";
  return [
    `Stack "${stack}", tenant ${tenantId}, consent mode ${mode}`,
    `Deployer: ${who}${caller.kind}, client id ${caller.appId}, object id ${caller.objectId}`,
    `Identity: ${identity}`,
    "",
    ...rights.map(row),
    ...(excess.length > 0
      ? ["", `More than mode ${mode} needs, and enough to get at further rights: ${excess.join(", ")}`]
      : []),
    "",
    ...nextStep(report),
    "",
  ].join("\n");
}

const MARKS = { present: "present", missing: "MISSING", unknown: "unknown" } as const;

function row({ verdict, optional, purpose, because }: Finding): string {
  const mark = optional && verdict === "missing" ? "absent" : MARKS[verdict];
  return `  ${mark.padEnd(8)} ${purpose}${optional ? " (optional)" : ""}: ${because}`;
}

function nextStep({ verdict, rights, caller, consentLink }: DeployerReport): string[] {
  const missing = rights.filter((one) => one.verdict === "missing");
  const required = missing.filter(({ optional }) => !optional);
  const wanted = [...new Set((required.length > 0 ? required : missing).map(({ anyOf }) => anyOf[0]))].join(
    ", ",
  );
  const all = verdict === "present" ? ["All required rights are there."] : [];
  if (missing.length > 0 && caller.kind === "person")
    return [
      ...all,
      `Next: an administrator gives ${caller.name ?? "this account"} the directory role ${wanted}.`,
    ];
  if (missing.length > 0)
    return [
      ...all,
      `Next: add ${wanted} to the deployer's app registration (API permissions, Microsoft Graph, Application permissions);`,
      "then an administrator of the tenant consents to all that stands there, at",
      `  ${consentLink}`,
    ];
  if (verdict === "unknown")
    return [
      "Not everything could be found out. What is missing shows when it is used: run pulumi preview, then up.",
    ];
  return all;
}
