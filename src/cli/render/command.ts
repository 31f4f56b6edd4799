import { Command, Option } from "commander";
import { MOST_SHARDS } from "#pipelines/render/rendered.ts";
import { answer } from "../answer.ts";
import { allowInconclusive, wholeNumber } from "../arguments.ts";

const HELP = `
The files are made from the inventory, the Pulumi.<tenant>.yaml files, and are the same each time. What each pipeline does, and what has to
be set up once: docs/ci.md

Examples:
  modern-auth render github --shards 8
  modern-auth render gitlab --dry-run
  modern-auth render github --shards 8 --check
  modern-auth render operator --repository https://git.example/erp-tenants.git

Exit codes: 0 written, or up to date; 1 failed; 2 wrong usage; 7 with --check: a file is missing, or not what it would be made.`;

/** `modern-auth render …`: pipelines and manifests, made from the inventory. */
export const renderCommand = (): Command =>
  new Command("render")
    .description("Write the CI pipelines, or the manifests for the Pulumi Kubernetes Operator.")
    .addHelpText("after", HELP)
    .addCommand(pipelines("github", "GitHub Actions"))
    .addCommand(pipelines("gitlab", "GitLab CI"))
    .addCommand(operator());

const EXIT =
  "\n\nExit codes: 0 written, or up to date; 1 failed; 2 wrong usage; 7 with --check: not as it would be made.";

const pipelines = (forge: keyof typeof MOST_SHARDS, name: string): Command =>
  withTarget(
    new Command(forge)
      .description(`Write the pipelines for ${name}.`)
      .option(
        "--shards <number>",
        `jobs that the nightly look at all tenants is cut into, 1 to ${MOST_SHARDS[forge]}; default: one for 100 tenants`,
        wholeNumber(1, MOST_SHARDS[forge]),
      )
      .addOption(allowInconclusive())
      .option("--branch <name>", "the default branch", "main")
      .addHelpText(
        "after",
        `\nExamples:\n  modern-auth render ${forge} --shards 8\n  modern-auth render ${forge} --check${EXIT}`,
      ),
  ).action((options, command) =>
    answer(command, undefined, async () => (await import("./run.ts")).renderPipelines(forge, options)),
  );

const operator = (): Command =>
  withTarget(
    new Command("operator")
      .description("Write the manifests for the Pulumi Kubernetes Operator, version 2: one Stack per tenant.")
      .requiredOption("--repository <address>", "where the operator clones this repository from")
      .option("--branch <name>", "the branch that it follows", "main")
      .option("--namespace <name>", "of everything", "erp-modern-auth")
      .option(
        "--resync <seconds>",
        "between two looks at a tenant, 60 at least",
        wholeNumber(60, 31_536_000),
        3600,
      )
      .option("--preview", "only tell what differs; without it, drift is put right")
      .addHelpText(
        "after",
        `\nExamples:\n  modern-auth render operator --repository https://git.example/erp-tenants.git${EXIT}`,
      ),
  ).action((options, command) =>
    answer(command, undefined, async () => (await import("./run.ts")).renderManifests(options)),
  );

const withTarget = (command: Command): Command =>
  command
    .addOption(new Option("--dry-run", "print the files and write nothing").conflicts("check"))
    .option("--check", "write nothing; exit code 7 when a file is not what it would be made")
    .option("--json", "print as JSON which files change, with --dry-run also what would stand in them");
