import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { Authority } from "#sandbox/emulators/core/authority.ts";
import type { Emulator } from "#sandbox/emulators/core/emulator.ts";
import { listen } from "#sandbox/emulators/core/listen.ts";
import { createGoogle } from "#sandbox/emulators/google/google.ts";
import type { GoogleState } from "#sandbox/emulators/google/state.ts";

export const PROJECT = "acme-erp";
const TOKEN = "ya29.test-token-of-the-stand-in";

export interface World {
  emulator: Emulator<GoogleState>;
  env: NodeJS.ProcessEnv;
  calls: string[];
  close(): Promise<void>;
}

/** The emulated Google on a loopback port, and the environment that the program of the recordings reads. */
export async function startGoogle(): Promise<World> {
  const emulator = createGoogle({
    projects: [
      {
        projectId: PROJECT,
        projectNumber: "123456789012",
        services: ["oslogin.googleapis.com", "secretmanager.googleapis.com"],
      },
    ],
    accessToken: TOKEN,
  });
  const calls: string[] = [];
  const handle = async (request: Request): Promise<Response> => {
    const { pathname, search } = new URL(request.url);
    calls.push(`${request.method} ${pathname}${search}`);
    return await emulator.fetch(request);
  };
  const server = await listen(createServer(getRequestListener(handle)));
  const folder = await mkdtemp(join(tmpdir(), "stand-in-trust-"));
  const bundle = join(folder, "authority.pem");
  await writeFile(bundle, (await Authority.create()).cert);
  return {
    emulator,
    calls,
    env: {
      GOOGLE_BASE: `http://127.0.0.1:${server.port}/v1/`,
      GOOGLE_TOKEN: TOKEN,
      // Nothing is signed by it; without it a stand-in takes this for no sandbox.
      SSL_CERT_FILE: bundle,
    },
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
