import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { executable } from "./support/plugin.ts";
import { secret, type Wire } from "./support/wire.ts";
import { refused, World } from "./support/world.ts";

const world = await World.withModule();

const MODULE = { module: "auth_oauth2", install: false };
const requests = () => world.seen.length;

it("The plugin tells the engine its version, a schema of the same version, and that it takes secrets and previews", async () => {
  const info = await world.plugin.info();
  assert.match(info.version, /^\d+\.\d+\.\d+$/);
  assert.deepEqual(info.schema, { name: "modernauth", version: info.version });
  assert.equal(info.acceptsSecrets, true);
  assert.deepEqual(await world.plugin.configure({}), { acceptsSecrets: true, supportsPreview: true });
});

it("The plugin names itself and the type or function that it does not have", async () => {
  await refused(
    world.plugin.create("Nonsense", {}),
    /modernauth .*no resource type "modernauth:index:Nonsense"/,
  );
  await refused(world.plugin.invoke("nonsense", {}), /modernauth .*no function "modernauth:index:nonsense"/);
});

it("The plugin says how to remove from the state a resource of a type that it no longer has", async () => {
  const recorded = { id: "acme-erp", inputs: {}, outputs: {} };
  const command =
    /no resource type "modernauth:index:GoogleFirebaseClient", but the state .*: pulumi state delete --stack dev 'urn:pulumi:dev::\S+GoogleFirebaseClient'$/;
  await refused(world.plugin.read("GoogleFirebaseClient", recorded), command);
  await refused(world.plugin.delete("GoogleFirebaseClient", recorded), command);
});

it("The plugin reaches the ERP as the stack configuration says now, and not as a state remembers it", async () => {
  const other = await world.startPluginWith({ erpPassword: world.makeSecret("another-password") });
  const old = { erpUrl: "https://old.example", erpPassword: secret(world.sandbox.erpApiKey) };
  assert.deepEqual(await other.configure(old), { acceptsSecrets: true, supportsPreview: true });
  await refused(other.create("ErpModule", MODULE), /demofabien\.cid-erp\.app.*refuses the login/s);
  await world.plugin.configure(old);
  assert.ok(await world.plugin.create("ErpModule", MODULE));
});

it("The plugin says which key of the configuration it lacks, and how to set it", async () => {
  for (const [key, flag] of [
    ["erpUrl", ""],
    ["erpPassword", "--secret "],
  ] as const) {
    const lacking = await world.startPluginWith({ [key]: "" });
    await lacking.configure({});
    await refused(
      lacking.create("ErpModule", MODULE),
      new RegExp(`modernauth:${key} is missing .* Fix: pulumi config set ${flag}modernauth:${key}`),
    );
  }
});

it("The plugin speaks the protocol that the configuration names, and refuses one that there is none of", async () => {
  const old = await world.startPluginWith({ erpProtocol: "xmlrpc" });
  await old.configure({});
  assert.ok(await old.create("ErpModule", MODULE));
  const paths = world.seen.map(({ line }) => line);
  assert.ok(paths.length > 0 && paths.every((line) => line.startsWith("POST /xmlrpc/2/")), paths.join(", "));
  const wrong = await world.startPluginWith({ erpProtocol: "soap" });
  await wrong.configure({});
  await refused(
    wrong.create("ErpModule", MODULE),
    /modernauth:erpProtocol: "soap" is not allowed\. Allowed: auto, json2, jsonrpc, xmlrpc/,
  );
});

it("The plugin tries a wrong password once, however many resources need it, and never shows it", async () => {
  const wrong = world.makeSecret("certainly-the-wrong-password");
  const plugin = await world.startPluginWith({ erpPassword: wrong });
  await plugin.configure({});
  const create = () => plugin.create("ErpModule", MODULE);
  const all = await Promise.all(
    [1, 2, 3].map(() => refused(create(), /refuses the login of/, /modernauth:erpPassword/)),
  );
  assert.equal(all.length, 3);
  const asked = requests();
  await refused(create(), /refuses the login of/);
  assert.equal(requests(), asked, "the fourth resource asked nobody");
  assert.deepEqual(
    world.seen.map(({ line }) => line),
    // Which version, the key; which version and the password over the older protocol: one try each.
    ["GET /web/version", "POST /json/2/res.users/context_get", "POST /jsonrpc", "POST /jsonrpc"],
  );
});

it("The plugin tries again after the ERP was away for a moment", async () => {
  world.sandbox.erp.faults.list = [{ status: 500 }];
  await refused(world.plugin.create("ErpModule", MODULE));
  world.sandbox.erp.faults.list = [];
  assert.ok(await world.plugin.create("ErpModule", MODULE));
});

it("The plugin changes the ERP one thing at a time", async () => {
  world.sandbox.erp.faults.list = [{ match: "/write$", latencyMs: 60 }];
  const company = (system: string): Wire => ({
    companyId: 1,
    system,
    clientId: `the ${system} client`,
    clientSecret: secret(world.makeSecret(`the-${system}-secret`)),
    redirectUri: "https://demofabien.cid-erp.app/oauth2/retrieve_token",
    ...(system === "microsoft" ? { tenant: "the tenant" } : {}),
  });
  const server = (direction: "incoming" | "outgoing"): Wire => ({
    direction,
    serverId: 1,
    useOAuth2: true,
    tab: "written",
  });
  await Promise.all([
    world.plugin.create("ErpCompanyOAuth", company("microsoft")),
    world.plugin.create("ErpCompanyOAuth", company("google")),
    world.plugin.create("ErpMailServer", server("incoming")),
    world.plugin.create("ErpMailServer", server("outgoing")),
  ]);
  const writes = world.seen.filter(({ line }) => line.endsWith("/write"));
  assert.equal(writes.length, 4);
  for (const { beside } of writes)
    assert.deepEqual(
      beside.filter((line) => line.endsWith("/write")),
      [],
    );
});

it("The plugin's process ends when the engine that started it is killed", async () => {
  const start = `require("node:child_process").spawn(${JSON.stringify(executable)}, [], { stdio: ["ignore", "inherit", "ignore"] })`;
  const engine = spawn(process.execPath, ["-e", start], { stdio: ["ignore", "pipe", "ignore"] });
  let port = 0;
  for await (const line of createInterface({ input: engine.stdout })) {
    port = Number(line);
    break;
  }
  assert.equal(await answers(port), true, "the plugin runs");
  engine.kill("SIGKILL");
  await once(engine, "exit");
  const deadline = Date.now() + 60_000;
  while (await answers(port)) {
    assert.ok(Date.now() < deadline, "the plugin outlives its engine");
    await sleep(50);
  }
});

/** Whether something listens there. */
const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
