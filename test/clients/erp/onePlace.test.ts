import assert from "node:assert/strict";
import { test } from "node:test";
import { DiscoveryError, discoverUseOAuth2 } from "#clients/erp/discovery.ts";
import { ROLE_LABELS } from "#clients/erp/labels.ts";
import type { CompanyFieldNames, ErpRole } from "#config/rules/profiles.ts";
import { discover, type Field, OTHER, OWN, ROLES } from "./companyForm.ts";
import { type Changes, recordedErp } from "./recordedErp.ts";

const MICROSOFT = ["page:OAuth2", "group:Microsoft"] as const;

/** The addon's fields for Microsoft, with labels that are known unless they are given. */
function addon(labels: Partial<Record<ErpRole, string>> = {}, at: readonly string[] = MICROSOFT): Field[] {
  return ROLES.map((role) => ({
    name: `own_${role}`,
    label: labels[role] ?? ROLE_LABELS[role][0] ?? "",
    of: [OWN],
    at,
  }));
}

/** Another addon's, whose labels name the cloud. */
const azure = (role: ErpRole, at: readonly string[] | undefined = ["page:Sauvegarde"]): Field => ({
  name: `azure_${role}`,
  label: `Azure ${ROLE_LABELS[role].at(role === "tenant" ? 8 : -1)}`,
  of: [OTHER],
  at,
});

const AZURE_SECRET: Field = { ...azure("clientSecret"), label: "Azure Client Secret" };

async function refused(
  fields: readonly Field[],
  options: Parameters<typeof discover>[1] = {},
): Promise<DiscoveryError> {
  const error = await discover(fields, options).catch((caught: unknown) => caught);
  assert.ok(error instanceof DiscoveryError, `not refused: ${JSON.stringify(error)} ${String(error)}`);
  return error;
}

const ALL_OWN = {
  microsoft: Object.fromEntries(Object.keys(ROLE_LABELS).map((role) => [role, `own_${role}`])),
};

test("a secret whose label nobody knows is not replaced by another addon's field with a known label", async () => {
  const error = await refused([...addon({ clientSecret: "Valeur 2" }), AZURE_SECRET]);
  assert.deepEqual(
    error.problems.map(({ path }) => path),
    ["erp.fields.microsoft.clientSecret"],
  );
  assert.match(
    error.message,
    /\(clientSecret\): no field found in the module auth_oauth2; in another place: azure_clientSecret \(module azure_backup, page "Sauvegarde"\)$/m,
  );
  assert.match(error.message, /^The values of one system come from one place/m);
  assert.match(
    error.message,
    /^ {2}erp\.fields\.microsoft\.clientSecret: own_clientSecret or azure_clientSecret$/m,
  );
  const line =
    /^ {4}pulumi config set --plaintext --path erp\.fields\.microsoft\.clientSecret <field> --stack <stack>$/m;
  assert.match(error.message, line);
});

test("another addon's complete set does not stand in for an addon of which no label is known", async () => {
  const strange = { clientId: "Numéro", tenant: "Maison", clientSecret: "Valeur 2", redirectUri: "Retour" };
  const others = ROLES.map((role) => azure(role));
  for (const at of [["page:Sauvegarde"], ["page:OAuth2", "group:Sauvegarde"], MICROSOFT])
    await refused([...addon(strange), ...others.map((field) => ({ ...field, at }))]);
});

test("another addon's complete set does not stand in for an addon that keeps its values in records of its own", async () => {
  const others = ROLES.map((role) => azure(role));
  const list = { name: "oauth2_ids", label: "Comptes", type: "one2many", of: [OWN], at: ["page:OAuth2"] };
  await refused([list, ...others]);
  await refused([list, ...others.map((field) => ({ ...field, at: MICROSOFT }))]);
  await refused(others);
});

test("one module's fields are found wherever its form shows them, beside any other's", async () => {
  const spread = addon().map((field, index) => ({
    ...field,
    label: `Microsoft ${field.label}`,
    at: index < 2 ? ["page:Identité"] : ["page:Avancé", "page:Clés"],
  }));
  assert.deepEqual(await discover([...spread, AZURE_SECRET]), ALL_OWN);
  const moved = addon({}, ["page:Authentification moderne", "group:Office 365"]);
  assert.deepEqual(await discover([...moved, AZURE_SECRET]), ALL_OWN);
  const nested = addon({}, ["page:OAuth2", "page:Microsoft"]);
  assert.deepEqual(await discover(nested), ALL_OWN);
  const hidden = addon().map(({ at: _, ...field }) => ({ ...field, label: `Microsoft ${field.label}` }));
  assert.deepEqual(await discover(hidden), ALL_OWN);
  const redefined = addon().map((field) => ({ ...field, of: [OWN, "auth_oauth2_extra"] }));
  assert.deepEqual(await discover(redefined), ALL_OWN);
});

test("a module beside the profile's may bring a whole system's page, and not a part of it", async () => {
  const beside = addon().map((field) => ({ ...field, of: ["auth_oauth2_company"] }));
  assert.deepEqual(await discover(beside), ALL_OWN);
  const [, ...most] = beside;
  const error = await refused([{ ...azure("clientId"), at: MICROSOFT }, ...most]);
  assert.equal(error.problems.length, 4);
  assert.match(
    error.message,
    /azure_clientId is not known to be of one place with the others: module azure_backup, page "OAuth2"/,
  );
  assert.match(
    error.message,
    /own_tenant is not known to be of one place with the others: module auth_oauth2_company, page/,
  );
});

test("what people made by hand is found where it stands on one page or in one group, and nowhere else", async () => {
  const byHand = addon({}, ["page:Comptes", "group:Microsoft"]).map((field) => ({
    ...field,
    name: `x_studio_${field.name}`,
    of: ["studio_customization"],
  }));
  const found = {
    microsoft: Object.fromEntries(Object.keys(ROLE_LABELS).map((role) => [role, `x_studio_own_${role}`])),
  };
  assert.deepEqual(await discover(byHand), found);
  assert.deepEqual(await discover(byHand.map((field) => ({ ...field, of: [] }))), found);
  assert.deepEqual(
    await discover([
      ...byHand,
      { name: "x_note", label: "Note", of: [], at: ["page:Comptes", "group:Microsoft"] },
    ]),
    found,
  );
  const inGroups = byHand.map((field, index) => ({
    ...field,
    at: ["page:Comptes", `group:Microsoft ${index}`],
  }));
  assert.deepEqual(await discover(inGroups), found);
  await refused([...inGroups, { name: "x_note", label: "Note", of: [], at: ["page:Comptes"] }]);
  const elsewhere = byHand.map((field, index) => ({ ...field, at: [`page:Microsoft ${index}`] }));
  assert.match(
    (await refused(elsewhere)).message,
    /x_studio_own_tenant is not known to be of one place with the others: made by hand, page "Microsoft 1"/,
  );
  await refused(byHand.map(({ at: _, ...field }) => ({ ...field, label: `Microsoft ${field.label}` })));
});

test("what people made by hand is not taken while the page OAuth2 has a field that nobody understands", async () => {
  const byHand = addon({}, ["page:Comptes", "group:Microsoft"]).map((field) => ({ ...field, of: [] }));
  const unknown = { name: "x_key", label: "Valeur 2", of: [], at: ["page:OAuth2"] };
  assert.deepEqual(await discover(byHand), ALL_OWN);
  await refused([...byHand, unknown]);
});

test("pages in a page are one place", async () => {
  const inner = addon().map((field, index) => ({
    ...field,
    of: [],
    at: ["page:Comptes", `page:Microsoft ${index % 2}`],
  }));
  assert.deepEqual(await discover(inner), ALL_OWN);
});

test("a field whose purpose is pinned leaves nothing open", async () => {
  const key = { name: "own_key", label: "Valeur 2", of: [OWN], at: ["page:OAuth2"] };
  const beside = addon().map((field) => ({ ...field, of: ["auth_oauth2_company"] }));
  await refused([key, ...beside]);
  const overrides = { google: { clientSecret: "own_key" } };
  assert.deepEqual(await discover([key, ...beside], { overrides }), ALL_OWN);
});

test("two pages of one title are two places", async () => {
  const [id, ...rest] = addon().map((field) => ({ ...field, of: [] }));
  assert.ok(id);
  const twins = [{ ...id, at: ["page:OAuth2#", "group:Microsoft"] }, ...rest];
  await refused(twins);
  await refused(twins, { readable: false });
});

test("where nobody says which module a field is of, the page decides, and leaves nothing open", async () => {
  const blind = { readable: false };
  assert.deepEqual(await discover(addon(), blind), ALL_OWN);
  assert.deepEqual(await discover(addon({}, ["page:OAuth2", "page:Microsoft"]), blind), ALL_OWN);
  await refused([...addon({ clientSecret: "Valeur 2" }), { ...AZURE_SECRET, at: MICROSOFT }], blind);
  await refused([...addon({ clientSecret: "Valeur 2" }), AZURE_SECRET], blind);
  const strange = { clientId: "Numéro", tenant: "Maison", clientSecret: "Valeur 2", redirectUri: "Retour" };
  const beside = ["page:OAuth2", "group:Sauvegarde"];
  await refused([...addon(strange), ...ROLES.map((role) => azure(role, beside))], blind);
  const error = await refused(addon({}, ["page:Authentification", "group:Microsoft"]), blind);
  assert.match(error.message, /may not see which module a field is of \(ir\.model\.data\)/);
});

test("what the system can do without is left out rather than taken from elsewhere", async () => {
  const google = addon({}, ["page:OAuth2", "group:Google"]).filter(({ name }) => name !== "own_tenant");
  const other = { name: "sync_tenant", label: "Google Tenant ID", of: [OTHER], at: ["page:OAuth2"] };
  const found = await discover([...google, other], { providers: ["google"] });
  assert.deepEqual(found, {
    google: { clientId: "own_clientId", clientSecret: "own_clientSecret", redirectUri: "own_redirectUri" },
  });
  const beside = google.map((field) => ({ ...field, of: ["auth_oauth2_company"] }));
  assert.deepEqual(await discover([...beside, other], { providers: ["google"] }), found);
});

test("who pins fields of several places gets them, and the rest from the module", async () => {
  const fields = [...addon({ clientSecret: "Valeur 2" }), AZURE_SECRET];
  for (const clientSecret of ["own_clientSecret", "azure_clientSecret"]) {
    const overrides: CompanyFieldNames = { microsoft: { clientSecret } };
    assert.deepEqual(await discover(fields, { overrides }), {
      microsoft: { ...ALL_OWN.microsoft, clientSecret },
    });
  }
});

test("while the module has a switch that nobody understands, another module's is not switched", async () => {
  const switches = (own: string | undefined): Changes => ({
    fields: (fields) => {
      delete fields["oauth2_use"];
      if (own) fields["oauth2_use"] = { type: "boolean", string: own };
      fields["other_use"] = { type: "boolean", string: "Utiliser OAuth2" };
    },
    owners: { "fetchmail.server.other_use": ["mail_other"] },
  });
  const { client } = await recordedErp("odoo-19/jsonrpc", switches("Connexion moderne"));
  await assert.rejects(discoverUseOAuth2(client, "incoming"), (error) => {
    assert.ok(error instanceof DiscoveryError);
    assert.match(
      error.message,
      /no field found in the module auth_oauth2; in another place: other_use \(module mail_other/,
    );
    assert.match(error.message, /erp\.fields\.incoming\.useOAuth2: oauth2_use or other_use$/m);
    return true;
  });
  const { client: pinned } = await recordedErp("odoo-19/jsonrpc", switches("Connexion moderne"));
  assert.equal((await discoverUseOAuth2(pinned, "incoming", { override: "other_use" })).field, "other_use");
  const { client: alone } = await recordedErp("odoo-19/jsonrpc", switches(undefined));
  assert.equal((await discoverUseOAuth2(alone, "incoming")).field, "other_use");
});
