import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ErpClient } from "#clients/erp/client.ts";
import { readParameters, writeParameters } from "#clients/erp/parameters.ts";
import { findServer } from "#clients/erp/servers.ts";
import { signInLink } from "#clients/erp/signIn.ts";
import { APPLICATION_NAME } from "#config/rules/defaults.ts";
import { createWebClient } from "#sandbox/emulators/google/console.ts";
import { assertSaid } from "#test/engine/refusals.ts";
import { named, type World } from "#test/engine/world.ts";
import { RELEASES } from "../release.ts";
import { withTenant } from "./tenant.ts";

const PARAMETERS = [
  "microsoft_outlook_client_id",
  "microsoft_outlook_client_secret",
  "microsoft_outlook.endpoint",
  "microsoft_calendar_client_id",
  "google_gmail_client_id",
  "google_gmail_client_secret",
  "google_calendar_client_id",
];

async function throughItsLife(world: World, admin: ErpClient): Promise<void> {
  const { entra, google } = world.sandbox;
  const base = `https://${world.config.dns}`;
  const before = await readParameters(admin, PARAMETERS);
  for (const key of ["company", "installModule", "incomingServers", "outgoingServers"])
    assert.equal((await world.run(["config", "rm", "--path", `erp.${key}`])).code, 0);
  await world.set("erp.profile", "odoo");
  const { content, clientId } = createWebClient(google, {
    project: world.config.google.project,
    name: APPLICATION_NAME,
    redirectUris: [`${base}/google_gmail/confirm`, `${base}/google_account/authentication`],
  });
  await world.set("googleClientFile", JSON.stringify(content), "secret");

  const refused = await world.preview();
  assert.ok(refused.code !== 0 && refused.code !== 7);
  assertSaid(refused.messages, ["web.base.url", `Set it to ${base} in the ERP`]);
  await writeParameters(admin, { "web.base.url": base, "web.base.url.freeze": "True" });

  await world.up();
  const held = await readParameters(admin, PARAMETERS);
  assert.ok(entra.secrets.has(held["microsoft_outlook_client_secret"] ?? ""));
  assert.ok(google.secrets.has(held["google_gmail_client_secret"] ?? ""));
  await assertOdooUsesThem(world, admin, clientId);
  await world.assertClean();

  await writeParameters(admin, {
    "microsoft_outlook.endpoint": "https://login.microsoftonline.com/common/oauth2/v2.0/",
    google_gmail_client_secret: "an old secret",
  });
  const { code, steps, messages } = await world.preview();
  assert.deepEqual(
    named(steps),
    [
      'modernauth ErpParameters secrets["google_gmail_client_secret"]',
      'modernauth ErpParameters settings["microsoft_outlook.endpoint"]',
    ],
    messages,
  );
  assert.equal(code, 7, messages);
  await world.up();
  assert.deepEqual(await readParameters(admin, PARAMETERS), held);
  await world.assertClean();

  const destroyed = await world.run(["destroy", "--yes", "--skip-preview"]);
  assert.equal(destroyed.code, 0, destroyed.stdout + destroyed.stderr);
  assert.deepEqual(await readParameters(admin, PARAMETERS), before);
}

/** The sign-ins that Odoo's own buttons start are those of our registrations, and lead back to where these allow it. */
async function assertOdooUsesThem(world: World, admin: ErpClient, googleClient: string): Promise<void> {
  const application = Object.values(world.sandbox.entra.state.applications).find(
    (one) => one.displayName === APPLICATION_NAME,
  ) as unknown as { appId: string; web: { redirectUris: string[] } };
  const microsoft = await signIn(admin, "outlook", "open_microsoft_outlook_uri");
  assert.equal(microsoft.pathname, `/${world.config.microsoft.tenantId}/oauth2/v2.0/authorize`);
  assert.equal(microsoft.searchParams.get("client_id"), application.appId);
  assert.ok(application.web.redirectUris.includes(microsoft.searchParams.get("redirect_uri") ?? ""));

  const google = await signIn(admin, "gmail", "open_google_gmail_uri");
  assert.equal(google.searchParams.get("client_id"), googleClient);
  const allowed = world.sandbox.google.state.oauthClients[googleClient]?.redirectUris ?? [];
  assert.ok(allowed.includes(google.searchParams.get("redirect_uri") ?? ""));
}

/** Where the button of a new incoming server of this type leads. */
async function signIn(admin: ErpClient, type: "outlook" | "gmail", method: string): Promise<URL> {
  const values = { name: type, server_type: type, server: `imap.${type}.example`, is_ssl: true, port: 993 };
  await admin.call("fetchmail.server", "create", {
    args: { vals_list: { ...values, user: "info@example.com" } },
  });
  const link = await signInLink(admin, await findServer(admin, "incoming", type), method);
  return new URL(link ?? "");
}

describe("A tenant with stock Odoo", () => {
  for (const release of RELEASES.filter(({ major }) => major >= 19)) {
    it(`A tenant with stock Odoo is made, drifts, is repaired and leaves the parameters of Odoo ${release.major} as they were`, () =>
      withTenant(release, throughItsLife));
  }
});
