import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compile } from "#sandbox/emulators/erp/domain.ts";
import { cut, pyRepr, type Row, type Value } from "#sandbox/emulators/erp/values.ts";

const searched = {
  flavour: "odoo-19",
  model: "m",
  hasField: (name: string) => ["a", "b", "n", "list"].includes(name),
} as const;

function matches(domain: Value, row: Row): boolean {
  return compile(searched, domain)({ value: (name) => row[name] ?? false, shown: () => undefined });
}

test("conditions side by side must all hold", () => {
  assert.equal(
    matches(
      [
        ["a", "=", "x"],
        ["b", "=", "y"],
      ],
      { a: "x", b: "y" },
    ),
    true,
  );
  assert.equal(
    matches(
      [
        ["a", "=", "x"],
        ["b", "=", "y"],
      ],
      { a: "x", b: "z" },
    ),
    false,
  );
});

test("an operator in front takes the next two conditions, whatever follows", () => {
  const domain: Value = ["|", ["a", "=", "x"], ["b", "=", "y"], ["n", ">", 1]];
  assert.equal(matches(domain, { a: "x", b: "no", n: 2 }), true);
  assert.equal(matches(domain, { a: "x", b: "no", n: 1 }), false);
  assert.equal(matches(domain, { a: "no", b: "no", n: 2 }), false);
});

test("never written and empty are one to a search, but zero is a number", () => {
  assert.equal(matches([["a", "=", false]], { a: "" }), true);
  assert.equal(matches([["a", "!=", false]], { a: "x" }), true);
  assert.equal(matches([["n", "=", 0]], { n: 0 }), true);
  assert.equal(matches([["n", "=", 0]], { n: 3 }), false);
});

test("ilike ignores case, like does not", () => {
  assert.equal(matches([["a", "ilike", "EXEM"]], { a: "Exemple SA" }), true);
  assert.equal(matches([["a", "like", "EXEM"]], { a: "Exemple SA" }), false);
});

test("in, not in and lists of ids", () => {
  assert.equal(matches([["n", "in", [1, 2]]], { n: 2 }), true);
  assert.equal(matches([["n", "not in", [1, 2]]], { n: 2 }), false);
  assert.equal(matches([["list", "in", [7]]], { list: [3, 7] }), true);
  assert.equal(matches([["list", "=", false]], { list: [] }), true);
});

test("an unknown field is an error even where there is nothing to search", () => {
  assert.throws(() => compile(searched, [["nope", "=", 1]]), {
    kind: "builtins.ValueError",
    message: "Invalid field m.nope in condition ('nope', '=', 1)",
  });
});

test("a domain that lacks an operand, or has an unknown operator, is a ValueError", () => {
  for (const domain of [["&", ["a", "=", 1]], ["!"], [["a", "~~", 1]], [["a", "="]], "text"] as Value[]) {
    assert.throws(() => compile(searched, domain), { kind: "builtins.ValueError" });
  }
});

const leaf = fc.tuple(
  fc.constantFrom("a", "b"),
  fc.constantFrom("=", "!="),
  fc.constantFrom("x", "y", false),
) as fc.Arbitrary<Value[]>;
const row = fc.record({
  a: fc.constantFrom("x", "y", false),
  b: fc.constantFrom("x", "y", false),
}) as fc.Arbitrary<Row>;

test("not-and is or-not, for all conditions and records", () => {
  fc.assert(
    fc.property(leaf, leaf, row, (p, q, values) => {
      assert.equal(matches(["!", "&", p, q], values), matches(["|", "!", p, "!", q], values));
    }),
  );
});

test("what Python shows of a value is what the servers store and complain with", () => {
  assert.equal(pyRepr(["a"]), "['a']");
  assert.equal(pyRepr({ a: null, b: true }), "{'a': None, 'b': True}");
  assert.equal(pyRepr("it's"), '"it\'s"');
  assert.equal(pyRepr("both ' and \""), "'both \\' and \"'");
});

test("cutting at a size never gives more characters, and never changes what fits", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.nat(40), (text, size) => {
      const kept = cut(text, size);
      assert.ok([...kept].length <= size);
      assert.ok(text.startsWith(kept));
      if ([...text].length <= size) assert.equal(kept, text);
    }),
  );
});
