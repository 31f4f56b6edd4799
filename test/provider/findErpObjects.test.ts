import assert from "node:assert/strict";
import { it } from "node:test";
import type { Wire } from "./support/wire.ts";
import { refused, World } from "./support/world.ts";

const world = await World.forFile();

const find = (more: Wire = {}) =>
  world.plugin.invoke("findErpObjects", {
    company: world.config.erp.company,
    incoming: world.config.erp.incomingServers,
    outgoing: world.config.erp.outgoingServers,
    ...more,
  });

it("findErpObjects turns names into ids, and says which host a mail server is at", async () => {
  const [incoming, outgoing] = [world.config.erp.incomingServers[0], world.config.erp.outgoingServers[0]];
  const found = {
    companyId: 1,
    incoming: [{ id: 1, name: incoming, host: "outlook.office365.com" }],
    outgoing: [{ id: 1, name: outgoing, host: "smtp.office365.com" }],
  };
  assert.deepEqual(await find(), found);
  assert.deepEqual(await find({ company: 1, incoming: [1], outgoing: [1] }), found, "ids mean the same");
});

it("findErpObjects changes nothing and asks for no more than it needs", async () => {
  world.seen.length = 0;
  await find({ incoming: [], outgoing: [] });
  assert.deepEqual(
    world.seen.map(({ line }) => line).filter((line) => !/version|context_get/.test(line)),
    ["POST /json/2/res.company/search_read"],
  );
});

it("findErpObjects refuses a company that is not there, or there twice, with those that are", async () => {
  await refused(
    find({ company: "Keine AG" }),
    /^erp\.company: The ERP has no company named "Keine AG"/,
    /"Autre société SA" \(id 2\)/,
    /Fix: pulumi config set --path erp\.company <exact name or id> --stack <stack>$/,
  );
  world.row("res.company", ({ name }) => name === "Autre société SA").name = world.config.erp.company;
  await refused(find(), /2 companies named "Démo Fabien SA": ids 1, 2/);
});

it("findErpObjects refuses a mail server that is not there, by its place in the configuration", async () => {
  await refused(
    find({ incoming: [1, "Keiner"] }),
    /^erp\.incomingServers\[1\]: The ERP has no incoming mail server named "Keiner"/,
    /"Autre boîte"/,
    /Fix: pulumi config set --path 'erp\.incomingServers\[1\]' <exact name or id> --stack <stack>$/,
  );
});
