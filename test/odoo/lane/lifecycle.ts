import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ErpClient } from "#clients/erp/client.ts";
import { findCompany } from "#clients/erp/company.ts";
import { isInstalled, moduleState } from "#clients/erp/module.ts";
import { readOne, write } from "#clients/erp/records.ts";
import { findServer } from "#clients/erp/servers.ts";
import { APPLICATION_NAME, ERP_MODULE } from "#config/rules/defaults.ts";
import type { DevConfig } from "#sandbox/tenant.ts";
import { named, type World } from "#test/engine/world.ts";
import { RELEASES } from "../release.ts";
import { withTenant } from "./tenant.ts";

/** The fields of our addon (`addon/auth_oauth2/models.py`), whose names the program has to find out. */
const MICROSOFT = ["cloud_m_app", "cloud_m_dir", "cloud_m_key", "cloud_m_url"];
const GOOGLE = ["cloud_g_app", "cloud_g_key", "cloud_g_url"];

async function throughItsLife(world: World, admin: ErpClient): Promise<void> {
  const { entra, google } = world.sandbox;
  const { dns, erp } = world.config;
  const { id: company } = await findCompany(admin, erp.company);
  const redirect = `https://${dns}/oauth2/retrieve_token`;
  const application = () =>
    Object.values(entra.state.applications).find((one) => one.displayName === APPLICATION_NAME);

  const clientId = await world.importGoogleClient();
  await world.up();
  const held = await readOne(admin, "res.company", company, [...MICROSOFT, ...GOOGLE]);
  assert.equal(held["cloud_m_app"], application()?.appId);
  assert.equal(held["cloud_m_dir"], world.config.microsoft.tenantId);
  assert.ok(entra.secrets.has(String(held["cloud_m_key"])), "the ERP holds the secret that Entra issued");
  assert.equal(held["cloud_m_url"], redirect);
  assert.equal(held["cloud_g_app"], clientId);
  assert.ok(google.secrets.has(String(held["cloud_g_key"])), "and the one that Google issued");
  assert.equal(held["cloud_g_url"], redirect);
  const switches = await switchesOf(admin, erp);
  assert.deepEqual(await switches.read(), [true, true]);
  await world.assertClean();

  await write(admin, "res.company", [company], { cloud_m_dir: "somebody else's", cloud_g_key: "an old one" });
  await switches.off();
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
  assert.deepEqual(await readOne(admin, "res.company", company, [...MICROSOFT, ...GOOGLE]), held);
  assert.deepEqual(await switches.read(), [true, true]);
  await world.assertClean();

  const destroyed = await world.run(["destroy", "--yes", "--skip-preview"]);
  assert.equal(destroyed.code, 0, destroyed.stdout + destroyed.stderr);
  assert.ok(!isInstalled(await moduleState(admin, ERP_MODULE)), "the ERP is as it was found");
  assert.equal(application(), undefined);
}

/** "Utiliser OAuth2" of the incoming and the outgoing mail server. */
async function switchesOf(admin: ErpClient, { incomingServers, outgoingServers }: DevConfig["erp"]) {
  const incoming = await findServer(admin, "incoming", incomingServers[0] ?? "");
  const outgoing = await findServer(admin, "outgoing", outgoingServers[0] ?? "");
  return {
    read: async () => [
      (await readOne(admin, "fetchmail.server", incoming.id, ["cloud_in"]))["cloud_in"],
      (await readOne(admin, "ir.mail_server", outgoing.id, ["cloud_out"]))["cloud_out"],
    ],
    off: async () => {
      await write(admin, "fetchmail.server", [incoming.id], { cloud_in: false });
      await write(admin, "ir.mail_server", [outgoing.id], { cloud_out: false });
    },
  };
}

describe("A tenant whose ERP is a real Odoo", () => {
  for (const release of RELEASES) {
    it(`A tenant whose ERP is a real Odoo is made, drifts, is repaired and leaves Odoo ${release.major} as it came`, () =>
      withTenant(release, throughItsLife));
  }
});
