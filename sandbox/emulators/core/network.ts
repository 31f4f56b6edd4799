import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Authority } from "./authority.ts";
import { listenHttps } from "./listen.ts";
import { startProxy } from "./proxy.ts";

/** Whatever answers for public host names: an emulator, or many behind one door. */
export interface System {
  /** A name such as `*.example.com` stands for every name of one more label. */
  hosts: readonly string[];
  fetch(request: Request): Promise<Response>;
}

export interface Network {
  /** Environment under which program and plugins reach the systems as if they were the real ones. */
  environment: Record<string, string>;
  close(): Promise<void>;
}

/**
 * Puts systems behind one proxy and one throw-away certificate authority, on loopback only.
 *
 * @param directory folder for what programs need as a file: the certificate to trust. Made when missing
 */
export async function startNetwork(systems: readonly System[], directory: string): Promise<Network> {
  const authority = await Authority.create();
  const ports = new Map<string, number>();
  const servers = await Promise.all(
    systems.map(async (system) => {
      const pair = await authority.issue(system.hosts);
      const server = await listenHttps((request) => system.fetch(request), pair);
      for (const host of system.hosts) ports.set(host, server.port);
      return server;
    }),
  );
  const proxy = await startProxy((host) => ports.get(host) ?? ports.get(host.replace(/^[^.]+/, "*")));

  mkdirSync(directory, { recursive: true });
  const certificate = join(directory, "ca.pem");
  writeFileSync(certificate, authority.cert);
  return {
    environment: {
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
      // The engine and its plugins speak to each other on loopback, past the proxy.
      NO_PROXY: "127.0.0.1,localhost",
      NODE_USE_ENV_PROXY: "1",
      NODE_EXTRA_CA_CERTS: certificate,
      SSL_CERT_FILE: certificate,
    },
    close: async () => {
      await Promise.all([...servers, proxy].map((server) => server.close()));
    },
  };
}
