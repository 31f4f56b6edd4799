import type { ErpClient } from "#clients/erp/client.ts";
import { connect } from "#clients/erp/connect.ts";
import { readDevConfig } from "#sandbox/tenant.ts";
import { World } from "#test/engine/world.ts";
import type { Release } from "../release.ts";
import { type Odoo, type Seed, startOdoo } from "../server.ts";

/** The dev stack's ERP, as the committed configuration describes it. */
function seed(): Seed {
  const { erp } = readDevConfig();
  return {
    companies: [erp.company, "Autre société SA"],
    users: [
      { login: "admin", settings: true },
      { login: erp.login, settings: true },
    ],
    incoming: erp.incomingServers.map((name) => ({ name, host: "outlook.office365.com" })),
    outgoing: erp.outgoingServers.map((name) => ({
      name,
      host: "smtp.office365.com",
      port: 587,
      encryption: "starttls",
    })),
  };
}

/**
 * Tries something on the dev stack with a real Odoo as its ERP; the two clouds stay those of the sandbox.
 * @param attempt also gets an administrator of the ERP, who looks and changes past the program
 */
export async function withTenant(
  release: Release,
  attempt: (world: World, admin: ErpClient) => Promise<void>,
): Promise<void> {
  const odoo = await startOdoo(release, seed());
  try {
    const world = await World.create();
    try {
      await pointAt(world, odoo);
      const { url, database, credentials } = odoo;
      const password = credentials["admin"]?.password ?? "";
      await attempt(world, await connect({ url, database, login: "admin", password, protocol: "jsonrpc" }));
    } finally {
      await world.close();
    }
  } finally {
    await odoo.close();
  }
}

async function pointAt(world: World, { url, database, credentials }: Odoo): Promise<void> {
  await world.set("modernauth:erpUrl", url);
  await world.set("modernauth:erpDatabase", database);
  await world.set("modernauth:erpPassword", credentials[world.config.erp.login]?.apiKey ?? "", "secret");
}
