import { Command, Option } from "commander";
import { adminConsentLink } from "../clients/entra/adminConsent.ts";
import { describeDeployer } from "../clients/entra/deployer.ts";
import { connectDeployer } from "../clients/graph/client.ts";
import { callerOf, excessRights, judgeRights, overall } from "../clients/graph/deployerRights.ts";
import { probeReads } from "../clients/graph/readProbes.ts";
import { CONSENT_MODES, type ConsentMode } from "../config/consent.ts";
import { type DeployerReport, printReport } from "./deployerReport.ts";
import { forTenants } from "./fleet.ts";
import { readMicrosoft } from "./stackMicrosoft.ts";

interface Options {
  mode?: ConsentMode;
  json?: true;
}

const EXIT = { present: 0, unknown: 1, missing: 4 } as const;

/** `modern-auth deployer`: the identity that runs deployments. */
export const deployer = (): Command =>
  new Command("deployer")
    .description("The identity that runs deployments in a tenant's Microsoft Entra.")
    .addCommand(check());

const check = (): Command =>
  forTenants(
    new Command("check")
      .description(
        "Sign in to a tenant as the deployer that the environment gives (docs/deployer.md), and prove its rights. Changes nothing.",
      )
      .addOption(
        new Option(
          "--mode <mode>",
          "who consents to the ERP's permissions; default: microsoft.consent, or else grant",
        ).choices(CONSENT_MODES),
      )
      .option("--json", "print the findings as JSON")
      .addHelpText(
        "after",
        "\nExit codes: 0 all rights are there, 1 it could not be found out, 2 wrong usage, 4 a right is missing." +
          "\n\nExamples:\n  modern-auth deployer check acme\n  modern-auth deployer check acme --mode request\n" +
          "  modern-auth deployer check acme --json | jq '.rights[] | select(.verdict != \"present\")'",
      ),
    checkDeployer,
  );

async function checkDeployer(stack: string, options: Options): Promise<void> {
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
