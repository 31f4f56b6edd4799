import { mock } from "node:test";
import { DEPLOYER, SECRET, tenant } from "../entra/world.ts";

const saved = { ...process.env };

/** Puts the process back to what it was. */
export function restoreProcess(): void {
  mock.restoreAll();
  process.env = { ...saved };
}

/** A tenant whose deployer has these permissions, reached as the program reaches the real one. */
export function deployerWorld(roles: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const entra = tenant(roles);
  const asked: string[] = [];
  mock.method(globalThis, "fetch", (url: string, init: RequestInit) => {
    asked.push(`${init.method ?? "GET"} ${new URL(url).pathname}`);
    return entra.fetch(new Request(url, init));
  });
  for (const name of Object.keys(process.env)) if (/^(ARM|ACTIONS)_/.test(name)) delete process.env[name];
  Object.assign(process.env, { ARM_CLIENT_ID: DEPLOYER, ARM_CLIENT_SECRET: SECRET, ...env });
  return { entra, asked };
}
