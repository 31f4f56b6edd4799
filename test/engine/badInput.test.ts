import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { createWebClient, deleteClient, disableSecret } from "../../sandbox/google/console.ts";
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
const entra = () => world.sandbox.entra.state;

/** A client file as the console downloads it, changed before it is imported. */
async function importFile(change: (file: { web: Row }) => void, type: "web" | "installed" = "web") {
  const redirectUris = type === "web" ? ["https://demofabien.cid-erp.app/oauth2/retrieve_token"] : [];
  const { project } = world.config.google;
  const download = createWebClient(world.sandbox.google, { project, name: "CID ERP", redirectUris, type });
  const file = structuredClone(download.content) as unknown as { web: Row };
  change(file);
  await world.set("google.clientFile", JSON.stringify(file), "secret");
  return download;
}

function assertSaid(output: string, said: readonly string[]): void {
  for (const text of said) assert.ok(output.includes(text), `${text}\nis not in:\n${output}`);
}

/** The preview fails, says all of this, and nothing was changed anywhere. (The ERP counts refused logins, beside its records.) */
async function assertRefused(...said: string[]): Promise<void> {
  const all = () => structuredClone([entra(), world.sandbox.google.state, erp().records]);
  const before = all();
  const { code, messages } = await world.preview();
  assert.ok(code !== 0 && code !== 7, `exit code ${code}: ${messages}`);
  assertSaid(messages, said);
  assert.deepEqual(all(), before);
}

/** The update fails and says all of this; put right, the next one finishes the work. */
async function assertFailsThenFinishes(repair: () => unknown, ...said: string[]): Promise<void> {
  const { code, stdout } = await world.run(["up", "--yes", "--skip-preview"]);
  assert.ok(code !== 0, stdout);
  assertSaid(stdout, said);
  await repair();
  await world.up();
  await world.assertClean();
}

describe("A configuration that is not valid stops the preview", () => {
  it("with the property, the value, what is allowed and the command, and without a stack trace", async () => {
    await world.set("dns", "https://demofabien.cid-erp.app/web");
    await assertRefused(
      'dns: "https://demofabien.cid-erp.app/web" contains a scheme.',
      "Allowed: the ERP's public DNS name alone, for example acme.cid-erp.app.",
      "Fix:     pulumi config set --path 'dns' 'acme.cid-erp.app'",
    );
    assert.doesNotMatch((await world.preview()).messages, /node_modules|\.ts:\d+/);
  });

  it("when a secret stands in it in clear text, which it does not repeat", async () => {
    await world.run(["config", "set", "--path", "erp.password", "visible-password"]);
    await assertRefused(
      "erp.password: stands in clear text",
      "pulumi config set --secret --path 'erp.password'",
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

  it("when the passphrase is wrong, or missing", async () => {
    for (const [passphrase, said] of [
      ["another one", "incorrect passphrase"],
      [undefined, "passphrase must be set with PULUMI_CONFIG_PASSPHRASE or"],
    ] as const) {
      const { code, messages } = await world.preview({ env: { PULUMI_CONFIG_PASSPHRASE: passphrase } });
      assert.notEqual(code, 0);
      assertSaid(messages, [`getting stack configuration: get stack secrets manager: ${said}`]);
    }
  });
});

describe("The ERP refuses, and the preview says what to change, when", () => {
  it("its address is wrong, or http", async () => {
    await world.set("erp.url", "https://nowhere.example.com");
    await assertRefused(
      "erp.url: No connection to the ERP at https://nowhere.example.com (UND_ERR_ABORTED): check the URL, the network and " +
        "whether the ERP is running. Fix: pulumi config set --path erp.url https://<address of the ERP>",
    );
    await world.set("erp.url", "http://demofabien.cid-erp.app");
    await assertRefused('"http://demofabien.cid-erp.app" must start with https://');
  });

  it("something in front of it redirects or answers with a web page", async () => {
    erp().proxy = "redirect";
    await assertRefused("erp.url:", "sends us elsewhere: https://login.example.net/");
    erp().proxy = "html";
    await assertRefused("erp.url:", "answered with a web page");
  });

  it("the password is wrong, and it is asked only once", async () => {
    let logins = 0;
    const countLogins = (request: Request) => {
      if (new URL(request.url).pathname === "/jsonrpc" && request.method === "POST") logins += 1;
    };
    await world.set("erp.password", "not-the-password", "secret");
    await watching(world.sandbox.erp, countLogins, () =>
      assertRefused(
        'erp.login, erp.password: The ERP at https://demofabien.cid-erp.app, database "demofabien", refuses the login of "integration". ',
        "Not tried again, so as not to lock the user out. Fix: pulumi config set --secret --path erp.password",
      ),
    );
    assert.equal(logins, 1);
  });

  it("the database is unknown", async () => {
    await world.set("erp.database", "nodb");
    await assertRefused("erp.database:", 'no database "nodb"', "Fix: pulumi config set --path erp.database");
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
    await assertFailsThenFinishes(
      () => (user.groups = groups),
      'erp.login: The ERP user "integration" lacks the right for ir.module.module.button_immediate_install. ',
      'Fix: give that user the right "Administration / Settings" in the ERP, then "pulumi up"',
    );
  });

  it("a value is longer than the field", async () => {
    const small = await World.create({ sizes: { msClient: 10 } });
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
    await assertRefused("google.clientFile:", '"installed"', 'Allowed: "web"');
  });

  it("it belongs to another project", async () => {
    await importFile((file) => (file.web.project_id = "other-project"));
    await assertRefused(
      "google.clientFile:",
      'web.project_id is "other-project"',
      'Allowed: "demofabien-erp"',
    );
  });

  it("the redirect URI is missing, with the near miss named", async () => {
    await importFile(
      (file) => (file.web.redirect_uris = ["https://demofabien.cid-erp.app/oauth2/retrieve_token/"]),
    );
    await assertRefused(
      "google.clientFile:",
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
      "google.clientFile: Google refuses the secret",
      "https://console.cloud.google.com/auth/clients",
    );
  });

  it("the client was deleted", async () => {
    const { clientId } = await importFile(() => {});
    deleteClient(world.sandbox.google, clientId);
    await assertFailsThenFinishes(
      () => importFile(() => {}),
      "google.clientFile: The client was deleted",
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
    assertSaid(messages, [
      "ARM_CLIENT_ID is not set: set ARM_CLIENT_ID with ARM_CLIENT_SECRET, or with ARM_USE_OIDC=true and ARM_OIDC_TOKEN",
    ]);
    await world.set("microsoft.tenantId", "00000000-0000-0000-0000-000000000001");
    await assertRefused("AADSTS90002", "Check microsoft.tenantId");
  });

  it("the deployer lacks the right to consent: what was made stays, and the next up finishes", async () => {
    const { appRoleAssignments } = entra();
    const right = "DelegatedPermissionGrant.ReadWrite.All";
    const graph = Object.values(entra().servicePrincipals).find(
      ({ appId }) => appId === "00000003-0000-0000-c000-000000000000",
    );
    const role = (graph as unknown as { appRoles: { id: string; value: string }[] }).appRoles.find(
      ({ value }) => value === right,
    );
    const [id = "", assignment] =
      Object.entries(appRoleAssignments).find(([, { appRoleId }]) => appRoleId === role?.id) ?? [];
    delete appRoleAssignments[id];
    await assertFailsThenFinishes(
      () => (appRoleAssignments[id] = assignment as NonNullable<typeof assignment>),
      "Could not create delegated permission grant: unexpected status 403 (403 Forbidden) with error: " +
        "Authorization_RequestDenied: Insufficient privileges to complete the operation.",
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
    await assertFailsThenFinishes(
      shorten,
      "CredentialInvalidLifetimeAsPerAppPolicy: Credential lifetime exceeds the max value allowed as per assigned policy",
    );
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
    assertSaid(messages, [
      "cannot be reached: nothing listens at the proxy http://127.0.0.1:9 (HTTPS_PROXY). If that was the sandbox: start it " +
        'with "npm run sandbox" and type the line it prints again.',
    ]);
  });
});
