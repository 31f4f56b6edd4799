import type { Hono } from "hono";
import { adminRoutes, listenAdmin } from "./emulators/core/admin.ts";
import type { Emulator } from "./emulators/core/emulator.ts";
import { startNetwork } from "./emulators/core/network.ts";
import { createTenant, randomSecret, type Tenant } from "./tenant.ts";

export interface Sandbox extends Tenant {
  /** Address of the admin page. */
  admin: string;
  /** Environment under which program and plugins reach the emulators as if they were the real systems. */
  network: Record<string, string>;
  /** Passphrase of the throw-away state; never written to disk. */
  passphrase: string;
  /** Everything that must not be found in clear anywhere. */
  secrets(): string[];
  close(): Promise<void>;
}

export interface SandboxOptions {
  /** Folder for what programs need as files: the certificate to trust. Made when missing. */
  directory: string;
  /** Port of the admin page; a free one when absent. */
  port?: number;
  tenant?: Tenant;
  /** Further routes of the admin page. */
  routes?: (app: Hono) => void;
}

/** Starts the three emulated systems in this process, on loopback only. @throws PortTaken */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const tenant = options.tenant ?? createTenant();
  const emulators: Emulator<object>[] = [tenant.entra, tenant.google, tenant.erp];
  const app = adminRoutes(emulators);
  options.routes?.(app);
  const admin = await listenAdmin(app, options.port);
  const network = await startNetwork(emulators, options.directory);
  const passphrase = randomSecret();
  return {
    ...tenant,
    admin: `http://127.0.0.1:${admin.port}`,
    passphrase,
    network: network.environment,
    secrets: () => [passphrase, ...emulators.flatMap((emulator) => [...emulator.secrets])],
    close: async () => {
      await Promise.all([admin.close(), network.close()]);
    },
  };
}
