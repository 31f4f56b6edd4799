import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { LANGUAGES } from "#config/rules/languages.ts";
import { htmlPage } from "#pages/guide/htmlPage.ts";
import type { GuideModel } from "#pages/guide/model.ts";
import { guidePage } from "#pages/guide/page.ts";
import { harmless, hostileModel, MODEL } from "./models.ts";

const render = (model: GuideModel, language = LANGUAGES[0] as (typeof LANGUAGES)[number]) =>
  htmlPage(guidePage(model, language));

/** The page's elements, one after the other, without their attributes' values. */
const skeleton = (page: string): string[] =>
  (page.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/"[^"]*"/g, '""'));

const unescaped = (text: string): string =>
  text.replace(/&#(\d+);/g, (_, number) => String.fromCharCode(Number(number)));

/** The values that have a copy button. */
const copied = (page: string): string[] =>
  [...page.matchAll(/<code id="[^"]+">([^<]*)<\/code>/g)].map(([, value = ""]) => unescaped(value));

it("The guide as HTML holds every value exactly, whatever is in it, in every language", () => {
  fc.assert(
    fc.property(hostileModel, fc.constantFrom(...LANGUAGES), (model, language) => {
      const values = guidePage(model, language).steps.flatMap((step) =>
        step.values.flatMap((value) => ("value" in value ? [value.value] : [])),
      );
      assert.deepEqual(copied(render(model, language)), values);
    }),
  );
});

it("The guide as HTML has no element more for a hostile value", () => {
  fc.assert(
    fc.property(hostileModel, fc.constantFrom(...LANGUAGES), (model, language) => {
      assert.deepEqual(skeleton(render(model, language)), skeleton(render(harmless(model), language)));
    }),
  );
});

it("The guide as HTML says its language, and has a labelled button for every value and a live region", () => {
  for (const language of LANGUAGES) {
    const page = render(MODEL, language);
    assert.ok(page.includes(`<html lang="${language}">`));
    const buttons = page.match(/<button type="button" hidden data-copies="[^"]+"/g) ?? [];
    assert.equal(buttons.length, copied(page).length);
    assert.equal(new Set(buttons).size, buttons.length, "each copies a value of its own");
    assert.match(page, /role="status" aria-live="polite"/);
  }
});

it("The guide as HTML needs nothing from anywhere: no address but the console's, and those only to be clicked", () => {
  const page = render(MODEL);
  assert.doesNotMatch(page, /<(link|img|iframe|script [^>]*src)|@import|url\(/);
  for (const [, address = ""] of page.matchAll(/(?:href|src)="([^"]*)"/g))
    assert.match(address, /^https:\/\/console\.cloud\.google\.com\/auth\/[a-z/]+\?project=acme-erp$/);
});

it("The guide as HTML is the same, byte for byte, for the same model", () => {
  for (const language of LANGUAGES)
    assert.equal(render(structuredClone(MODEL), language), render(MODEL, language));
});
