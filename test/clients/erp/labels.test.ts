import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  isOAuthPage,
  isUseOAuth2,
  normalize,
  PROVIDER_WORDS,
  providerNamed,
  ROLE_LABELS,
  roleNamed,
} from "#clients/erp/labels.ts";
import { MAIL_SYSTEMS, type MailSystem } from "#config/rules/mailSystems.ts";
import type { ErpRole } from "#config/rules/profiles.ts";

const roles = Object.keys(ROLE_LABELS) as ErpRole[];
const roleAndLabel = fc
  .constantFrom(...roles)
  .chain((role) => fc.record({ role: fc.constant(role), label: fc.constantFrom(...ROLE_LABELS[role]) }));
const providerAndWord = fc
  .constantFrom(...MAIL_SYSTEMS)
  .chain((provider) =>
    fc.record({ provider: fc.constant(provider), word: fc.constantFrom(...PROVIDER_WORDS[provider]) }),
  );

test("no label stands for two roles", () => {
  const all = roles.flatMap((role) => [...new Set(ROLE_LABELS[role].map(normalize))]);
  assert.equal(new Set(all).size, all.length);
});

test("case, accents, punctuation and spaces of a label do not count", () => {
  const noise = fc.array(fc.constantFrom(" ", ".", "-", ":", "'", "’", "(", "\u00a0", "\u0301"), {
    maxLength: 3,
  });
  fc.assert(
    fc.property(roleAndLabel, noise, fc.boolean(), ({ role, label }, around, upper) => {
      const written = around.join("") + (upper ? label.toUpperCase() : label) + around.join("");
      return roleNamed(written) === role && roleNamed(label.normalize("NFD")) === role;
    }),
  );
});

test("a label may name the provider before or after", () => {
  fc.assert(
    fc.property(
      roleAndLabel,
      providerAndWord,
      fc.boolean(),
      ({ role, label }, { provider, word }, before) => {
        const written = before ? `${word} ${label}` : `${label} (${word})`;
        return roleNamed(written) === role && providerNamed(written) === provider;
      },
    ),
  );
});

test("labels of the procedure and of other translations are understood", () => {
  const cases: [string, ErpRole | undefined][] = [
    ["ID client", "clientId"],
    ["Locataire", "tenant"],
    ["Secret client", "clientSecret"],
    ["URI de redirection", "redirectUri"],
    ["Client-ID", "clientId"],
    ["Umleitungs-URI", "redirectUri"],
    ["Nom de la société", undefined],
    ["Client", undefined],
    ["Secret", undefined],
    ["Microsoft", undefined],
    ["", undefined],
  ];
  for (const [label, role] of cases) assert.equal(roleNamed(label), role, label);
});

test("a text that names no provider, or both, names none", () => {
  const cases: [string, MailSystem | undefined][] = [
    ["Microsoft", "microsoft"],
    ["Paramètres Office 365", "microsoft"],
    ["Google Workspace", "google"],
    ["Google et Microsoft", undefined],
    ["ID client", undefined],
  ];
  for (const [text, provider] of cases) assert.equal(providerNamed(text), provider, text);
});

test("the page and the box are recognised in every spelling", () => {
  for (const title of ["OAuth2", "OAuth 2.0", "oauth 2", "O-Auth2"]) assert.ok(isOAuthPage(title), title);
  for (const title of ["Informations", "OAuth2 Google"]) assert.ok(!isOAuthPage(title), title);
  for (const label of ["Utiliser OAuth2", "utiliser oauth 2", "Use OAuth2", "OAuth2 verwenden"]) {
    assert.ok(isUseOAuth2(label), label);
  }
  assert.ok(!isUseOAuth2("Utiliser SSL"));
});
