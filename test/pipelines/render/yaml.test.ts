import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { parse, parseAllDocuments } from "yaml";
import { explained, noted, yamlFile } from "#pipelines/render/yaml.ts";

const content = fc
  .object({
    key: fc.string({ minLength: 1 }),
    values: [fc.string(), fc.integer(), fc.boolean(), fc.constant(null)],
  })
  .map((value) => JSON.parse(JSON.stringify(value)));

it("A YAML file with comments reads as what was put in, whatever that is, and is written the same each time", () => {
  fc.assert(
    fc.property(content, (value) => {
      const text = yamlFile("Head", value);
      assert.deepEqual(parse(text), value);
      assert.equal(yamlFile("Head", value), text);
    }),
  );
});

it("A YAML file with comments has comments before what they are about, and versions behind", () => {
  const text = yamlFile("First line\n\nThird", {
    jobs: explained("Why.\nMore.", { a: 1 }),
    steps: [explained("The first.", { uses: noted("actions/checkout@abc", "v6") }), { run: "a\nb\n" }],
    needs: ["a", "b"],
    left: undefined,
  });
  assert.equal(
    text,
    `# First line
#
# Third

# Why.
# More.
jobs:
  a: 1
steps:
  # The first.
  - uses: actions/checkout@abc # v6
  - run: |
      a
      b
needs: [ a, b ]
`,
  );
});

it("A YAML file with comments holds one document for each content", () => {
  const documents = parseAllDocuments(yamlFile("Head", { a: 1 }, { b: 2 }));
  assert.deepEqual(
    documents.map((document) => document.toJS()),
    [{ a: 1 }, { b: 2 }],
  );
});
