import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { createWebClient, deleteClient, disableSecret } from "../../sandbox/google/console.ts";
import { DEPLOYER_ROLES } from "../../sandbox/tenant.ts";
import { setDeployerRights } from "./rights.ts";
import { World } from "./world.ts";

let world: World;
before(async () => {
  world = await World.create();
  world.save();
});
afterEach(() => world.restore());
after(() => world.close());

/** What the azuread plugin says when it finds no identity. */
const PLUGIN_REFUSES = /failed to load Azure credentials/;

type Row = Record<string, unknown>;
const rows = (model: string): Record<string, Row> =>
  (world.sandbox.erp.state.records[model] ?? {}) as Record<string, Row>;
const erp = () => world.sandbox.erp.state;
const entra = () => world.sandbox.entra.state;

/** A client file as the console downloads it, changed before it is imported. */
async function importFile(change: (file: { web: Row }) => void, type: "web" | "installed" = "web") {
  const redirectUris = type === "web" ? ["https://demofabien.cid-erp.app/oauth2/retrieve_token"] : [];
  const { project } = world.config.google;
  const download = createWebClient(world.sandbox.google, { project, name: "CID ERP", redirectUris, type });
  const file = structuredClone(download.content) as unknown as { web: Row };
  change(file);
  await world.set("googleClientFile", JSON.stringify(file), "secret");
  return download;
}

/** The preview fails, says all of this, and nothing was made anywhere. */
async function assertRefused(...said: (string | RegExp)[]): Promise<void> {
  const applications = Object.keys(entra().applications).length;
  const { code, messages } = await world.preview();
  assert.ok(code !== 0 && code !== 7, `exit code ${code}: ${messages}`);
  for (const text of said)
    assert.ok(
      typeof text === "string" ? messages.includes(text) : text.test(messages),
      `${text} is not in:\n${messages}`,
    );
  assert.equal(Object.keys(entra().applications).length, applications);
}

/** The update fails and says all of this; put right, the next one finishes the work. */
async function assertFailsThenFinishes(repair: () => unknown, ...said: (string | RegExp)[]): Promise<void> {
  const { code, stdout } = await world.run(["up", "--yes", "--skip-preview"]);
  assert.ok(code !== 0, stdout);
  for (const text of said)
    assert.ok(
      typeof text === "string" ? stdout.includes(text) : text.test(stdout),
      `${text} is not in:\n${stdout}`,
    );
  await repair();
  await world.up();
  await world.assertClean();
}

describe("A configuration that is not valid stops the preview", () => {
  it("with the property, the value, what is allowed and the command, and without a stack trace", async () => {
    await world.set("dns", "https://demofabien.cid-erp.app/web");
    await assertRefused(
      "dns:",
      '"https://demofabien.cid-erp.app/web" contains a scheme',
      "Allowed:",
      "pulumi config set dns",
    );
    assert.doesNotMatch((await world.preview()).messages, /node_modules|\.ts:\d+/);
  });

  it("when a secret stands in it in clear text, which it does not repeat", async () => {
    await world.run(["config", "set", "--plaintext", "modernauth:erpPassword", "visible-password"]);
    await assertRefused(
      "modernauth:erpPassword: stands in clear text",
      "pulumi config set --secret modernauth:erpPassword",
    );
    assert.ok(!(await world.preview()).messages.includes("visible-password"));
  });

  it("when default providers are not switched off", async () => {
    await world.run(["config", "rm", "pulumi:disable-default-providers"]);
    await assertRefused(
      "pulumi:disable-default-providers: is missing",
      "pulumi config set --path 'pulumi:disable-default-providers[0]' '*'",
    );
  });

  it("when the passphrase is missing", async () => {
    const { code, messages } = await world.preview({ env: { PULUMI_CONFIG_PASSPHRASE: "" } });
    assert.notEqual(code, 0);
    assert.match(messages, /passphrase/);
  });
});

describe("The ERP refuses, and the preview says what to change, when", () => {
  it("its address is wrong, or http", async () => {
    await world.set("modernauth:erpUrl", "https://nowhere.example.com");
    await assertRefused(
      "modernauth:erpUrl:",
      "https://nowhere.example.com",
      "Fix: pulumi config set modernauth:erpUrl",
    );
    await world.set("modernauth:erpUrl", "http://demofabien.cid-erp.app");
    await assertRefused('"http://demofabien.cid-erp.app" must start with https://');
  });

  it("something in front of it redirects or answers with a web page", async () => {
    erp().proxy = "redirect";
    await assertRefused("modernauth:erpUrl:", "sends us elsewhere: https://login.example.net/");
    erp().proxy = "html";
    await assertRefused("modernauth:erpUrl:", "answered with a web page");
  });

  it("the password is wrong, and it is asked only once", async () => {
    let logins = 0;
    world.sandbox.erp.faults.take = (request) => {
      if (new URL(request.url).pathname === "/jsonrpc" && request.method === "POST") logins += 1;
      return undefined;
    };
    await world.set("modernauth:erpPassword", "not-the-password", "secret");
    await assertRefused(
      "modernauth:erpLogin, modernauth:erpPassword:",
      'refuses the login of "integration"',
      "pulumi config set --secret modernauth:erpPassword",
    );
    assert.ok(logins <= 2, `${logins} requests`);
    Reflect.deleteProperty(world.sandbox.erp.faults, "take");
  });

  it("the database is unknown", async () => {
    await world.set("modernauth:erpDatabase", "nodb");
    await assertRefused(
      "modernauth:erpDatabase:",
      'no database "nodb"',
      "Fix: pulumi config set modernauth:erpDatabase",
    );
  });

  it("the company is unknown, or there are two of that name", async () => {
    await world.set("erp.company", "Nobody SA");
    await assertRefused("erp.company:", 'no company named "Nobody SA"', '"Démo Fabien SA" (id 1)');
    world.restore();
    (rows("res.company")["2"] as Row).name = "Démo Fabien SA";
    await assertRefused("erp.company:", '2 companies named "Démo Fabien SA": ids 1, 2');
  });

  it("a mail server is unknown", async () => {
    await world.set("erp.incomingServers[0]", "No such server");
    await assertRefused(
      "erp.incomingServers",
      'no incoming mail server named "No such server"',
      "Boîte de réception Office 365",
    );
  });

  it("the module is missing and nobody consented to its installation", async () => {
    await world.set("erp.installModule", "false");
    await assertRefused(
      "erp.installModule: false",
      'its state is "uninstalled"',
      "pulumi config set --path erp.installModule true",
    );
  });
});

describe("The ERP refuses during the update, and the next one finishes, when", () => {
  it("the module is not on the server", async () => {
    const modules = rows("ir.module.module");
    const [id = "", row] = Object.entries(modules).find(([, one]) => one.name === "auth_oauth2") ?? [];
    erp().addon.onServer = false;
    delete modules[id];
    const bringBack = () => {
      erp().addon.onServer = true;
      modules[id] = row as Row;
    };
    await assertFailsThenFinishes(
      bringBack,
      'The module "auth_oauth2" is not on the ERP server',
      "Ask who runs the ERP",
    );
  });

  it("the user lacks a right", async () => {
    const user = rows("res.users")["2"] as Row;
    const { groups } = user;
    user.groups = ["employee"];
    await assertFailsThenFinishes(() => (user.groups = groups), "modernauth:erpLogin:", /right/);
  });

  it("a value is longer than the field", async () => {
    const small = await World.create({ sizes: { msClient: 10 } });
    try {
      const { code, stdout } = await small.run(["up", "--yes", "--skip-preview"]);
      assert.ok(code !== 0);
      assert.match(stdout, /36 characters/);
      assert.match(stdout, /10/);
      const company = (small.sandbox.erp.state.records["res.company"] as Record<string, Row>)["1"];
      assert.ok(!company?.[small.sandbox.erp.state.addon.names.msSecret], "nothing was written");
    } finally {
      await small.close();
    }
  });

  it("the installation's answer gets lost: the module is not installed twice", async () => {
    erp().install.answer = "drop";
    const { code, stdout } = await world.run(["up", "--yes", "--skip-preview"]);
    assert.equal(code, 0, stdout);
    erp().install.answer = "now";
    await world.assertClean();
  });
});

describe("Google's client file is refused by the preview when", () => {
  it("it is of a desktop client", async () => {
    await importFile(() => {}, "installed");
    await assertRefused("googleClientFile:", '"installed"', 'Allowed: "web"');
  });

  it("it belongs to another project", async () => {
    await importFile((file) => (file.web.project_id = "other-project"));
    await assertRefused(
      "googleClientFile:",
      'web.project_id is "other-project"',
      'Allowed: "demofabien-erp"',
    );
  });

  it("the redirect URI is missing, with the near miss named", async () => {
    await importFile(
      (file) => (file.web.redirect_uris = ["https://demofabien.cid-erp.app/oauth2/retrieve_token/"]),
    );
    await assertRefused(
      "googleClientFile:",
      "has a trailing slash",
      "https://demofabien.cid-erp.app/oauth2/retrieve_token under",
    );
  });
});

describe("Google refuses the client during the update, and the next one finishes, when", () => {
  it("the secret is wrong", async () => {
    const { clientId, clientSecret } = await importFile(() => {});
    disableSecret(world.sandbox.google, clientId, clientSecret.slice(-4));
    await assertFailsThenFinishes(
      () => importFile(() => {}),
      "googleClientFile: Google refuses the secret",
      "https://console.cloud.google.com/auth/clients",
    );
  });

  it("the client was deleted", async () => {
    const { clientId } = await importFile(() => {});
    deleteClient(world.sandbox.google, clientId);
    await assertFailsThenFinishes(
      () => importFile(() => {}),
      "googleClientFile: The client was deleted",
      "Restore it within 30 days",
    );
  });
});

describe("Entra refuses when", () => {
  it("an application of that name exists that is not ours, and says how to hand it over; tagged, it is adopted", async () => {
    const id = "11111111-1111-1111-1111-111111111111";
    const [template] = Object.values(entra().applications);
    entra().applications[id] = {
      ...structuredClone(template as NonNullable<typeof template>),
      id,
      appId: "22222222-1111-1111-1111-111111111111",
      displayName: "CID ERP",
      tags: [],
    };
    await assertRefused(
      'microsoft.applicationName: this tenant already has an app registration "CID ERP"',
      `object ${id}`,
      'tag "erp-modern-auth/dev"',
      "make the deployer an owner of it and of its enterprise application",
      "prevent_duplicate_names",
    );
    Object.assign(entra().applications[id] ?? {}, { tags: ["erp-modern-auth/dev"] });
    // The deployer may change only what it owns.
    const { ARM_CLIENT_ID } = world.sandbox.identities;
    entra().owners[id] = Object.values(entra().servicePrincipals)
      .filter(({ appId }) => appId === ARM_CLIENT_ID)
      .map((one) => one.id);
    await world.up();
    await world.assertClean();
    assert.equal((await world.outputs()).microsoft?.clientId, "22222222-1111-1111-1111-111111111111");
  });

  it("the tenant's Microsoft Graph knows a permission under another id: named in the preview, without a stack trace", async () => {
    const graph = Object.values(entra().servicePrincipals).find(
      ({ appId }) => appId === "00000003-0000-0000-c000-000000000000",
    ) as unknown as { oauth2PermissionScopes: { id: string; value: string }[] };
    const scope = graph.oauth2PermissionScopes.find(({ value }) => value === "SMTP.Send");
    assert.ok(scope);
    const id = scope.id;
    scope.id = "99999999-9999-4999-8999-999999999999";
    await assertRefused(
      `SMTP.Send (delegated): expected ${id}, but this tenant's Microsoft Graph has 99999999-9999-4999-8999-999999999999`,
      "Switch the group off in microsoft.permissions",
    );
    assert.doesNotMatch((await world.preview()).messages, /node_modules|\.ts:\d+/);
  });

  it("the deployer's secret has expired", async () => {
    for (const { passwordCredentials } of Object.values(entra().applications)) {
      for (const password of passwordCredentials) password.endDateTime = "2020-01-01T00:00:00Z";
    }
    await assertRefused(
      "AADSTS7000222",
      "Put a valid secret of the deployer's app registration into ARM_CLIENT_SECRET",
    );
  });

  it("no deployer is given, or the tenant does not exist", async () => {
    const { messages } = await world.preview({ env: { ARM_CLIENT_ID: "" } });
    assert.match(messages, /ARM_CLIENT_ID is not set: set ARM_CLIENT_ID with ARM_CLIENT_SECRET/);
    assert.doesNotMatch(messages, PLUGIN_REFUSES);
    await world.set("microsoft.tenantId", "00000000-0000-0000-0000-000000000001");
    await assertRefused("AADSTS90002", "Check microsoft.tenantId");
  });

  it("the deployer is given by a setting that only Terraform reads: said before the azuread plugin is configured", async () => {
    const env = { ARM_CLIENT_SECRET: "", ARM_USE_OIDC: "true", ARM_OIDC_TOKEN_FILE_PATH: "/run/id-token" };
    const { code, messages } = await world.preview({ env });
    assert.ok(code !== 0 && code !== 7, messages);
    assert.match(messages, /ARM_OIDC_TOKEN_FILE_PATH is set, but Pulumi's azuread plugin does not read it/);
    assert.ok(
      messages.includes('Type: export ARM_USE_OIDC=true ARM_OIDC_TOKEN="$(cat "$ARM_OIDC_TOKEN_FILE_PATH")"'),
    );
    assert.doesNotMatch(messages, PLUGIN_REFUSES);
  });

  it("the same in a stack that is made already: the refresh comes first, so it is the plugin that says it", async () => {
    await world.up();
    const env = { ARM_CLIENT_SECRET: "", ARM_USE_OIDC: "true", ARM_OIDC_TOKEN_FILE_PATH: "/run/id-token" };
    const { messages } = await world.preview({ env });
    assert.match(messages, PLUGIN_REFUSES);
    const { messages: unrefreshed } = await world
      .run(["preview", "--refresh=false"], { env })
      .then((run) => ({
        messages: run.stdout + run.stderr,
      }));
    assert.match(unrefreshed, /ARM_OIDC_TOKEN_FILE_PATH is set, but/);
  });

  it("the deployer lacks the right to consent: nothing is made, and it is told how to get it", async () => {
    setDeployerRights(
      world,
      ...DEPLOYER_ROLES.filter((right) => right !== "AppRoleAssignment.ReadWrite.All"),
    );
    await assertRefused(
      `Nothing was changed in tenant ${world.config.microsoft.tenantId}, because it would fail`,
      "may not consent to application permissions (Mail.Send)",
      "Allowed: the application permission AppRoleAssignment.ReadWrite.All",
      "npm run modern-auth -- deployer check dev",
    );
    assert.doesNotMatch((await world.preview()).messages, /node_modules|\.ts:\d+/);
  });

  it("the right to consent is taken away meanwhile: what was made stays, and the next up finishes", async () => {
    const { faults } = world.sandbox.entra;
    // A token that was issued before goes on as it is, so Graph itself must refuse.
    faults.list = [{ match: "^POST /v1\\.0/oauth2PermissionGrants", status: 403 }];
    await assertFailsThenFinishes(
      () => (faults.list = []),
      /Could not create delegated permission grant: unexpected status 403/,
    );
  });

  it("a policy forbids the lifetime: the message shows it, and a shorter one goes through", async () => {
    const lifetime = {
      restrictionType: "passwordLifetime",
      maxLifetime: "P180D",
      restrictForAppsCreatedAfterDateTime: null,
      state: "enabled",
    };
    const { defaultAppManagementPolicy } = entra().policies;
    defaultAppManagementPolicy.isEnabled = true;
    defaultAppManagementPolicy.applicationRestrictions.passwordCredentials = [lifetime];
    const shorten = async () => {
      await world.set("microsoft.lifetimeMonths", "5");
      await world.set("microsoft.generations[0].end", "2027-04-23");
    };
    await assertFailsThenFinishes(shorten, "CredentialInvalidLifetimeAsPerAppPolicy");
  });

  it("a policy that the deployer may read forbids the lifetime: the preview offers the longest that it allows", async () => {
    setDeployerRights(world, ...DEPLOYER_ROLES, "Policy.Read.All");
    const { defaultAppManagementPolicy } = entra().policies;
    defaultAppManagementPolicy.isEnabled = true;
    defaultAppManagementPolicy.applicationRestrictions.passwordCredentials = [
      {
        restrictionType: "passwordLifetime",
        maxLifetime: "P180D",
        restrictForAppsCreatedAfterDateTime: null,
        state: "enabled",
      },
    ];
    await assertRefused(
      'microsoft.generations[0].end: "2028-11-23" is later than the tenant\'s app management policy allows',
      "Allowed: 2027-05-22 at the latest (5 whole months)",
      "pulumi config set --path 'microsoft.generations[0].end' 2027-05-22",
    );
    await world.set("microsoft.generations[0].end", "2027-05-22");
    await world.up();
    await world.assertClean();
  });
});

describe("Bad days", () => {
  it("throttling, server faults and slow replication delay the update and nothing else", async () => {
    const { entra, erp, google } = world.sandbox;
    entra.faults.list = [
      { match: "POST /v1.0/applications", status: 429, retryAfter: 1, times: 1 },
      { match: "GET /v1.0/applications/", status: 503, times: 1 },
      { match: "oauth2/v2.0/token", status: 500, times: 1 },
    ];
    google.faults.list = [{ match: "services", status: 503, times: 1 }];
    erp.faults.list = [{ latencyMs: 300, times: 3 }];
    await world.importGoogleClient();
    await world.up();
    await world.assertClean();
  });

  it("the sandbox's environment without a sandbox says what to start", async () => {
    const { messages, code } = await world.preview({ env: { HTTPS_PROXY: "http://127.0.0.1:9" } });
    assert.notEqual(code, 0);
    assert.match(messages, /nothing listens at the proxy http:\/\/127\.0\.0\.1:9.*npm run sandbox/s);
  });
});
