import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { googleRedirectProblem } from "#config/rules/googleRedirectUri.ts";
import {
  type ErpProfile,
  fillParameters,
  isSecret,
  PROFILE_NAMES,
  PROFILES,
  redirectUris,
  roleIn,
} from "#config/rules/profiles.ts";
import { redirectUri, redirectUriProblem } from "#config/rules/redirectUris.ts";

const DNS = "acme.cid-erp.app";
const SYSTEMS = ["microsoft", "google"] as const;

function templatesOf(profile: ErpProfile, system: "microsoft" | "google") {
  const { store } = profile;
  assert.ok(store.kind === "parameters");
  return store.parameters[system];
}

it("The profiles lead to redirect URIs that both clouds take, each once", () => {
  for (const name of PROFILE_NAMES) {
    for (const system of SYSTEMS) {
      const uris = redirectUris(PROFILES[name], system, DNS);
      assert.equal(new Set(uris).size, uris.length);
      for (const uri of uris)
        assert.deepEqual([redirectUriProblem(uri), googleRedirectProblem(uri)], [undefined, undefined], uri);
    }
  }
});

it("The profiles of CID ERP have the one redirect URI of the procedure", () => {
  for (const system of SYSTEMS) assert.deepEqual(redirectUris(PROFILES.cid, system, DNS), [redirectUri(DNS)]);
});

it("The profiles of stock Odoo lead Microsoft's endpoints to the one tenant, and keep secrets apart", () => {
  const values = { clientId: "an-id", tenant: "a-tenant", clientSecret: "a-secret" };
  const templates = templatesOf(PROFILES.odoo, "microsoft");
  const settings = fillParameters(
    templates.filter((one) => !isSecret(one)),
    values,
  );
  assert.equal(
    settings["microsoft_outlook.endpoint"],
    "https://login.microsoftonline.com/a-tenant/oauth2/v2.0/",
  );
  assert.deepEqual(fillParameters(templates.filter(isSecret), values), {
    microsoft_outlook_client_secret: "a-secret",
    microsoft_calendar_client_secret: "a-secret",
  });
  assert.ok(!JSON.stringify(settings).includes("a-secret"));
});

it("The profiles find back in the parameters what was written there, whatever it is", () => {
  const templates = templatesOf(PROFILES.odoo, "microsoft");
  const value = fc.string({ minLength: 1 });
  fc.assert(
    fc.property(value, value, value, (clientId, tenant, clientSecret) => {
      const live = fillParameters(templates, { clientId, tenant, clientSecret });
      const found = (["clientId", "tenant", "clientSecret"] as const).map((role) =>
        roleIn(templates, role, live),
      );
      assert.deepEqual(found, [clientId, tenant, clientSecret]);
    }),
  );
});

it("The profiles show a parameter as it is where somebody wrote something else", () => {
  const templates = templatesOf(PROFILES.odoo, "microsoft");
  const live = { "microsoft_outlook.endpoint": "https://login.microsoftonline.com/common/v1" };
  assert.equal(roleIn(templates, "tenant", live), "https://login.microsoftonline.com/common/v1");
  assert.equal(roleIn(templates, "redirectUri", live), undefined);
});

it("The profiles refuse a template that needs what there is none of", () => {
  assert.throws(
    () => fillParameters(templatesOf(PROFILES.odoo, "microsoft"), { clientId: "x" }),
    /microsoft_outlook_client_secret of the profile needs \{clientSecret\}/,
  );
});
