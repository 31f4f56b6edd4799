import assert from "node:assert/strict";
import { it } from "node:test";
import { sameText } from "#config/rules/spelling.ts";

it("Two spellings are the same text: of an id, of an address, of an accent", () => {
  const same: [string, string][] = [
    ["7C8F1C6E-3A52-4F0E-9D53-2F6A4C1B9E10", "7c8f1c6e-3a52-4f0e-9d53-2f6a4c1b9e10"],
    ["https://ACME.cid-erp.app:443/oauth2/retrieve_token", "https://acme.cid-erp.app/oauth2/retrieve_token"],
    ["https://acme.cid-erp.app/", "HTTPS://acme.cid-erp.app"],
    ["Démo".normalize("NFD"), "Démo".normalize("NFC")],
  ];
  for (const [a, b] of same) assert.ok(sameText(a, b), a);
});

it("Two texts are not the same where a letter counts: in a path, in its last slash, in a port of its own, in a name", () => {
  const other: [string, string][] = [
    ["https://acme.cid-erp.app/oauth2/Retrieve_token", "https://acme.cid-erp.app/oauth2/retrieve_token"],
    ["https://acme.cid-erp.app/oauth2/retrieve_token/", "https://acme.cid-erp.app/oauth2/retrieve_token"],
    ["https://acme.cid-erp.app:8443/", "https://acme.cid-erp.app/"],
    ["CID ERP", "Cid ERP"],
  ];
  for (const [a, b] of other) assert.ok(!sameText(a, b), a);
});
