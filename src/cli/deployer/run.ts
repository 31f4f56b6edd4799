import { describeDeployer } from "#clients/entra/deployer.ts";
import { connectDeployer } from "#clients/graph/client.ts";
import { callerOf, excessRights, judgeRights, overall } from "#clients/graph/deployerRights.ts";
import { probeReads } from "#clients/graph/readProbes.ts";
import type { ConsentMode } from "#config/rules/consent.ts";
import { adminConsentLink } from "#config/rules/consent.ts";
import { readMicrosoft } from "#stack/microsoft.ts";
import { type DeployerReport, printReport } from "./report.ts";

export interface Options {
  mode?: ConsentMode;
  json?: true;
}

const EXIT = { present: 0, unknown: 1, missing: 4 } as const;

export async function checkDeployer(stack: string, options: Options): Promise<void> {
  const { tenantId, consent } = await readMicrosoft(stack);
  const mode = options.mode ?? consent;
  const { graph, deployer, endpoints, accessToken } = await connectDeployer(tenantId);
  const caller = callerOf(accessToken);
  const rights = judgeRights(caller, mode, await probeReads(graph));
  const verdict = overall(rights);
  const report: DeployerReport = {
    stack,
    tenantId,
    mode,
    identity: describeDeployer(deployer),
    caller,
    rights,
    excess: excessRights(caller, mode),
    verdict,
    ...(caller.kind === "application" && rights.some((one) => one.verdict === "missing")
      ? { consentLink: adminConsentLink(endpoints.login, tenantId, caller.appId) }
      : {}),
  };
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : printReport(report));
  process.exitCode = EXIT[verdict];
}
