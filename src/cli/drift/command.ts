import { Command, Option } from "commander";
import { WARN_DAYS } from "#config/rules/defaults.ts";
import { ENGINE_TIERS, IN_FLIGHT } from "#fleet/drift/driftDefaults.ts";
import { answer } from "../answer.ts";
import { allowInconclusive, days, wholeNumber } from "../arguments.ts";
import { addFleetOptions, typedOptions } from "../many/options.ts";
import type { DriftOptions } from "./run.ts";

const HELP = `
First every tenant is proven live, in one process and without the engine, as "modern-auth verify" does. Then the engine's preview looks at
those that deviate or could not be looked at, and at a share of the others, so that each comes to its turn: it compares what verify does
not look at. Changes nothing. Secrets are decrypted in memory, by the Pulumi CLI. The rights that it needs: modern-auth verify --help

Examples:
  modern-auth drift --all
  modern-auth drift --all --shard 1/4 --results shard-1.json --sarif drift.sarif
  modern-auth drift 'eu-*' --engine none
  modern-auth drift --all --allow-inconclusive google
  modern-auth drift --all --engine all --resume
  modern-auth drift --tag pilot --engine all --json | jq '.results[] | select(.outcome != "ok")'

Exit codes:
  0  no drift; warnings included, unless --strict
  1  a tenant could not be read at all, or the state backend does not answer
  2  wrong usage
  3  no drift, but something could not be looked at, and --allow-inconclusive does not name its system
  7  drift, as pulumi preview --expect-no-changes`;

/** `modern-auth drift`: what somebody changed by hand, over many tenants. */
export const driftCommand = (): Command => {
  const command = new Command("drift")
    .description(
      "Find what somebody changed by hand in many tenants: all proven live, then some by the engine.",
    )
    .argument("[tenants...]", "names, and globs such as 'eu-*'")
    .addOption(
      new Option(
        "--engine <tenants>",
        "whom the engine's preview looks at besides: suspects and a share of the others, all, or none",
      )
        .choices(ENGINE_TIERS)
        .default("suspects"),
    )
    .option(
      "--every-days <number>",
      "each of the others comes to its turn once in so many days",
      wholeNumber(1, 365),
      7,
    )
    .option(
      "--in-flight <number>",
      "HTTP calls at once, to all systems together",
      wholeNumber(1, 1000),
      IN_FLIGHT,
    )
    .option("--warn-days <number>", "warn this many days before a Microsoft secret ends", days, WARN_DAYS)
    .option("--strict", "treat warnings as drift")
    .addOption(allowInconclusive())
    .addHelpText("after", HELP)
    .action((tenants: string[], options: DriftOptions) =>
      answer(command, undefined, async () =>
        (await import("./run.ts")).runDrift(tenants, options, ["drift", ...typed]),
      ),
    );
  const typed = typedOptions(command);
  addFleetOptions(command, ["waves"]);
  return command;
};
