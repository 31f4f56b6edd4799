import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { after, afterEach, before, it } from "node:test";
import { parse } from "yaml";
import { assertFailsThenFinishes, assertRefused, assertSaid } from "./refusals.ts";
import { watching } from "./watching.ts";
import { World } from "./world.ts";

let world: World;
before(async () => {
  world = await World.create();
  world.save();
});
afterEach(() => world.restore());
after(() => world.close());

type Row = Record<string, unknown>;
const rows = (model: string): Record<string, Row> =>
  (world.sandbox.erp.state.records[model] ?? {}) as Record<string, Row>;
const erp = () => world.sandbox.erp.state;

it("A configuration that is not valid stops the preview with the property, the value, what is allowed and the command, and without a stack trace", async () => {
  await world.set("dns", "https://demofabien.cid-erp.app/web");
  await assertRefused(
    world,
    'dns: "https://demofabien.cid-erp.app/web" contains a scheme.',
    "Allowed: the ERP's public DNS name alone, for example acme.cid-erp.app.",
    "Fix:     pulumi config set dns <dns> --stack dev",
  );
  assert.doesNotMatch((await world.preview()).messages, /node_modules|\.ts:\d+/);
});

it("A configuration that is not valid stops the preview when a secret stands in it in clear text, which it does not repeat", async () => {
  await world.run(["config", "set", "--plaintext", "modernauth:erpPassword", "visible-password"]);
  await assertRefused(
    world,
    "modernauth:erpPassword: stands in clear text",
    "pulumi config set --secret modernauth:erpPassword",
  );
  assert.ok(!(await world.preview()).messages.includes("visible-password"));
});

it("A configuration that is not valid stops the preview when default providers are not switched off", async () => {
  await world.run(["config", "rm", "pulumi:disable-default-providers"]);
  await assertRefused(
    world,
    "pulumi:disable-default-providers: is missing",
    "pulumi config set --path 'pulumi:disable-default-providers[0]' '*' --stack dev",
  );
});

it("A configuration that is not valid stops the preview when the passphrase is wrong, or missing", async () => {
  for (const [passphrase, said] of [
    ["another one", "incorrect passphrase"],
    [undefined, "passphrase must be set with PULUMI_CONFIG_PASSPHRASE or"],
  ] as const) {
    const { code, messages } = await world.preview({ env: { PULUMI_CONFIG_PASSPHRASE: passphrase } });
    assert.notEqual(code, 0);
    assertSaid(messages, [`getting stack configuration: get stack secrets manager: ${said}`]);
  }
});

/** Puts a file that somebody sent in the place of the stack's, with the stack's own secret. */
function configureAs(name: string): void {
  const { configFile } = world.stack;
  const { config, encryptionsalt } = parse(readFileSync(configFile, "utf8"));
  const text = readFileSync(new URL(`../fixtures/cases/${name}`, import.meta.url), "utf8")
    .replace("secure: <redacted>", `secure: ${config["modernauth:erpPassword"].secure}`)
    .replace("encryptionsalt: <redacted>", `encryptionsalt: ${encryptionsalt}`);
  writeFileSync(configFile, text);
}

it("A file that somebody sent stops the preview with what is wrong with it, once", async () => {
  for (const [name, ...said] of [
    ["dnspuny.yaml", 'dns: "xn--dmo-bma.cid-erp.app"', "Punycode"],
    ["urlweb.yaml", 'modernauth:erpUrl: the value has a path behind "https://demofabien.cid-erp.app"'],
    ["orgnum.yaml", "google.createProject.organization: ", "quote it in the file Pulumi.dev.yaml"],
    ["companynfd.yaml", "erp.company: ", "(id 1) differs in Unicode form (NFC or NFD)"],
  ] as const) {
    configureAs(name);
    await assertRefused(world, ...said);
  }
});

it("A configuration that is not valid stops the preview when YAML makes another value of what the file says, whatever type that is", async () => {
  const { configFile } = world.stack;
  const text = readFileSync(configFile, "utf8");
  for (const [right, altered, property, fix] of [
    [
      "modernauth:erpDatabase: demofabien",
      "modernauth:erpDatabase: 0123",
      "modernauth:erpDatabase",
      'erpDatabase: "0123"',
    ],
    ["company: Démo Fabien SA", "company: 007", "erp.company", 'company: "007"'],
  ] as const) {
    assert.ok(text.includes(right));
    writeFileSync(configFile, text.replace(right, altered));
    // As language hosts say it that are newer than the one that may be compiled here.
    const env = { PULUMI_NODEJS_ROOT_DIRECTORY: dirname(configFile) };
    const { code, messages } = await world.preview({ env });
    assert.ok(code !== 0 && code !== 7, messages);
    assertSaid(messages, [`${property}: ${altered.split(": ")[1]} stands without quotation marks`, fix]);
  }
});

it("A file that somebody sent with the directory's id in upper case changes nothing", async () => {
  await world.up();
  configureAs("upperguid.yaml");
  await world.assertClean();
});

it("The ERP refuses, and the preview says what to change, when its address is wrong, or http", async () => {
  await world.set("modernauth:erpUrl", "https://nowhere.example.com");
  await assertRefused(
    world,
    "modernauth:erpUrl: No connection to the ERP at https://nowhere.example.com (UND_ERR_ABORTED): check the URL, the network and " +
      "whether the ERP is running. Fix: pulumi config set modernauth:erpUrl https://<address of the ERP> --stack dev",
  );
  await world.set("modernauth:erpUrl", "http://demofabien.cid-erp.app");
  await assertRefused(world, 'the value is plain http: "http://demofabien.cid-erp.app"');
});

it("The ERP refuses, and the preview says what to change, when something in front of it redirects or answers with a web page", async () => {
  erp().proxy = "redirect";
  await assertRefused(world, "modernauth:erpUrl:", "redirected to https://login.example.net.");
  erp().proxy = "html";
  await assertRefused(world, "modernauth:erpUrl:", "answered with a web page");
});

it("The ERP refuses, and the preview says what to change, when the password is wrong, and it is asked only once", async () => {
  let logins = 0;
  const countLogins = async (request: Request) => {
    const asked = new URL(request.url).pathname === "/jsonrpc" ? await request.clone().text() : "";
    if (/"method":\s*"(authenticate|login)"/.test(asked)) logins += 1;
  };
  await world.set("modernauth:erpPassword", "not-the-password", "secret");
  await watching(world.sandbox.erp, countLogins, () =>
    assertRefused(
      world,
      'modernauth:erpLogin, modernauth:erpPassword: The ERP at https://demofabien.cid-erp.app, database "demofabien", refuses the login of "integration". ',
      "Not tried again, so as not to lock the user out. Fix: pulumi config set --secret modernauth:erpPassword",
    ),
  );
  assert.equal(logins, 1);
});

it("The ERP refuses, and the preview says what to change, when the database is unknown", async () => {
  await world.set("modernauth:erpDatabase", "nodb");
  await assertRefused(
    world,
    "modernauth:erpDatabase:",
    'no database "nodb"',
    "Fix: pulumi config set modernauth:erpDatabase",
  );
});

it("The ERP refuses, and the preview says what to change, when the company is unknown, or there are two of that name", async () => {
  await world.set("erp.company", "Nobody SA");
  await assertRefused(world, "erp.company:", 'no company named "Nobody SA"', '"Démo Fabien SA" (id 1)');
  world.restore();
  (rows("res.company")["2"] as Row).name = "Démo Fabien SA";
  await assertRefused(world, "erp.company:", '2 companies named "Démo Fabien SA": ids 1, 2');
});

it("The ERP refuses, and the preview says what to change, when a mail server is unknown", async () => {
  await world.set("erp.incomingServers[0]", "No such server");
  await assertRefused(
    world,
    "erp.incomingServers",
    'no incoming mail server named "No such server"',
    "Boîte de réception Office 365",
  );
});

it("The ERP refuses, and the preview says what to change, when the module is missing and nobody consented to its installation", async () => {
  await world.set("erp.installModule", "false");
  await assertRefused(
    world,
    "erp.installModule: false",
    'its state is "uninstalled"',
    "pulumi config set --path erp.installModule true",
  );
});

it("The ERP refuses during the update, and the next one finishes, when the module is not on the server", async () => {
  const modules = rows("ir.module.module");
  const [id = "", row] = Object.entries(modules).find(([, one]) => one.name === "auth_oauth2") ?? [];
  erp().addon.onServer = false;
  delete modules[id];
  const bringBack = () => {
    erp().addon.onServer = true;
    modules[id] = row as Row;
  };
  await assertFailsThenFinishes(
    world,
    bringBack,
    'The module "auth_oauth2" is not on the ERP server',
    "Ask who runs the ERP",
  );
});

it("The ERP refuses during the update, and the next one finishes, when the user lacks a right", async () => {
  const user = rows("res.users")["2"] as Row;
  const { groups } = user;
  user.groups = ["employee"];
  await assertFailsThenFinishes(
    world,
    () => (user.groups = groups),
    'modernauth:erpLogin: The ERP user "integration" lacks the right for fetchmail.server.search_read. ',
    '(odoo.exceptions.AccessError). Fix: give that user the right "Administration / Settings" in the ERP, then: pulumi up --stack dev',
  );
});

it("The ERP refuses during the update, and the next one finishes, when a value is longer than the field", async () => {
  const small = await World.create({ erp: { sizes: { msClient: 10 } } });
  try {
    const { code, stdout } = await small.run(["up", "--yes", "--skip-preview"]);
    assert.ok(code !== 0);
    const { msClient, msSecret } = small.sandbox.erp.state.addon.names;
    assertSaid(stdout, [
      `microsoft.clientId has 36 characters, the ERP's field ${msClient} ("ID client") takes 10 and would cut the rest ` +
        "without a word. Nothing was written. Ask who runs the ERP to make the field longer.",
    ]);
    const company = (small.sandbox.erp.state.records["res.company"] as Record<string, Row>)["1"];
    assert.ok(!company?.[msClient] && !company?.[msSecret], "nothing was written");
  } finally {
    await small.close();
  }
});

it("The ERP refuses during the update, and the next one finishes, when the installation's answer gets lost: the module is not installed twice", async () => {
  erp().install.answer = "drop";
  const { code, stdout } = await world.run(["up", "--yes", "--skip-preview"]);
  assert.equal(code, 0, stdout);
  erp().install.answer = "now";
  await world.assertClean();
});
