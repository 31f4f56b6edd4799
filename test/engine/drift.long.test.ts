import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { deleteClient, disableSecret, setRedirectUris } from "#sandbox/emulators/google/console.ts";
import { named, World } from "./world.ts";

let world: World;
before(async () => {
  world = await World.provisioned();
});
afterEach(() => world.restore());
after(() => world.close());

/** The preview finds exactly these, with exit code 7; one up repairs them; then all is clean. */
async function assertFoundAndRepaired(expected: string[]): Promise<void> {
  const { code, steps, messages } = await world.preview();
  assert.deepEqual(named(steps), expected.toSorted(), messages);
  assert.equal(code, 7, messages);
  await world.up();
  await world.assertClean();
}

const application = () => {
  const [id, value] =
    Object.entries(world.sandbox.entra.state.applications).find(([, one]) => one.displayName === "CID ERP") ??
    [];
  assert.ok(id && value);
  return { id, value };
};
const tamperEntra = (path: string, value: unknown, op: "replace" | "add" = "replace") =>
  world.sandbox.entra.tamper([{ op, path, value }]);
const only = <T>(record: Record<string, T>, which: (value: T) => boolean): string => {
  const found = Object.entries(record).filter(([, value]) => which(value));
  assert.equal(found.length, 1);
  return found[0]?.[0] as string;
};
const company = () => world.sandbox.erp.state.records["res.company"]?.["1"] as Record<string, unknown>;

describe("Drift in Entra", () => {
  it("a redirect URI that was changed is named by its index and put back", async () => {
    tamperEntra(`/applications/${application().id}/web/redirectUris/0`, "https://example.com/elsewhere");
    await assertFoundAndRepaired(["azuread Application web.redirectUris[0]"]);
  });

  it("a deleted consent, a deleted app role assignment and a removed secret are three things to create, and the ERP gets the new secret", async () => {
    const { entra } = world.sandbox;
    const { value } = application();
    const servicePrincipal = only(entra.state.servicePrincipals, ({ appId }) => appId === value.appId);
    const grant = only(entra.state.oauth2PermissionGrants, ({ clientId }) => clientId === servicePrincipal);
    const assignment = only(
      entra.state.appRoleAssignments,
      ({ principalId }) => principalId === servicePrincipal,
    );
    entra.tamper([
      { op: "remove", path: `/oauth2PermissionGrants/${grant}` },
      { op: "remove", path: `/appRoleAssignments/${assignment}` },
      { op: "remove", path: `/applications/${application().id}/passwordCredentials/0` },
    ]);
    const { msSecret } = world.sandbox.erp.state.addon.names;
    const secretBefore = company()[msSecret];
    await assertFoundAndRepaired([
      "create azuread AppRoleAssignment",
      "create azuread ApplicationPassword",
      "create azuread ServicePrincipalDelegatedPermissionGrant",
      ...["keyId", "secret", "token"].map((name) => `modernauth EntraCredentialProof ${name}`),
      "modernauth EntraSecretInventory managed",
      "modernauth ErpCompanyOAuth clientSecret",
    ]);
    assert.notEqual(company()[msSecret], secretBefore);
    assert.ok(entra.secrets.has(String(company()[msSecret])));
  });

  it("a service principal that was switched off is switched on again", async () => {
    const { value } = application();
    const id = only(world.sandbox.entra.state.servicePrincipals, ({ appId }) => appId === value.appId);
    tamperEntra(`/servicePrincipals/${id}/accountEnabled`, false);
    await assertFoundAndRepaired([
      "azuread ServicePrincipal accountEnabled",
      "modernauth EntraCredentialProof token",
    ]);
  });

  it("a registration that lost our tag is still ours: the tag is put back", async () => {
    tamperEntra(`/applications/${application().id}/tags`, []);
    const { messages } = await world.preview();
    assert.match(messages, /If the state knows it, it only lost its tag, and this run gives it back/);
    await assertFoundAndRepaired(["azuread Application tags"]);
  });

  it("a secret that somebody added is no change, but it is named", async () => {
    const extra = {
      keyId: "11111111-2222-3333-4444-555555555555",
      displayName: "CID ERP",
      endDateTime: "2027-01-01T00:00:00Z",
    };
    const full = {
      ...extra,
      customKeyIdentifier: null,
      hint: "abc",
      secretText: null,
      startDateTime: "2026-01-01T00:00:00Z",
    };
    tamperEntra(`/applications/${application().id}/passwordCredentials/-`, full, "add");
    const { code, steps, messages } = await world.preview();
    assert.equal(code, 0);
    assert.deepEqual(steps, []);
    assert.match(messages, /key id 11111111-2222-3333-4444-555555555555 \("CID ERP", ends 2027-01-01/);
  });

  it("an application that was deleted is made anew, with all that hangs on it", async () => {
    const { entra } = world.sandbox;
    const { id, value } = application();
    const servicePrincipal = only(entra.state.servicePrincipals, ({ appId }) => appId === value.appId);
    const belongs = (one: { clientId?: string; principalId?: string | null }) =>
      one.clientId === servicePrincipal || one.principalId === servicePrincipal;
    entra.tamper([
      { op: "remove", path: `/oauth2PermissionGrants/${only(entra.state.oauth2PermissionGrants, belongs)}` },
      { op: "remove", path: `/appRoleAssignments/${only(entra.state.appRoleAssignments, belongs)}` },
      { op: "remove", path: `/servicePrincipals/${servicePrincipal}` },
      { op: "remove", path: `/applications/${id}` },
    ]);
    await assertFoundAndRepaired([
      "create azuread AppRoleAssignment",
      "create azuread Application",
      "create azuread ApplicationPassword",
      "create azuread ServicePrincipal",
      "create azuread ServicePrincipalDelegatedPermissionGrant",
      "create modernauth EntraSecretInventory",
      ...["clientId", "keyId", "secret", "token"].map((name) => `modernauth EntraCredentialProof ${name}`),
      "modernauth ErpCompanyOAuth clientId",
      "modernauth ErpCompanyOAuth clientSecret",
    ]);
    assert.equal(company()[world.sandbox.erp.state.addon.names.msClient], application().value.appId);
  });
});

const stateFile = () => {
  const backend = new URL(world.stack.env.PULUMI_BACKEND_URL ?? "").pathname;
  return readFileSync(join(backend, ".pulumi", "stacks", "erp-modern-auth", "dev.json"));
};

/** What the state has recorded of Google's client, in clear. Not through the world, which would take it for a leak. */
const recorded = async () => {
  const { stdout } = await world.stack.run(["stack", "export", "--show-secrets"]);
  const resources = JSON.parse(stdout).deployment.resources as {
    type: string;
    inputs: object;
    outputs: object;
  }[];
  const client = resources.find(({ type }) => type === "modernauth:index:GoogleOAuthClient");
  return JSON.stringify([client?.inputs, client?.outputs]);
};

describe("Drift in Google", () => {
  it("an API that was switched off is switched on again", async () => {
    const path = `/services/${world.config.google.project}/gmail.googleapis.com`;
    world.sandbox.google.tamper([{ op: "replace", path, value: "DISABLED" }]);
    await assertFoundAndRepaired(["create gcp Service"]);
  });

  it("a redirect URI that was taken out of the client is found, and up says where to put it back", async () => {
    const { google } = world.sandbox;
    const [clientId] = Object.keys(google.state.oauthClients) as [string];
    setRedirectUris(google, clientId, ["https://demofabien.cid-erp.app/elsewhere"]);
    const { code, steps } = await world.preview();
    assert.deepEqual([code, named(steps)], [7, ["modernauth GoogleOAuthClient redirect"]]);
    const failed = await world.run(["up", "--yes", "--skip-preview"]);
    assert.notEqual(failed.code, 0);
    assert.match(
      failed.stdout,
      /https:\/\/console\.cloud\.google\.com\/auth\/clients\?project=demofabien-erp/,
    );
    setRedirectUris(google, clientId, ["https://demofabien.cid-erp.app/oauth2/retrieve_token"]);
    await world.up();
    await world.assertClean();
  });

  it("a disabled secret and a deleted client are found by their token", async () => {
    const { google } = world.sandbox;
    const [clientId = "", client] = Object.entries(google.state.oauthClients)[0] ?? [];
    disableSecret(google, clientId, client?.secrets[0]?.last4 ?? "");
    assert.deepEqual(named((await world.preview()).steps), ["modernauth GoogleOAuthClient token"]);
    deleteClient(google, clientId);
    const failed = await world.run(["up", "--yes", "--skip-preview"]);
    assert.match(
      failed.stdout,
      /googleClientFile: The client was deleted\. .* it can be restored until .* Restore it within 30 days/,
    );
  });

  it("a bad day of Google's is no drift, and leaves the state as it was, byte for byte", async () => {
    const [file, before] = [stateFile(), await recorded()];
    world.sandbox.google.faults.list = [
      { match: "POST /token", status: 503, retryAfter: 60 },
      { match: "GET /o/oauth2/v2/auth", drop: true },
    ];
    await world.assertClean();
    assert.deepEqual(stateFile(), file);
    await world.up();
    assert.ok((await recorded()) === before, "an update encrypts anew, and what is encrypted stays the same");
  });
});

describe("Drift in the ERP", () => {
  it("Drift in the ERP each value of both sets and each mail server's switch is named and put back", async () => {
    const { names } = world.sandbox.erp.state.addon;
    const { msClient, msTenant, msSecret, msRedirect, ggClient, ggSecret, ggRedirect } = names;
    for (const field of [msClient, msTenant, msSecret, msRedirect, ggClient, ggSecret, ggRedirect]) {
      company()[field] = "changed by hand";
    }
    const flags = { "fetchmail.server": names.incomingFlag, "ir.mail_server": names.outgoingFlag };
    for (const [model, flag] of Object.entries(flags)) {
      const servers = Object.values(world.sandbox.erp.state.records[model] ?? {}) as Record<
        string,
        unknown
      >[];
      for (const server of servers) server[flag] = false;
    }
    await assertFoundAndRepaired([
      ...["clientId", "tenant", "clientSecret", "redirectUri"].map(
        (field) => `modernauth ErpCompanyOAuth ${field}`,
      ),
      ...["clientId", "clientSecret", "redirectUri"].map((field) => `modernauth ErpCompanyOAuth ${field}`),
      "modernauth ErpMailServer useOAuth2",
      "modernauth ErpMailServer useOAuth2",
    ]);
  });

  it("a value that was emptied is drift like any other", async () => {
    company()[world.sandbox.erp.state.addon.names.msSecret] = false;
    await assertFoundAndRepaired(["modernauth ErpCompanyOAuth clientSecret"]);
  });
});
