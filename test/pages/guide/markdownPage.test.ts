import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { LANGUAGES, type Language } from "#config/rules/languages.ts";
import { markdownPage } from "#pages/guide/markdownPage.ts";
import type { GuideModel } from "#pages/guide/model.ts";
import { guidePage } from "#pages/guide/page.ts";
import { harmless, hostileModel, MODEL } from "./models.ts";

const render = (model: GuideModel, language: Language) => markdownPage(guidePage(model, language));

/** Splits a page as CommonMark does: the contents of its fenced blocks, and all else. */
function split(page: string): { blocks: string[]; rest: string } {
  const blocks: string[] = [];
  const rest: string[] = [];
  let open: { fence: number; lines: string[] } | undefined;
  for (const line of page.split("\n")) {
    const fence = /^(`{3,})(\w*)\s*$/.exec(line);
    if (!open && fence) open = { fence: fence[1]?.length ?? 0, lines: [] };
    else if (!open) rest.push(line);
    else if (fence && fence[2] === "" && (fence[1]?.length ?? 0) >= open.fence) {
      blocks.push(open.lines.join("\n"));
      open = undefined;
    } else open.lines.push(line);
  }
  assert.equal(open, undefined, "a block stays open");
  return { blocks, rest: rest.join("\n") };
}

/** What Markdown and HTML would still read a meaning into: escapes, spans of code and our own links apart. */
const meant = (rest: string): string =>
  rest.replace(
    /\\[\\`*_[\]<>|~&#]|(`+)(?!`).*?(?<!`)\1(?!`)|\[[^\]]*\]\(<https:\/\/console\.cloud\.google\.com\/[^>\s]*>\)/g,
    "",
  );

it("The guide as Markdown holds every value exactly, whatever is in it, in every language", () => {
  fc.assert(
    fc.property(hostileModel, fc.constantFrom(...LANGUAGES), (model, language) => {
      const values = guidePage(model, language).steps.flatMap((step) =>
        step.values.flatMap((value) => ("value" in value ? [value.value] : [])),
      );
      assert.deepEqual(split(render(model, language)).blocks, values);
    }),
  );
});

it("The guide as Markdown lets no hostile value become a heading, an element, a table, code or a link", () => {
  const headings = (text: string) => text.split("\n").filter((line) => line.startsWith("#"));
  fc.assert(
    fc.property(hostileModel, fc.constantFrom(...LANGUAGES), (model, language) => {
      const { rest } = split(render(model, language));
      const plain = split(render(harmless(model), language)).rest;
      assert.equal(headings(rest).length, headings(plain).length);
      assert.equal(rest.split("\n").length, plain.split("\n").length);
      assert.doesNotMatch(meant(rest), /[<>`|~\]]/);
    }),
  );
});

it("The guide as Markdown numbers what is to be done, and links to the console", () => {
  const page = render(MODEL, "en");
  assert.match(page, /^## 5\. Client: a web application$/m);
  assert.match(
    page,
    /\]\(<https:\/\/console\.cloud\.google\.com\/auth\/clients\/create\?project=acme-erp>\)$/m,
  );
  assert.match(page, /^1\. \*\*Application type\*\* is a list: choose \*\*Web application\*\*\./m);
  assert.match(render(MODEL, "de"), /\*\*Webanwendung\*\* \(Web application\)/);
});

it("The guide as Markdown is the same, byte for byte, for the same model", () => {
  for (const language of LANGUAGES)
    assert.equal(render(structuredClone(MODEL), language), render(MODEL, language));
});
