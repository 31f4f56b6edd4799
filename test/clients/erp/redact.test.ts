import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { redact } from "#clients/erp/errors.ts";

const secret = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }),
  // Secrets made of the marks themselves and of few letters meet the awkward cases far more often.
  fc.string({
    unit: fc.constantFrom("*", "[", "…", "]", "(", "h", "▒", "a", "b"),
    minLength: 1,
    maxLength: 4,
  }),
);

test("no known secret survives, whatever the text and however the secrets overlap", () => {
  const scene = fc.array(secret, { minLength: 1, maxLength: 5 }).chain((secrets) =>
    fc.record({
      secrets: fc.constant(secrets),
      text: fc
        .array(fc.oneof(fc.string(), fc.constantFrom(...secrets)), { maxLength: 12 })
        .map((parts) => parts.join("")),
    }),
  );
  fc.assert(
    fc.property(scene, ({ secrets, text }) => {
      const clean = redact(text, secrets);
      return secrets.every((one) => !clean.includes(one));
    }),
    { numRuns: 2000 },
  );
});

test("the spellings of a secret in JSON, URLs, HTML, Python and base64 are removed too", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 8, maxLength: 30 }), fc.string(), (one, around) => {
      const forms = [
        JSON.stringify(one).slice(1, -1),
        encodeURIComponent(one),
        new URLSearchParams([["", one]]).toString().slice(1),
        one.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;"),
        one.replace(/[\\']/g, "\\$&"),
        Buffer.from(one).toString("base64"),
      ];
      return forms.every((form) => !redact(`${around}${form}${around}`, [one]).includes(form));
    }),
  );
  const accented = "sécurité-1é";
  const escaped = "s\\u00e9curit\\u00e9-1\\u00e9";
  assert.equal(redact(`{"x": "${escaped}"}`, [accented]), '{"x": "***"}');
});

test("a text without a secret stays as it is", () => {
  const text = fc.string({ unit: fc.constantFrom("é", "ß", " ", ",", "!", "(", "*") });
  const letters = fc.string({ unit: fc.constantFrom("a", "B", "7"), maxLength: 20 });
  fc.assert(fc.property(text, fc.array(letters), (free, secrets) => redact(free, secrets) === free));
});

test("secrets that touch or overlap leave one mark", () => {
  assert.equal(redact("x abcde y", ["abc", "cde"]), "x *** y");
  assert.equal(redact("x abcdef y", ["abc", "def"]), "x *** y");
  assert.equal(redact("x abcabca y", ["abca"]), "x *** y");
});
