import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { modernAuth, verification } from "./modernAuth.ts";
import { assertRefused } from "./refusals.ts";
import { named, World } from "./world.ts";

const BASE = "https://demofabien.cid-erp.app";

let world: World;
before(async () => {
  world = await World.ofMicrosoft();
  for (const key of ["company", "installModule", "incomingServers", "outgoingServers"])
    assert.equal((await world.run(["config", "rm", "--path", `erp.${key}`])).code, 0);
  await world.set("erp.profile", "odoo");
});
after(() => world?.close());

const rows = () => Object.values(world.sandbox.erp.state.records["ir.config_parameter"] ?? {});
const parameter = (key: string) => rows().find((row) => row["key"] === key)?.["value"];
function set(key: string, value: string): void {
  const row = rows().find((one) => one["key"] === key);
  assert.ok(row, `no parameter ${key}`);
  row["value"] = value;
}
const application = () =>
  Object.values(world.sandbox.entra.state.applications).find(
    (one) => one["displayName"] === "CID ERP",
  ) as unknown as { appId: string; web: { redirectUris: string[] } };

it("A tenant with stock Odoo is refused while Odoo thinks that it is reached elsewhere, then made, drifted, repaired and destroyed", async () => {
  await assertRefused(world, "web.base.url", `Set it to ${BASE} in the ERP`, "web.base.url.freeze to True");
  set("web.base.url", BASE);
  await world.up();
  await world.assertClean();
  assert.deepEqual(application().web.redirectUris.toSorted(), [
    `${BASE}/microsoft_account/authentication`,
    `${BASE}/microsoft_outlook/confirm`,
  ]);
  const { tenantId } = world.config.microsoft;
  assert.equal(parameter("microsoft_outlook_client_id"), application().appId);
  assert.equal(
    parameter("microsoft_outlook.endpoint"),
    `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/`,
  );
  assert.equal(parameter("microsoft_calendar_client_secret"), parameter("microsoft_outlook_client_secret"));

  const proven = await verification(world);
  assert.deepEqual([proven.code, proven.named], [0, []]);
  const status = await modernAuth(world, ["erp", "status", "dev"]);
  assert.equal(status.code, 1);
  assert.match(status.stderr, /erp\.profile odoo keeps the values in system parameters/);

  set("microsoft_outlook.endpoint", "https://login.microsoftonline.com/common/oauth2/v2.0/");
  const drifted = await verification(world);
  assert.ok(drifted.named.includes("drift company.microsoft.tenant"), drifted.named.join(", "));
  const { code, steps } = await world.preview();
  assert.equal(code, 7);
  assert.deepEqual(named(steps), ['modernauth ErpParameters settings["microsoft_outlook.endpoint"]']);
  await world.up();
  await world.assertClean();

  const destroyed = await world.run(["destroy", "--yes", "--skip-preview"]);
  assert.equal(destroyed.code, 0, destroyed.stdout);
  assert.equal(parameter("microsoft_outlook_client_id"), undefined);
  assert.equal(parameter("web.base.url"), BASE);
});
