import { Command, Option } from "commander";
import { CONSENT_MODES } from "#config/rules/consent.ts";
import { forTenants } from "../many/forTenants.ts";
import type { DeployerOptions } from "./run.ts";

const HELP = `
Examples:
  modern-auth deployer check acme

Exit codes: each command's own help, or modern-auth --help.`;

/** `modern-auth deployer`: the identity that runs deployments. */
export const deployerCommand = (): Command =>
  new Command("deployer")
    .description("The identity that runs deployments in a tenant's Microsoft Entra.")
    .addHelpText("after", HELP)
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
    async (stack, options: DeployerOptions) => (await import("./run.ts")).checkDeployer(stack, options),
  );
