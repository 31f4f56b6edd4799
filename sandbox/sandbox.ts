import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Hono } from "hono";
import { adminRoutes, listenAdmin } from "./core/admin.ts";
import { Authority } from "./core/authority.ts";
import type { Emulator } from "./core/emulator.ts";
import { listenHttps } from "./core/listen.ts";
import { startProxy } from "./core/proxy.ts";
import { createTenant, type Tenant } from "./tenant.ts";

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
  const authority = await Authority.create();
  const ports = new Map<string, number>();
  const closers = [admin];
  for (const emulator of emulators) {
    const server = await listenHttps(
      (request) => emulator.fetch(request),
      await authority.issue(emulator.hosts),
    );
    closers.push(server);
    for (const host of emulator.hosts) ports.set(host, server.port);
  }
  const proxy = await startProxy((host) => ports.get(host));
  closers.push(proxy);

  mkdirSync(options.directory, { recursive: true });
  const certificate = join(options.directory, "ca.pem");
  writeFileSync(certificate, authority.cert);
  const passphrase = randomBytes(24).toString("base64url");
  return {
    ...tenant,
    admin: `http://127.0.0.1:${admin.port}`,
    passphrase,
    network: {
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
      // The engine and its plugins speak to each other on loopback, past the proxy.
      NO_PROXY: "127.0.0.1,localhost",
      NODE_USE_ENV_PROXY: "1",
      NODE_EXTRA_CA_CERTS: certificate,
      SSL_CERT_FILE: certificate,
    },
    secrets: () => [
      passphrase,
      tenant.erpApiKey,
      ...Object.entries(tenant.identities).flatMap(([name, value]) =>
        name === "ARM_CLIENT_ID" ? [] : [value],
      ),
      ...emulators.flatMap((emulator) => [...emulator.secrets]),
    ],
    close: async () => {
      await Promise.all(closers.map((server) => server.close()));
    },
  };
}
