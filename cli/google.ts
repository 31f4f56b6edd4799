import { Command } from "commander";
import { attest } from "./googleAttest.ts";
import { guide } from "./googleGuide.ts";

/** `modern-auth google`: the OAuth client that a person makes in the Google console. */
export const google = (): Command =>
  new Command("google")
    .description("The Google OAuth client: the guide through the console, and what was seen there.")
    .addCommand(guide())
    .addCommand(attest());
