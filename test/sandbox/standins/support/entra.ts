import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Authority } from "#sandbox/emulators/core/authority.ts";
import type { Emulator } from "#sandbox/emulators/core/emulator.ts";
import { listenHttps } from "#sandbox/emulators/core/listen.ts";
import { createEntra, type EntraState } from "#sandbox/emulators/entra/entra.ts";

export const TENANT = "22222222-2222-2222-2222-222222222222";
export const CALLER = "11111111-1111-1111-1111-111111111111";
export const CLIENT = "33333333-3333-3333-3333-333333333333";
const SECRET = "zz~0123456789012345678901234567890";

export interface World {
  emulator: Emulator<EntraState>;
  env: NodeJS.ProcessEnv;
  /** "METHOD /path?query" of every request since the last `forget`. */
  calls: string[];
  close(): Promise<void>;
}

/** The emulated Entra on a loopback port, and the environment that leads the plugin to it. */
export async function startEntra(): Promise<World> {
  const emulator = createEntra({
    tenantId: TENANT,
    deployer: {
      clientId: CLIENT,
      objectId: CALLER,
      secret: SECRET,
      roles: [
        "Application.ReadWrite.OwnedBy",
        "Application.Read.All",
        "AppRoleAssignment.ReadWrite.All",
        "DelegatedPermissionGrant.ReadWrite.All",
      ],
    },
  });
  const authority = await Authority.create();
  const folder = await mkdtemp(join(tmpdir(), "stand-in-trust-"));
  const bundle = join(folder, "authority.pem");
  await writeFile(bundle, authority.cert);
  const calls: string[] = [];
  const server = await listenHttps(
    async (request) => {
      const { pathname, search } = new URL(request.url);
      calls.push(`${request.method} ${pathname}${search}`);
      return await emulator.fetch(request);
    },
    await authority.issue(["localhost"]),
  );
  return {
    emulator,
    calls,
    env: {
      ARM_METADATA_HOSTNAME: `localhost:${server.port}`,
      SSL_CERT_FILE: bundle,
      ENTRA_SECRET: SECRET,
      ENTRA_TENANT: TENANT,
      ENTRA_CLIENT: CLIENT,
    },
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
