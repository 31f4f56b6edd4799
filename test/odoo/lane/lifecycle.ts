import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ErpClient } from "../../../clients/erp/client.ts";
import { findCompany } from "../../../clients/erp/company.ts";
import { connect } from "../../../clients/erp/connect.ts";
import { isInstalled, moduleState } from "../../../clients/erp/module.ts";
import { readOne, write } from "../../../clients/erp/records.ts";
import { findServer } from "../../../clients/erp/servers.ts";
import { type DevConfig, readDevConfig } from "../../../sandbox/tenant.ts";
import { named, World } from "../../engine/world.ts";
import { RELEASES, type Release } from "../release.ts";
import { type Odoo, type Seed, startOdoo } from "../server.ts";

/** The dev stack's ERP, as the committed configuration describes it. */
const seed = ({ erp }: DevConfig): Seed => ({
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
});

/** The fields of our addon (`addon/auth_oauth2/models.py`), which the program has to find out. */
const MICROSOFT = ["cloud_m_app", "cloud_m_dir", "cloud_m_key", "cloud_m_url"];
const GOOGLE = ["cloud_g_app", "cloud_g_key", "cloud_g_url"];

/** Looks at the ERP, and changes it, as an administrator does: past the program. */
class Administrator {
  readonly #client: ErpClient;
  readonly #config: DevConfig["erp"];

  constructor(client: ErpClient, config: DevConfig["erp"]) {
    this.#client = client;
    this.#config = config;
  }

  async company(fields: readonly string[]): Promise<Record<string, unknown>> {
    const { id } = await findCompany(this.#client, this.#config.company);
    return readOne(this.#client, "res.company", id, [...fields]);
  }

  async changeCompany(values: Record<string, string>): Promise<void> {
    const { id } = await findCompany(this.#client, this.#config.company);
    await write(this.#client, "res.company", [id], values);
  }

  /** Whether the incoming and the outgoing server use OAuth2. */
  async switches(): Promise<unknown[]> {
    const { incoming, outgoing } = await this.#servers();
    return [
      (await readOne(this.#client, "fetchmail.server", incoming.id, ["cloud_in"]))["cloud_in"],
      (await readOne(this.#client, "ir.mail_server", outgoing.id, ["cloud_out"]))["cloud_out"],
    ];
  }

  async switchOff(): Promise<void> {
    const { incoming, outgoing } = await this.#servers();
    await write(this.#client, "fetchmail.server", [incoming.id], { cloud_in: false });
    await write(this.#client, "ir.mail_server", [outgoing.id], { cloud_out: false });
  }

  async hasModule(): Promise<boolean> {
    return isInstalled(await moduleState(this.#client, "auth_oauth2"));
  }

  async #servers() {
    const { incomingServers, outgoingServers } = this.#config;
    return {
      incoming: await findServer(this.#client, "incoming", incomingServers[0] ?? ""),
      outgoing: await findServer(this.#client, "outgoing", outgoingServers[0] ?? ""),
    };
  }
}

/** The dev stack with this server as its ERP; the two clouds stay those of the sandbox. */
async function worldWith({ url, database, credentials }: Odoo): Promise<World> {
  const world = await World.create();
  await world.set("modernauth:erpUrl", url);
  await world.set("modernauth:erpDatabase", database);
  await world.set("modernauth:erpPassword", credentials[world.config.erp.login]?.apiKey ?? "", "secret");
  return world;
}

async function lifecycle(release: Release): Promise<void> {
  const config = readDevConfig();
  const odoo = await startOdoo(release, seed(config));
  try {
    const { url, database, credentials } = odoo;
    const password = credentials["admin"]?.password ?? "";
    const client = await connect({ url, database, login: "admin", password, protocol: "jsonrpc" });
    const admin = new Administrator(client, config.erp);
    const world = await worldWith(odoo);
    try {
      await throughItsLife(world, admin);
    } finally {
      await world.close();
    }
  } finally {
    await odoo.close();
  }
}

async function throughItsLife(world: World, admin: Administrator): Promise<void> {
  const { entra, google } = world.sandbox;
  const redirect = `https://${world.config.dns}/oauth2/retrieve_token`;
  const application = () =>
    Object.values(entra.state.applications).find((one) => one.displayName === "CID ERP");

  const clientId = await world.importGoogleClient();
  await world.up();
  const microsoft = await admin.company(MICROSOFT);
  assert.equal(microsoft["cloud_m_app"], application()?.appId);
  assert.equal(microsoft["cloud_m_dir"], world.config.microsoft.tenantId);
  assert.ok(
    entra.secrets.has(String(microsoft["cloud_m_key"])),
    "the ERP holds the secret that Entra issued",
  );
  assert.equal(microsoft["cloud_m_url"], redirect);
  const atGoogle = await admin.company(GOOGLE);
  assert.equal(atGoogle["cloud_g_app"], clientId);
  assert.ok(google.secrets.has(String(atGoogle["cloud_g_key"])));
  assert.equal(atGoogle["cloud_g_url"], redirect);
  assert.deepEqual(await admin.switches(), [true, true]);
  await world.assertClean();

  await admin.changeCompany({ cloud_m_dir: "somebody else's", cloud_g_key: "an old secret" });
  await admin.switchOff();
  const { code, steps, messages } = await world.preview();
  assert.deepEqual(
    named(steps),
    [
      "modernauth ErpCompanyOAuth clientSecret",
      "modernauth ErpCompanyOAuth tenant",
      "modernauth ErpMailServer useOAuth2",
      "modernauth ErpMailServer useOAuth2",
    ],
    messages,
  );
  assert.equal(code, 7, messages);
  await world.up();
  assert.deepEqual(await admin.company([...MICROSOFT, ...GOOGLE]), { ...microsoft, ...atGoogle });
  assert.deepEqual(await admin.switches(), [true, true]);
  await world.assertClean();

  const destroyed = await world.run(["destroy", "--yes", "--skip-preview"]);
  assert.equal(destroyed.code, 0, destroyed.stdout + destroyed.stderr);
  assert.equal(await admin.hasModule(), false, "the ERP is as it was found");
  assert.equal(application(), undefined);
}

describe("A tenant whose ERP is a real Odoo", () => {
  for (const release of RELEASES) {
    it(`is made, drifts, is repaired and leaves Odoo ${release.major} as it came`, () => lifecycle(release));
  }
});
