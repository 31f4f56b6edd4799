import { describeDeployer } from "#clients/entra/deployer.ts";
import { connectDeployer } from "#clients/graph/client.ts";
import { callerOf, excessRights, judgeRights, overall } from "#clients/graph/deployerRights.ts";
import { probeReads } from "#clients/graph/readProbes.ts";
import type { ConsentMode } from "#config/rules/consent.ts";
import { adminConsentLink } from "#config/rules/consent.ts";
import { readMicrosoft } from "#stack/microsoft.ts";
import type { CommandAnswer } from "../answer.ts";
import { deployerAnswer } from "./report.ts";

export interface DeployerOptions {
  mode?: ConsentMode;
}

export async function checkDeployer(stack: string, options: DeployerOptions): Promise<CommandAnswer> {
  const { tenantId: directory, consent } = await readMicrosoft(stack);
  const mode = options.mode ?? consent;
  const { graph, deployer, endpoints, accessToken } = await connectDeployer(directory);
  const caller = callerOf(accessToken);
  const rights = judgeRights(caller, mode, await probeReads(graph));
  const verdict = overall(rights);
  return deployerAnswer(stack, {
    directory,
    mode,
    identity: describeDeployer(deployer),
    caller,
    rights,
    excess: excessRights(caller, mode),
    verdict,
    ...(caller.kind === "application" && rights.some((one) => one.verdict === "missing")
      ? { consentLink: adminConsentLink(endpoints.login, directory, caller.appId) }
      : {}),
  });
}
