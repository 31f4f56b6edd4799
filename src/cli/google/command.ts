import { Command } from "commander";
import { googleAttestCommand } from "./attest/command.ts";
import { googleGuideCommand } from "./guide/command.ts";
import { googleImportCommand } from "./import/command.ts";
import { googleRotateCommand } from "./rotate/command.ts";

const HELP = `
Examples:
  modern-auth google guide acme
  modern-auth google import acme client_secret_….json
  modern-auth google attest acme all --audience internal --by anna@acme.example
  modern-auth google rotate acme

Exit codes: each command's own help, or modern-auth --help.`;

/** `modern-auth google …`: what a person does in the Google console, and what comes of it. */
export const googleCommand = (): Command =>
  new Command("google")
    .description("The Google OAuth client, which only a person can make: guided, imported, rotated.")
    .addHelpText("after", HELP)
    .addCommand(googleGuideCommand())
    .addCommand(googleImportCommand())
    .addCommand(googleAttestCommand())
    .addCommand(googleRotateCommand());
