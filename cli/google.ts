import { Command } from "commander";
import { googleImport } from "./googleImport.ts";
import { googleRotate } from "./googleRotate.ts";

/** `modern-auth google …`: what a person does in the Google console, and what comes of it. */
export const google = (): Command =>
  new Command("google")
    .description("The Google OAuth client, which only a person can make: guided, imported, rotated.")
    .addCommand(googleImport())
    .addCommand(googleRotate());
