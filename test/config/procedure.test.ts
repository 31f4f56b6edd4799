import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { isTokenButton, isUseOAuth2, roleNamed } from "#clients/erp/labels.ts";
import type { ErpRole } from "#config/rules/profiles.ts";
import { redirectUri } from "#config/rules/redirectUris.ts";

/** What the hand-made procedure says of permissions, labels and the redirect URI. */
const procedure = readFileSync(new URL("../fixtures/procedure-fr.txt", import.meta.url), "utf8");

test("the redirect URI is the hand-made procedure's, on any DNS name", () => {
  for (const name of ["demofabien.cid-erp.app", "VOTRE_DNS_ERP"])
    assert.ok(procedure.includes(redirectUri(name)), redirectUri(name));
});

test("every label of the company tab in the hand-made procedure names its value", () => {
  const roles: [portal: string, tab: string, role: ErpRole][] = [
    ["ID d'application (client)", "ID client", "clientId"],
    ["ID de l'annuaire (locataire)", "Locataire", "tenant"],
    ["Valeur du secret", "Secret client", "clientSecret"],
  ];
  const written = [...procedure.matchAll(/^- (.+) = (?!https)(.+)$/gm)].map(([, portal, tab]) => [
    portal,
    tab,
  ]);
  assert.deepEqual(
    written,
    roles.map(([portal, tab]) => [portal, tab]),
  );
  for (const [portal, tab, role] of roles)
    assert.deepEqual([roleNamed(portal), roleNamed(tab)], [role, role], portal);
  assert.ok(procedure.includes("- URI de redirection = "));
  assert.equal(roleNamed("URI de redirection"), "redirectUri");
});

test("the mail server's box and button have the labels that the hand-made procedure names", () => {
  const quoted = [...procedure.matchAll(/"([^"]+)"/g)].map(([, label]) => label ?? "");
  assert.deepEqual([quoted.filter(isUseOAuth2).length, quoted.filter(isTokenButton).length], [1, 1]);
});
