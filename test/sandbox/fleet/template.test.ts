import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { Template } from "#sandbox/fleet/template.ts";

const name = fc.stringMatching(/^[\w.+/=~-]{1,8}$/);
const names = fc.uniqueArray(name, { minLength: 1, maxLength: 6 });

it("A template filled with the names that it was cut at is the text again", () => {
  fc.assert(
    fc.property(fc.string(), names, (text, cut) => {
      assert.equal(new Template(text, cut).fill(new Map()), text);
    }),
  );
});

it("A template has each name replaced wherever it stands, and nothing else", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(name, fc.constant("§"))), names, (words, cut) => {
      const text = words.join("§");
      const renamed = words.map((word) => (cut.includes(word) ? `<${word}>` : word)).join("§");
      const whole = words.filter((word) => cut.some((one) => one !== word && word.includes(one)));
      // A name inside another word is replaced as well: that is for the next test.
      fc.pre(whole.length === 0);
      assert.equal(new Template(text, cut).fill(new Map(cut.map((one) => [one, `<${one}>`]))), renamed);
    }),
  );
});

it("A template takes the longer of two names that begin alike, in whatever order they come", () => {
  for (const cut of [
    ["12", "12-ab"],
    ["12-ab", "12"],
  ]) {
    const renaming = new Map([
      ["12", "7"],
      ["12-ab", "7-xy"],
    ]);
    assert.equal(new Template("12-ab of 12, x12", cut).fill(renaming), "7-xy of 7, x7");
  }
});

it("A template reads no name as a pattern", () => {
  assert.equal(new Template("a.b axb", ["a.b"]).fill(new Map([["a.b", "c"]])), "c axb");
});
