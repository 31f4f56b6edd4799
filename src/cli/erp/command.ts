import { Command } from "commander";
import { erpAuthorizeCommand } from "./authorize/command.ts";
import { erpDiscoverCommand } from "./discover/command.ts";
import { erpStatusCommand } from "./status/command.ts";
import { erpTestMailCommand } from "./testMail/command.ts";

const HELP = `
Examples:
  modern-auth erp status acme
  modern-auth erp authorize acme "Office 365" --wait
  modern-auth erp test-mail acme --to anna@acme.example
  modern-auth erp discover acme --pin

Exit codes: each command's own help, or modern-auth --help.`;

/** `modern-auth erp`: a tenant's ERP, beside `pulumi up`. */
export const erpCommand = (): Command =>
  new Command("erp")
    .description("A tenant's ERP: what its fields are called, and what a person has to do in it.")
    .addHelpText("after", HELP)
    .addCommand(erpDiscoverCommand())
    .addCommand(erpAuthorizeCommand())
    .addCommand(erpTestMailCommand())
    .addCommand(erpStatusCommand());
