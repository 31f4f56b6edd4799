import { Command, Option } from "commander";
import { confirmedSecrets, emailAddress, isFolder, pastDate } from "../arguments.ts";
import { forTenants } from "../many/forTenants.ts";
import type { HandoverOptions } from "./run.ts";

const HELP = `
The page holds no secret. It is for the administrators of the customer: what to consent to and by which link, and what to type
in Exchange where the right to send is limited there.

--vendor is for an ERP that nobody but its vendor reaches (erp.access vendor): ids and secrets that are proven, and what the vendor
does with them, in French and English. The file is encrypted with age, for the vendor alone. docs/vendor.md

Examples:
  modern-auth handover acme
  modern-auth handover acme --out acme.md
  modern-auth handover --tag new --out pages      pages/handover-<tenant>.md
  modern-auth handover acme --vendor --recipient age1… --out acme.age
  modern-auth handover acme --vendor --show
  modern-auth handover acme --vendor --confirmed microsoft=2 google=1 --by support@vendor.example

Exit codes: 0 done, 1 failed (for example: no app registration yet), 2 wrong usage.`;

/** `modern-auth handover`: what the customer's administrators, and the vendor of an ERP that nobody else reaches, have to do. */
export const handOverCommand = (): Command =>
  forTenants(
    new Command("handover")
      .description(
        "Write the page for the customer's administrators: the consent link, and what it grants. --vendor: the values for the ERP's vendor.",
      )
      .option("--out <file>", "write it to a file, or below a folder that exists; default: print the page")
      .option("--vendor", "the values for the ERP's vendor, instead of the page")
      .option("--recipient <key>", "the vendor's age public key, e.g. age1…")
      .option("--recipient-file <file>", "a file of such keys, one a line")
      .option("--show", "show the values once, on a terminal only")
      .addOption(
        new Option(
          "--confirmed <system=number...>",
          "record which secrets the vendor has entered, e.g. microsoft=2",
        ).argParser(confirmedSecrets),
      )
      .option("--by <e-mail>", "who confirmed it", emailAddress)
      .option("--on <date>", "day on which it was confirmed, e.g. 2026-11-23; default: today", pastDate)
      .option("--json", "print as JSON what was written, or the page")
      .addHelpText("after", HELP),
    async (stack, options: HandoverOptions, desk) =>
      (await import("./run.ts")).runHandover(stack, options, desk),
    { refuse: notForMany },
  );

/** What is for one tenant only. */
const notForMany = ({
  out,
  show,
  confirmed,
}: {
  out?: string;
  show?: true;
  confirmed?: unknown;
}): string | undefined =>
  show || confirmed
    ? "--show and --confirmed are of one tenant: name just that one"
    : out !== undefined && !isFolder(out)
      ? `--out "${out}" is not a folder, and each tenant needs a file of its own. Allowed: a folder that exists. Type: mkdir -p ${out}`
      : undefined;
