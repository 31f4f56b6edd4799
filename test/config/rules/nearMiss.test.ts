import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { nearest, nearMiss } from "#config/rules/nearMiss.ts";

it("A near miss of a name says exactly in what it differs", () => {
  const cases: [wanted: string, found: string, words: RegExp][] = [
    [
      "De\u0301mo SA",
      "Démo SA",
      /^differs in Unicode form \(NFC or NFD\): its character 2 is U\+00E9, not U\+0065$/,
    ],
    [
      "Acme SA",
      "Acme\u00a0SA",
      /^differs in the kind of blanks, such as a no-break space: its character 5 is U\+00A0, not U\+0020$/,
    ],
    ["Acme SA", "Acme SA ", /^differs in blanks at its ends: its character 8 is U\+0020, not none$/],
    ["Acme SA", "Acme  SA", /^differs in the number of blanks/],
    ["Acme SA", "ACME SA", /^differs in upper and lower case/],
    ["Société", "Societe", /^differs in accents: its character 5 is U\+0065, not U\+00E9$/],
    ["L'Oiseau", "L’Oiseau", /^differs in the kind of quotation marks or dashes/],
    ["Acme SA", "Acme\u200b SA", /^differs in invisible characters/],
    [
      "Démo SA",
      " DEMO\u00a0SA",
      /^differs in the kind of blanks.*, and in blanks at its ends, and in upper and lower case, and in accents/,
    ],
  ];
  for (const [wanted, found, words] of cases) assert.match(nearMiss(wanted, found) ?? "none", words, found);
  for (const other of ["Beta SA", "Acme", "Acme SA 2", "", " "])
    assert.equal(nearMiss("Acme SA", other), undefined);
});

it("A near miss of an address says exactly in what it differs", () => {
  const wanted = "https://acme.cid-erp.app/oauth2/retrieve_token";
  const cases: [found: string, words: string][] = [
    [
      "https://ACME.cid-erp.app/oauth2/retrieve_token",
      "writes the host ACME.cid-erp.app, not acme.cid-erp.app",
    ],
    ["https://acme.cid-erp.app:443/oauth2/retrieve_token", "names the port :443"],
    [
      "https://Acme.cid-erp.app:443/oauth2/retrieve_token",
      "writes the host Acme.cid-erp.app, not acme.cid-erp.app, and names the port :443",
    ],
    ["https://acme.cid-erp.app/oauth2/./retrieve_token", "is another spelling of the same address"],
    ["https://acme.cid-erp.app/oauth2/Retrieve_token", "differs in upper and lower case"],
    [`${wanted}\u00a0`, "has a space around it"],
  ];
  for (const [found, words] of cases) assert.equal(nearMiss(wanted, found), words);
});

it("A near miss is mutual, and no text is one of itself", () => {
  const few = fc.string({
    unit: fc.constantFrom("a", "A", "é", "e\u0301", " ", "\u00a0", "'", "’", "\u200b"),
  });
  fc.assert(
    fc.property(few, few, (one, other) => {
      assert.equal(nearMiss(one, one), undefined);
      assert.equal(nearMiss(one, other) === undefined, nearMiss(other, one) === undefined);
    }),
  );
});

it("A near miss is the nearest only where no other one is as near", () => {
  const of = (...names: string[]) => nearest("Acme", names, (name) => name)?.candidate;
  assert.equal(of("Beta", "acme"), "acme");
  assert.equal(of("ACME", "acme"), undefined);
  assert.equal(of("Beta"), undefined);
});
