import type { Hono } from "hono";
import { APPLICATION_NAME } from "#config/rules/defaults.ts";
import { redirectUri } from "#config/rules/redirectUris.ts";
import type { Emulator } from "./emulators/core/emulator.ts";
import { type ClientDownload, createWebClient } from "./emulators/google/console.ts";
import type { GoogleState } from "./emulators/google/state.ts";
import type { DevConfig } from "./tenant.ts";

/** Does in the emulated Google console what a person does in the real one, exactly as the program's next step says. */
export const createClientByHand = (google: Emulator<GoogleState>, config: DevConfig): ClientDownload =>
  createWebClient(google, {
    project: config.google.project,
    name: APPLICATION_NAME,
    redirectUris: [redirectUri(config.dns)],
  });

/** Lets a second terminal play that person: the answer is the file that the console offers for download. */
export function consoleRoutes(app: Hono, google: Emulator<GoogleState>, config: DevConfig): void {
  app.post("/google/console/client", (context) => context.json(createClientByHand(google, config).content));
}
