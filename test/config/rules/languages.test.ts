import assert from "node:assert/strict";
import { it } from "node:test";
import { languageOf } from "#config/rules/languages.ts";

it("The language of the guide is that of LC_ALL, or else of LANG, where the guide speaks it", () => {
  assert.equal(languageOf({ LC_ALL: "fr_CH.UTF-8", LANG: "de_CH.UTF-8" }), "fr");
  assert.equal(languageOf({ LC_ALL: "", LANG: "de_CH.UTF-8" }), "de");
  assert.equal(languageOf({ LANG: "de" }), "de");
});

it("The language of the guide is English elsewhere", () => {
  for (const LANG of ["C.UTF-8", "POSIX", "it_CH.UTF-8", "denglish", ""])
    assert.equal(languageOf({ LANG }), "en");
  assert.equal(languageOf({}), "en");
});
