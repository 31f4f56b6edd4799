import assert from "node:assert/strict";
import { test } from "node:test";
import { discoverSignIn, type SignInPins } from "#clients/erp/signIn.ts";
import { type Changes, recordedErp } from "./recordedErp.ts";

/** The fields that stock Odoo 19 installs by itself, with the labels that its French has for them. */
const STOCK: Record<string, string> = {
  google_gmail_refresh_token: "Jeton d'actualisation",
  microsoft_outlook_refresh_token: "Jeton d'actualisation Outlook",
};

/** Incoming servers with stock Odoo's fields for tokens and these: name and label. */
const servers = (
  fields: Record<string, string>,
  owners: NonNullable<Changes["owners"]> = {},
  first: Changes["first"] = () => undefined,
): Changes => ({
  first,
  fields: (known) => {
    for (const [name, string] of Object.entries({ ...STOCK, ...fields }))
      known[name] = { type: "char", string };
  },
  owners: {
    "fetchmail.server.google_gmail_refresh_token": ["google_gmail"],
    "fetchmail.server.microsoft_outlook_refresh_token": ["microsoft_outlook"],
    ...owners,
  },
});

const tokenOf = async (changes: Changes, pins: SignInPins = {}, module?: string | null) =>
  (await discoverSignIn((await recordedErp("odoo-19/jsonrpc", changes)).client, pins, module)).token;

const OWN = { "fetchmail.server.oauth2_token": ["auth_oauth2"] };

test("stock Odoo's field for Gmail is not taken for the token of every mailbox where the addon's is not recognised", async () => {
  assert.equal(await tokenOf(servers({ oauth2_token: "Clé 4" }, OWN)), undefined);
  assert.equal(await tokenOf(servers({})), undefined);
});

test("the addon's field for the token is found beside stock Odoo's", async () => {
  assert.equal(await tokenOf(servers({ oauth2_token: "Jeton OAuth2" }, OWN)), "oauth2_token");
});

test("a pinned field for the token is taken wherever it is", async () => {
  const pins = { token: "google_gmail_refresh_token" };
  assert.equal(await tokenOf(servers({}), pins), "google_gmail_refresh_token");
});

test("the token may be in another module if the switch is there too", async () => {
  const beside = {
    "fetchmail.server.x_token": ["mail_signin"],
    "fetchmail.server.x_use": ["mail_signin"],
  };
  const changes = servers({ x_token: "Jeton OAuth2" }, beside);
  const both: Changes = {
    ...changes,
    fields: (known, model) => {
      changes.fields?.(known, model);
      known["x_use"] = { type: "boolean", string: "Connexion moderne" };
    },
  };
  assert.equal(await tokenOf(both), undefined);
  assert.equal(await tokenOf(both, { useOAuth2: "x_use" }), "x_token");
});

test("where nobody says which module a field is of, no field for the token is", async () => {
  const closed = servers({ oauth2_token: "Jeton OAuth2" }, OWN, ({ what }) =>
    what === "ir.model.data.search_read"
      ? { fails: { name: "odoo.exceptions.AccessError", message: "no", status: 403 } }
      : undefined,
  );
  assert.equal(await tokenOf(closed), undefined);
});

test("where no addon brings the sign-in, stock Odoo's field is the one", async () => {
  assert.equal(await tokenOf(servers({}), {}, null), "google_gmail_refresh_token");
});
