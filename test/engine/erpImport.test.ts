import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { World } from "./world.ts";

let world: World;
before(async () => {
  world = await World.ofMicrosoftProvisioned();
});
after(() => world?.close());

interface Recorded {
  urn: string;
  type: string;
  id: string;
  parent: string;
  provider: string;
}

async function recorded(): Promise<Recorded[]> {
  const { stdout } = await world.run(["stack", "export"]);
  return JSON.parse(stdout).deployment.resources;
}

/** The names that people know the ERP's objects by. */
function naturalKey({ type, id }: Recorded): string {
  const { company, incomingServers, outgoingServers } = world.config.erp;
  if (type.endsWith("ErpCompanyOAuth")) return `${company}/microsoft`;
  if (type.endsWith("ErpMailServer"))
    return id.startsWith("incoming") ? `incoming/${incomingServers[0]}` : `outgoing/${outgoingServers[0]}`;
  return id;
}

it("The ERP's objects that a state does not know any more are imported by their names, and the next preview is clean", async () => {
  const lost = (await recorded()).filter(({ type }) => /^modernauth:index:Erp/.test(type));
  assert.equal(lost.length, 4);
  for (const { urn } of lost.toReversed()) {
    const { code, stderr } = await world.run(["state", "delete", urn, "--yes", "--force"]);
    assert.equal(code, 0, stderr);
  }
  for (const one of lost) {
    const name = one.urn.split("::").at(-1) ?? "";
    const parent = `parent=${one.parent}`;
    const provider = `provider=${one.provider.replace(/::[^:]+$/, "")}`;
    const { code, stdout, stderr } = await world.run([
      "import",
      one.type,
      name,
      naturalKey(one),
      "--parent",
      parent,
      "--provider",
      provider,
      "--generate-code=false",
      "--protect=false",
      "--yes",
      "--skip-preview",
    ]);
    assert.equal(code, 0, stdout + stderr);
  }
  const found = (await recorded()).filter(({ type }) => /^modernauth:index:Erp/.test(type));
  assert.deepEqual(found.map(({ id }) => id).toSorted(), lost.map(({ id }) => id).toSorted());
  await world.up();
  await world.assertClean();
});
