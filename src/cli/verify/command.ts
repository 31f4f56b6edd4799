import { Command } from "commander";
import { WARN_DAYS } from "#config/rules/defaults.ts";
import { IN_FLIGHT } from "#fleet/drift/driftDefaults.ts";
import { allowInconclusive, days } from "../arguments.ts";
import { forTenants } from "../many/forTenants.ts";
import type { VerifyOptions } from "./run.ts";

const HELP = `
Reads only, and each system only where the stack has it. What it may not read is "inconclusive", never "ok": docs/verdicts.md
  Microsoft: the application permissions Application.Read.All and Directory.Read.All on Microsoft Graph
             (ARM_CLIENT_ID and its credential)
  Google:    roles/serviceusage.serviceUsageConsumer, roles/logging.viewer, roles/browser and roles/secretmanager.viewer
             on the project; with google.workloadIdentity also those of docs/google.md
             (GOOGLE_OAUTH_ACCESS_TOKEN, GOOGLE_CREDENTIALS or the application default credentials);
             client, secrets and redirect URI are proven without any identity: docs/google.md
--remove-orphans needs Application.ReadWrite.OwnedBy, and spares every secret that the ERP may be using.

Examples:
  modern-auth verify acme
  modern-auth verify acme --json --strict
  modern-auth verify acme --warn-days 30
  modern-auth verify acme --allow-inconclusive google
  modern-auth verify acme --remove-orphans

Exit codes:
  0  everything is as it should be; "info" included, and warnings unless --strict
  1  nothing could be found out: its configuration is not valid
  2  wrong usage
  3  no drift, but something could not be looked at, and --allow-inconclusive does not name its system
  7  drift (with --strict also warnings), as pulumi preview --expect-no-changes`;

/** `modern-auth verify`: compares one tenant with what it should be, live, without the engine. */
export const verifyCommand = (): Command =>
  forTenants(
    new Command("verify")
      .description(
        "Prove one tenant live: what somebody changed by hand, what expires, whether the ERP's secrets work.",
      )
      .option("--warn-days <number>", "warn this many days before a Microsoft secret ends", days, WARN_DAYS)
      .option("--strict", "treat warnings as drift")
      .addOption(allowInconclusive())
      .option("--json", "print all findings as JSON")
      .option("--remove-orphans", "remove secrets that interrupted runs left behind at Microsoft; asks first")
      .option("--yes", "do not ask")
      .addHelpText("after", HELP),
    async (name, options: VerifyOptions, desk) => (await import("./run.ts")).verifyStack(name, options, desk),
    {
      quiet: true,
      inOne: (options) =>
        options.removeOrphans
          ? undefined
          : async (tenants) => {
              const { runDrift } = await import("../drift/run.ts");
              return await runDrift(
                tenants,
                { ...options, engine: "none", everyDays: 1, inFlight: IN_FLIGHT },
                ["verify"],
              );
            },
      refuse: ({ removeOrphans, yes }: VerifyOptions) =>
        removeOrphans && !yes
          ? "--remove-orphans cannot ask for each of many tenants: add --yes, or name one"
          : undefined,
    },
  );
