import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { createWebClient, deleteClient, disableSecret } from "#sandbox/emulators/google/console.ts";
import { DEPLOYER_ROLES } from "#sandbox/tenant.ts";
import { modernAuth } from "./modernAuth.ts";
import { assertFailsThenFinishes, assertRefused, assertSaid } from "./refusals.ts";
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

describe("Google's client file is refused by the preview when", () => {
  it("Google's client file is refused by the preview when it is of a desktop client", async () => {
    await importFile(() => {}, "installed");
    await assertRefused(world, "googleClientFile:", '"installed"', 'Allowed: "web"');
  });

  it("Google's client file is refused by the preview when it belongs to another project", async () => {
    await importFile((file) => (file.web.project_id = "other-project"));
    await assertRefused(
      world,
      "googleClientFile:",
      'web.project_id is "other-project"',
      'Allowed: "demofabien-erp"',
    );
  });

  it("Google's client file is refused by the preview when the redirect URI is missing, with the near miss named", async () => {
    await importFile(
      (file) => (file.web.redirect_uris = ["https://demofabien.cid-erp.app/oauth2/retrieve_token/"]),
    );
    await assertRefused(
      world,
      "googleClientFile:",
      "has a trailing slash",
      "https://demofabien.cid-erp.app/oauth2/retrieve_token under",
    );
  });
});

describe("Google refuses the client during the update, and the next one finishes, when", () => {
  it("Google refuses the client during the update, and the next one finishes, when the secret is wrong", async () => {
    const { clientId, clientSecret } = await importFile(() => {});
    disableSecret(world.sandbox.google, clientId, clientSecret.slice(-4));
    await assertFailsThenFinishes(
      world,
      () => importFile(() => {}),
      "googleClientFile: Google refuses the secret",
      "https://console.cloud.google.com/auth/clients",
    );
  });

  it("Google refuses the client during the update, and the next one finishes, when the client was deleted", async () => {
    const { clientId } = await importFile(() => {});
    deleteClient(world.sandbox.google, clientId);
    await assertFailsThenFinishes(
      world,
      () => importFile(() => {}),
      "googleClientFile: The client was deleted",
      "Restore it within 30 days",
    );
  });
});

describe("Entra refuses when", () => {
  it("Entra refuses when an application of that name exists that is not ours, and names the command that takes it over; tagged, it is adopted", async () => {
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
      world,
      'microsoft.applicationName: this tenant already has an app registration "CID ERP"',
      `object ${id}`,
      'tag "erp-modern-auth/dev"',
      "modern-auth adopt dev",
      "prevent_duplicate_names",
    );
    const asked = await modernAuth(world, ["preflight", "dev", "--json"]);
    assert.equal(asked.code, 4, asked.stderr);
    const [problem] = JSON.parse(asked.stdout).problems;
    assert.deepEqual([problem.level, problem.property], ["error", "microsoft.applicationName"]);
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

  it("Entra refuses when the tenant's Microsoft Graph knows a permission under another id: named in the preview, without a stack trace", async () => {
    const graph = Object.values(entra().servicePrincipals).find(
      ({ appId }) => appId === "00000003-0000-0000-c000-000000000000",
    ) as unknown as { oauth2PermissionScopes: { id: string; value: string }[] };
    const scope = graph.oauth2PermissionScopes.find(({ value }) => value === "SMTP.Send");
    assert.ok(scope);
    const id = scope.id;
    scope.id = "99999999-9999-4999-8999-999999999999";
    await assertRefused(
      world,
      `SMTP.Send (delegated): expected ${id}, but this tenant's Microsoft Graph has 99999999-9999-4999-8999-999999999999`,
      "Switch the group off in microsoft.permissions",
    );
    assert.doesNotMatch((await world.preview()).messages, /node_modules|\.ts:\d+/);
  });

  it("Entra refuses when the deployer's secret has expired", async () => {
    for (const { passwordCredentials } of Object.values(entra().applications)) {
      for (const password of passwordCredentials) password.endDateTime = "2020-01-01T00:00:00Z";
    }
    await assertRefused(
      world,
      "AADSTS7000222",
      "put a valid secret of the deployer's app registration into ARM_CLIENT_SECRET",
    );
  });

  it("Entra refuses when no deployer is given, or the tenant does not exist", async () => {
    const { messages } = await world.preview({ env: { ARM_CLIENT_ID: "" } });
    assertSaid(messages, ["ARM_CLIENT_ID is not set: set ARM_CLIENT_ID with ARM_CLIENT_SECRET"]);
    assert.doesNotMatch(messages, PLUGIN_REFUSES);
    await world.set("microsoft.tenantId", "00000000-0000-0000-0000-000000000001");
    await assertRefused(world, "AADSTS90002", "pulumi config set --path microsoft.tenantId");
  });

  it("Entra refuses when the deployer is given by a setting that only Terraform reads: said before the azuread plugin is configured", async () => {
    const env = { ARM_CLIENT_SECRET: "", ARM_USE_OIDC: "true", ARM_OIDC_TOKEN_FILE_PATH: "/run/id-token" };
    const { code, messages } = await world.preview({ env });
    assert.ok(code !== 0 && code !== 7, messages);
    assert.match(messages, /ARM_OIDC_TOKEN_FILE_PATH is set, but Pulumi's azuread plugin does not read it/);
    assert.ok(
      messages.includes('Type: export ARM_USE_OIDC=true ARM_OIDC_TOKEN="$(cat "$ARM_OIDC_TOKEN_FILE_PATH")"'),
    );
    assert.doesNotMatch(messages, PLUGIN_REFUSES);
  });

  it("Entra refuses when the same in a stack that is made already: the refresh comes first, so it is the plugin that says it", async () => {
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

  it("Entra refuses when the deployer lacks the right to consent: nothing is made, and it is told how to get it", async () => {
    setDeployerRights(
      world,
      ...DEPLOYER_ROLES.filter((right) => right !== "AppRoleAssignment.ReadWrite.All"),
    );
    await assertRefused(
      world,
      `Nothing was changed in tenant ${world.config.microsoft.tenantId}, because it would fail`,
      "may not consent to application permissions (Mail.Send)",
      "Allowed: the application permission AppRoleAssignment.ReadWrite.All",
      "modern-auth deployer check dev",
    );
    assert.doesNotMatch((await world.preview()).messages, /node_modules|\.ts:\d+/);
  });

  it("Entra refuses when the right to consent is taken away meanwhile: what was made stays, and the next up finishes", async () => {
    const { faults } = world.sandbox.entra;
    // A token that was issued before goes on as it is, so Graph itself must refuse.
    faults.list = [{ match: "^POST /v1\\.0/oauth2PermissionGrants", status: 403 }];
    await assertFailsThenFinishes(
      world,
      () => (faults.list = []),
      "Could not create delegated permission grant: unexpected status 403 (403 Forbidden) with error: " +
        "Authorization_RequestDenied: Insufficient privileges to complete the operation.",
    );
  });

  it("Entra refuses when a policy forbids the lifetime: the message shows it, and a shorter one goes through", async () => {
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
      world,
      shorten,
      "CredentialInvalidLifetimeAsPerAppPolicy: Credential lifetime exceeds the max value allowed as per assigned policy",
    );
  });

  it("Entra refuses when a policy that the deployer may read forbids the lifetime: the preview offers the longest that it allows", async () => {
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
      world,
      'microsoft.generations[0].end: "2028-11-23" is later than the tenant\'s app management policy allows',
      "Allowed: 2027-05-22 at the latest (5 whole months)",
      "pulumi config set --path 'microsoft.generations[0].end' 2027-05-22",
    );
    const asked = await modernAuth(world, ["preflight", "dev"]);
    assert.equal(asked.code, 4, asked.stderr);
    assertSaid(asked.stdout, ["Allowed: 2027-05-22 at the latest (5 whole months)"]);
    await world.set("microsoft.generations[0].end", "2027-05-22");
    const mended = await modernAuth(world, ["preflight", "dev", "--json"]);
    const { problems } = JSON.parse(mended.stdout) as { problems: Record<string, string>[] };
    const left = problems.map(({ system, level, property }) => [system, level, property]);
    const others = [
      ["google", "warning", "google client"],
      ["erp", "info", "erp.installModule"],
    ];
    assert.deepEqual([mended.code, left], [0, others], "nothing of Microsoft's, and no error");
    await world.up();
    await world.assertClean();
  });
});

describe("Bad days", () => {
  it("Bad days throttling, server faults and slow replication delay the update and nothing else", async () => {
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
      "nothing listens at the proxy http://127.0.0.1:9 (HTTPS_PROXY). If that was the sandbox: start it " +
        'with "npm run sandbox" and type the line it prints again.',
    ]);
  });
});
