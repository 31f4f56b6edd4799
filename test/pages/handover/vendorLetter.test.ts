import assert from "node:assert/strict";
import { it } from "node:test";
import { type VendorLetter, vendorLetter } from "#pages/handover/vendorLetter.ts";

const REDIRECT = "https://acme.cid-erp.app/oauth2/retrieve_token";
const LETTER: VendorLetter = {
  dns: "acme.cid-erp.app",
  company: "Acme SA",
  incomingServers: ["Office 365", 7],
  outgoingServers: [],
  values: {
    microsoft: {
      number: 2,
      clientId: "client",
      tenant: "tenant",
      clientSecret: "s e:cret",
      redirectUri: REDIRECT,
      end: "2028-11-23",
    },
    google: { number: 1, clientId: "google-client", clientSecret: "google-secret", redirectUri: REDIRECT },
  },
};

it("What the vendor reads has the four values of Microsoft and the three that Google has, each on a line of its own", () => {
  const parts = vendorLetter(LETTER).split("\n\n");
  assert.equal(
    parts[1],
    [
      "Microsoft, secret 2 (fin / end: 2028-11-23)",
      "ID client / Client ID: client",
      "Locataire / Tenant: tenant",
      "Secret client / Client secret: s e:cret",
      `URI de redirection / Redirect URI: ${REDIRECT}`,
    ].join("\n"),
  );
  assert.equal(
    parts[2],
    [
      "Google, secret 1",
      "ID client / Client ID: google-client",
      "Secret client / Client secret: google-secret",
      `URI de redirection / Redirect URI: ${REDIRECT}`,
    ].join("\n"),
  );
});

it("What the vendor reads names the servers in French and English, and leaves out the kind that there is none of", () => {
  const [, , , french = "", english = ""] = vendorLetter(LETTER).split("\n\n");
  assert.match(french, /serveurs entrants "Office 365", id 7: réinitialiser la confirmation/);
  assert.match(english, /incoming servers "Office 365", id 7: reset the confirmation/);
  for (const text of [french, english]) {
    assert.doesNotMatch(text, /sortants|[Oo]utgoing/);
    assert.deepEqual(text.match(/^\d/gm), ["1", "2", "3", "4", "5", "6"]);
  }
});

it("What the vendor reads names outgoing servers alone where there are no incoming ones", () => {
  const text = vendorLetter({ ...LETTER, incomingServers: [], outgoingServers: ["Envoi"] });
  assert.match(text, /Serveurs sortants "Envoi": cocher/);
  assert.match(text, /Outgoing servers "Envoi": tick/);
  assert.doesNotMatch(text, /serveurs entrants|incoming servers/);
});

it("What the vendor reads asks for a confirmation that names exactly the secrets that it holds", () => {
  assert.match(vendorLetter(LETTER), /in place: Microsoft secret 2 and Google secret 1\./);
  const { google } = LETTER.values;
  const text = vendorLetter({ ...LETTER, values: google ? { google } : {} });
  assert.match(text, /en place: Google secret 1\./);
  assert.doesNotMatch(text, /Microsoft/);
});
