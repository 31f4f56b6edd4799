import assert from "node:assert/strict";
import { test } from "node:test";
import {
  DiscoveryError,
  type DiscoverySettings,
  discoverCompanyFields,
  discoverUseOAuth2,
} from "#clients/erp/discovery.ts";
import { fieldNames, preferredLanguages } from "#clients/erp/evidence.ts";
import { type Changes, recordedErp } from "./recordedErp.ts";
import { exchange, FILES, type RecordingFile } from "./recordings.ts";

const FOUND = {
  microsoft: {
    clientId: { field: "oauth2_ms_client", label: "ID client" },
    tenant: { field: "oauth2_ms_tenant", label: "Locataire" },
    clientSecret: { field: "oauth2_ms_secret", label: "Secret client", secret: true },
    redirectUri: { field: "oauth2_ms_redirect", label: "URI de redirection" },
  },
  google: {
    clientId: { field: "oauth2_gg_client", label: "ID client", size: 64 },
    tenant: { field: "oauth2_gg_tenant", label: "Locataire" },
    clientSecret: { field: "oauth2_gg_secret", label: "Secret client", secret: true },
    redirectUri: { field: "oauth2_gg_redirect", label: "URI de redirection" },
  },
};

const names = (fields: object): unknown =>
  JSON.parse(JSON.stringify(fields), (_, value) =>
    value && typeof value === "object" && "field" in value ? value.field : value,
  );

async function refused(
  file: RecordingFile,
  changes: Changes,
  options: DiscoverySettings = {},
): Promise<DiscoveryError> {
  const { client } = await recordedErp(file, changes);
  const error = await discoverCompanyFields(client, options).catch((caught: unknown) => caught);
  assert.ok(error instanceof DiscoveryError, `not refused: ${JSON.stringify(error)} ${String(error)}`);
  return error;
}

/** The module's own list is closed to this user, as it is to an employee of version 19. */
const noModuleList: Changes["first"] = ({ what }) =>
  what === "ir.model.data.search_read"
    ? { fails: { name: "odoo.exceptions.AccessError", message: "no", status: 403 } }
    : undefined;

for (const file of FILES) {
  test(`the fields of both providers are found on a real server's answers (${file})`, async () => {
    const { client, calls } = await recordedErp(file);
    assert.deepEqual(await discoverCompanyFields(client), FOUND);
    assert.ok(
      calls
        .filter(({ method }) => method === "fields_get")
        .every(({ context }) => context["lang"] === "fr_FR"),
    );
  });

  test(`they are found without the module's own list, by the form's page and groups (${file})`, async () => {
    const { client } = await recordedErp(file, { first: noModuleList });
    assert.deepEqual(await discoverCompanyFields(client), FOUND);
  });

  test(`the box of both kinds of mail servers is found (${file})`, async () => {
    const { client } = await recordedErp(file);
    const found = { field: "oauth2_use", label: "Utiliser OAuth2" };
    assert.deepEqual(await discoverUseOAuth2(client, "incoming"), found);
    assert.deepEqual(await discoverUseOAuth2(client, "outgoing"), found);
  });

  test(`without the form nothing is guessed between two equal labels (${file})`, async () => {
    const hidden: Changes["first"] = ({ method }) =>
      /view/.test(method) ? exchange(file, "incoming form: as a user without rights") : undefined;
    const error = await refused(file, { first: hidden });
    assert.equal(error.problems.length, 7);
    assert.match(error.message, /may not see the form of res\.company/);
    assert.match(error.message, /^ {2}oauth2_gg_client — "ID client", char \(64\)$/m);
  });
}

test("an English label is found when French does not help", async () => {
  const { client } = await recordedErp("odoo-14/jsonrpc", {
    first: ({ what }) => (what === "res.lang.search_read" ? { returns: [] } : undefined),
  });
  const found = await discoverCompanyFields(client);
  assert.equal(found.microsoft?.clientId.label, "Client ID");
  assert.deepEqual(names(found), names(FOUND));
});

test("a server whose French labels say nothing is asked in English too", async () => {
  const { client, calls } = await recordedErp("odoo-19/jsonrpc", {
    fields: (fields) => {
      for (const meta of Object.values(fields)) if (meta["string"] === "ID client") meta["string"] = "Numéro";
    },
  });
  assert.equal((await discoverCompanyFields(client)).microsoft?.clientId.label, "Client ID");
  const asked = calls.filter(({ method }) => method === "fields_get").map(({ context }) => context["lang"]);
  assert.deepEqual(asked, ["fr_FR", "en_US"]);
});

test("a field that is missing is named with what there is and how to pin it", async () => {
  const error = await refused("odoo-14/jsonrpc", {
    fields: (fields) => {
      delete fields["oauth2_ms_secret"];
      const google = fields["oauth2_gg_redirect"];
      if (google) google["string"] = "Adresse";
    },
  });
  assert.equal(error.kind, "no-such-field");
  assert.deepEqual(
    error.problems.map(({ path }) => path),
    ["erp.fields.microsoft.clientSecret", "erp.fields.google.redirectUri"],
  );
  assert.match(error.message, /^ {2}Microsoft "Secret client" \(clientSecret\): no field found$/m);
  assert.match(error.message, /^ {2}erp\.fields\.microsoft\.clientSecret: <field>$/m);
  assert.match(error.message, /^ {2}oauth2_gg_redirect — "Adresse", char, page "OAuth2", group "Google"$/m);
  assert.match(error.message, /may not see are missing.*base\.group_system/);
});

test("two fields that fit are both named, and neither is taken", async () => {
  const error = await refused("odoo-14/jsonrpc", {
    arch: (arch) => arch.replace('string="Google"', 'string="Microsoft"'),
  });
  const line = /^ {2}erp\.fields\.microsoft\.clientId: oauth2_ms_client or oauth2_gg_client$/m;
  assert.match(error.message, line);
  assert.match(error.message, /2 fields fit equally well/);
  assert.deepEqual(
    error.candidates.map(({ name }) => name).filter((name) => name.endsWith("client")),
    ["oauth2_ms_client", "oauth2_gg_client"],
  );
});

test("what the configuration pins wins over labels, and settles what is ambiguous", async () => {
  const same = { arch: (arch: string) => arch.replaceAll(/<group string="(Microsoft|Google)">/g, "<group>") };
  const { client } = await recordedErp("odoo-19/jsonrpc", same);
  const overrides = {
    microsoft: {
      clientId: "oauth2_ms_client",
      tenant: "oauth2_ms_tenant",
      clientSecret: "oauth2_ms_secret",
      redirectUri: "oauth2_ms_redirect",
    },
  };
  const found = await discoverCompanyFields(client, { overrides, providers: ["microsoft"] });
  assert.deepEqual(found, { microsoft: FOUND.microsoft });
});

test("a pinned field that does not exist, has the wrong type or is used twice is refused", async () => {
  const wrong = (clientId: string) =>
    refused("odoo-14/jsonrpc", {}, { overrides: { microsoft: { clientId } } });
  assert.match(
    (await wrong("x_nope")).message,
    /configured field "x_nope" does not exist, or the ERP user may not see it/,
  );
  assert.match((await wrong("partner_id")).message, /configured field "partner_id" has the type many2one/);
  const twice = await wrong("oauth2_gg_client");
  assert.match(twice.message, /"oauth2_gg_client" is already used for erp\.fields\.microsoft\.clientId/);
});

test("a provider that is not needed may be absent from the form", async () => {
  const onlyMicrosoft: Changes = {
    fields: (fields) => {
      for (const name of Object.keys(fields)) if (name.includes("_gg_")) delete fields[name];
    },
  };
  const { client } = await recordedErp("odoo-14/jsonrpc", onlyMicrosoft);
  const found = await discoverCompanyFields(client, { providers: ["microsoft"] });
  assert.deepEqual(found, { microsoft: FOUND.microsoft });
  assert.equal((await refused("odoo-14/jsonrpc", onlyMicrosoft)).problems.length, 3);
});

test("Google's tenant is optional", async () => {
  const { client } = await recordedErp("odoo-14/jsonrpc", {
    fields: (fields) => void delete fields["oauth2_gg_tenant"],
  });
  const found = await discoverCompanyFields(client);
  assert.equal(found.google?.tenant, undefined);
  assert.equal(found.google?.clientId.field, "oauth2_gg_client");
});

test("a field of another module on the same page does not disturb the module's own", async () => {
  const { client } = await recordedErp("odoo-14/jsonrpc", {
    fields: (fields) => {
      fields["x_old_google_id"] = { type: "char", string: "Google Client ID" };
    },
    arch: (arch) => arch.replace('<page string="OAuth2" name="oauth2">', '$&<field name="x_old_google_id"/>'),
  });
  assert.deepEqual(names(await discoverCompanyFields(client)), names(FOUND));
});

test("a version that is between the two ways of reading a form is asked both ways", async () => {
  const { client, calls } = await recordedErp("odoo-14/jsonrpc", {
    first: ({ what }) => (what === "common.version" ? { returns: { server_version: "16.0" } } : undefined),
  });
  assert.deepEqual(names(await discoverCompanyFields(client)), names(FOUND));
  const asked = calls.filter(({ method }) => method.includes("view")).map(({ method }) => method);
  assert.deepEqual(asked, ["get_view", "fields_view_get"]);
});

test("old forms, with separators for groups and labels of their own, are understood", async () => {
  const arch = `<form><notebook><page string="OAuth 2.0">
    <separator string="Microsoft Office 365"/>
    <field name="oauth2_ms_client"/><field name="oauth2_ms_tenant" password="True"/>
    <field name="oauth2_ms_secret" password="1"/><field name="oauth2_ms_redirect"/>
    <separator string="Google"/>
    <label for="oauth2_gg_client" string="Identifiant client"/><field name="oauth2_gg_client"/>
    <field name="oauth2_gg_secret" password="1" string="Code secret du client"/><field name="oauth2_gg_redirect"/>
    <field name="child_ids"><tree><field name="oauth2_gg_tenant"/></tree></field>
  </page></notebook></form>`;
  const { client } = await recordedErp("odoo-14/jsonrpc", { arch: () => arch });
  const found = await discoverCompanyFields(client);
  assert.equal(found.google?.clientId.label, "Identifiant client");
  assert.equal(found.google?.clientSecret.label, "Code secret du client");
  assert.equal(found.google?.tenant, undefined);
  // What the form hides is treated as a secret, whatever it is.
  assert.deepEqual(found.microsoft?.tenant, { field: "oauth2_ms_tenant", label: "Locataire", secret: true });
});

/** A company without the addon's fields, as they are before it is installed. */
const empty: Changes = {
  fields: (fields) => {
    for (const name of Object.keys(fields)) if (name.startsWith("oauth2_")) delete fields[name];
  },
  arch: (arch) => arch.replace(/<page string="OAuth2"[\s\S]*?<\/page>/, ""),
};

/** The same, with answers about modules: of the external ids of the module's fields, those fields, and its state. */
function withoutFields(
  state: string | undefined,
  brought: readonly { model: string; name: string; ttype: string; field_description: string }[] = [],
): Changes {
  return {
    ...empty,
    first: ({ what, args }) => {
      switch (what) {
        case "ir.model.data.search_read":
          return {
            returns: JSON.stringify(args).includes("like")
              ? []
              : brought.map((_, id) => ({ id, res_id: id })),
          };
        case "ir.model.fields.search_read":
          return { returns: brought.map((row, id) => ({ id, ...row })) };
        case "ir.module.module.search_read":
          return state === undefined
            ? { fails: { name: "odoo.exceptions.AccessError", message: "no", status: 403 } }
            : { returns: [{ id: 394, name: "auth_oauth2", state }] };
        default:
          return undefined;
      }
    },
  };
}

test("a module that may not be installed is hinted at where nobody says whether it is", async () => {
  const error = await refused("odoo-19/json-2", withoutFields(undefined));
  assert.match(error.message, /brings no field here: it may not be installed/);
  assert.match(error.message, /No field of res\.company comes into question/);
  assert.match(
    error.message,
    /pulumi config set --path erp\.fields\.microsoft\.clientId <field> --stack <stack>$/m,
  );
});

test("a module that is not installed is said to be, with the line that installs it", async () => {
  const error = await refused("odoo-14/jsonrpc", withoutFields("uninstalled"));
  assert.match(
    error.message,
    /The module auth_oauth2 is not installed: its state in the ERP is "uninstalled"\./,
  );
  assert.match(
    error.message,
    /^Have it installed: pulumi config set --path erp\.installModule true --stack <stack>$/m,
  );
  assert.doesNotMatch(error.message, /Pin them|may not be installed/);
});

test("a module that keeps the values elsewhere is said to be installed, with what it brings and what to do then", async () => {
  const lists = withoutFields("installed", [
    { model: "res.company", name: "display_name", ttype: "char", field_description: "Nom affiché" },
    { model: "res.company", name: "oauth2_ids", ttype: "one2many", field_description: "Comptes" },
    { model: "oauth2.account", name: "client", ttype: "char", field_description: "ID client" },
    { model: "oauth2.account", name: "secret", ttype: "char", field_description: "Secret client" },
    { model: "res.config.settings", name: "oauth2_mode", ttype: "selection", field_description: "Mode" },
  ]);
  const error = await refused("odoo-19/json-2", {
    ...lists,
    fields: (fields, model) => {
      lists.fields?.(fields, model);
      fields["oauth2_ids"] = { type: "one2many", string: "Comptes" };
    },
  });
  assert.match(
    error.message,
    /The module auth_oauth2 is installed, and brings:\n {2}model oauth2\.account: client, secret\n {2}lists and links of res\.company: oauth2_ids — "Comptes", one2many\n {2}settings: oauth2_mode — "Mode", selection\n/,
  );
  assert.match(
    error.message,
    /Nothing of it can be pinned.*pulumi config set --path erp\.access vendor --stack <stack>.*docs\/erp-profiles\.md/,
  );
  assert.doesNotMatch(error.message, /may not be installed|display_name|Pin them/);
  assert.deepEqual(error.advice?.next, {
    kind: "pulumi",
    words: ["config", "set", "--path", "erp.access", "vendor"],
  });
});

test("fields of the module that the user may not see are named, with the right that shows them", async () => {
  const error = await refused(
    "odoo-19/json-2",
    withoutFields("installed", [
      { model: "res.company", name: "oauth2_ms_secret", ttype: "char", field_description: "Secret client" },
    ]),
  );
  assert.match(error.message, /^The ERP user may not see: oauth2_ms_secret\.$/m);
  assert.doesNotMatch(error.message, /can be pinned|erp\.access/);
  assert.equal(error.advice?.next.kind, "person");
});

test("a module that is installed and brings nothing is said to", async () => {
  const error = await refused("odoo-19/json-2", withoutFields("installed"));
  assert.match(error.message, /The module auth_oauth2 is installed, and brings no fields of its own\./);
  assert.doesNotMatch(error.message, /may not be installed/);
});

test("the line that pins a secret's field says that it is none, so that the CLI takes it", async () => {
  const error = await refused("odoo-14/jsonrpc", {
    fields: (fields) => void delete fields["oauth2_ms_secret"],
  });
  assert.match(
    error.message,
    /^ {4}pulumi config set --plaintext --path erp\.fields\.microsoft\.clientSecret <field> --stack <stack>$/m,
  );
});

test("a box that is missing or doubled is refused, one that is pinned is taken", async () => {
  const doubled: Changes = {
    fields: (fields) => {
      fields["x_oauth2_too"] = { type: "boolean", string: "Use OAuth2" };
      delete fields["oauth2_use"];
      fields["x_oauth2"] = { type: "boolean", string: "Utiliser OAuth2" };
    },
  };
  const { client } = await recordedErp("odoo-19/jsonrpc", doubled);
  await assert.rejects(discoverUseOAuth2(client, "incoming"), (error) => {
    assert.ok(error instanceof DiscoveryError);
    assert.match(error.message, /erp\.fields\.incoming\.useOAuth2: x_oauth2_too or x_oauth2/);
    return true;
  });
  assert.equal((await discoverUseOAuth2(client, "outgoing", { override: "x_oauth2" })).field, "x_oauth2");
});

test("only languages that the server has are asked for, the user's own first", () => {
  assert.deepEqual(preferredLanguages(["de_CH", "fr_FR", "it_IT"], "it_IT"), [
    "it_IT",
    "fr_FR",
    "de_CH",
    "en_US",
  ]);
  assert.deepEqual(preferredLanguages(["fr_FR", "fr_CH", "en_US"], "en_US"), ["en_US", "fr_CH", "fr_FR"]);
  assert.deepEqual(preferredLanguages(["fr_FR"], "de_DE"), ["fr_FR", "en_US"]);
  assert.deepEqual(preferredLanguages([], undefined), ["en_US"]);
});

test("external ids of fields are read in the new and the old spelling", () => {
  assert.ok(fieldNames("field_res_company__oauth2_x", "res.company").includes("oauth2_x"));
  assert.ok(fieldNames("field_res_company_oauth2_x", "res.company").includes("oauth2_x"));
  assert.ok(fieldNames("field_res_company____last_update", "res.company").includes("__last_update"));
  assert.deepEqual(fieldNames("field_ir_mail_server__oauth2_use", "res.company"), []);
});
