import { Command } from "commander";
import { attest } from "./googleAttest.ts";
import { guide } from "./googleGuide.ts";
import { googleImport } from "./googleImport.ts";
import { googleRotate } from "./googleRotate.ts";

/** `modern-auth google …`: what a person does in the Google console, and what comes of it. */
export const google = (): Command =>
  new Command("google")
    .description("The Google OAuth client, which only a person can make: guided, imported, rotated.")
    .addCommand(guide())
    .addCommand(googleImport())
    .addCommand(attest())
    .addCommand(googleRotate());
