import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { open, seal } from "#provider/envelope.ts";
import { UNKNOWN, type Values } from "#provider/plugin.ts";
import { masked, output, secret, UNKNOWN as UNKNOWN_ON_THE_WIRE, type Wire } from "./support/wire.ts";

interface Case {
  wire: unknown;
  /** The value without any envelope. */
  plain: unknown;
  holdsSecret: boolean;
}

const HIDDEN = "hidden-";

/** Any value, with secrets, output values and unknowns at any depth; every secret text starts with "hidden-". */
const { value: anything } = fc.letrec<{ value: Case }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    fc
      .oneof(fc.string(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null))
      .map((value): Case => ({ wire: value, plain: value, holdsSecret: false })),
    fc.constant<Case>({ wire: UNKNOWN_ON_THE_WIRE, plain: UNKNOWN, holdsSecret: false }),
    fc
      .boolean()
      .map((hidden): Case => ({ wire: output({ secret: hidden }), plain: UNKNOWN, holdsSecret: hidden })),
    fc.uuid().map((text): Case => ({ wire: secret(HIDDEN + text), plain: HIDDEN + text, holdsSecret: true })),
    fc.uuid().map(
      (text): Case => ({
        wire: output({ value: HIDDEN + text, secret: true }),
        plain: HIDDEN + text,
        holdsSecret: true,
      }),
    ),
    tie("value").map((one): Case => ({ ...one, wire: secret(one.wire), holdsSecret: true })),
    tie("value").map(
      (one): Case => ({ ...one, wire: output({ value: one.wire, dependencies: ["urn:pulumi:x"] }) }),
    ),
    fc.array(tie("value"), { maxLength: 4 }).map(
      (list): Case => ({
        wire: list.map(({ wire }) => wire),
        plain: list.map(({ plain }) => plain),
        holdsSecret: list.some(({ holdsSecret }) => holdsSecret),
      }),
    ),
    fc.dictionary(fc.string(), tie("value"), { maxKeys: 4, noNullPrototype: true }).map(caseOf),
  ),
}));

function caseOf(dictionary: Record<string, Case>): Case {
  const entries = Object.entries(dictionary);
  return {
    wire: Object.fromEntries(entries.map(([key, { wire }]) => [key, wire])),
    plain: Object.fromEntries(entries.map(([key, { plain }]) => [key, plain])),
    holdsSecret: entries.some(([, { holdsSecret }]) => holdsSecret),
  };
}

const properties = fc.dictionary(fc.string(), anything, { maxKeys: 5, noNullPrototype: true });

it("An envelope opened gives the bare values, and names every property that held a secret", () => {
  fc.assert(
    fc.property(properties, (cases) => {
      const { wire, plain } = caseOf(cases);
      const opened = open(wire as Wire);
      assert.deepEqual(opened.values, plain);
      const expected = Object.keys(cases).filter((key) => cases[key]?.holdsSecret);
      assert.deepEqual([...opened.secrets].toSorted(), expected.toSorted());
    }),
  );
});

it("An envelope sealed and opened again loses nothing", () => {
  fc.assert(
    fc.property(properties, (cases) => {
      const first = open(caseOf(cases).wire as Wire);
      const again = open(seal(first.values, first.secrets));
      assert.deepEqual(again.values, first.values);
      const sealed = [...first.secrets].filter((key) => first.values[key] !== null);
      assert.deepEqual([...again.secrets].toSorted(), sealed.toSorted());
    }),
  );
});

it("An envelope sealed leaks no secret, whatever its depth was", () => {
  fc.assert(
    fc.property(properties, (cases) => {
      const { values, secrets } = open(caseOf(cases).wire as Wire);
      const visible = JSON.stringify(masked(seal(values, secrets)));
      assert.ok(!visible.includes(HIDDEN), visible);
    }),
  );
});

it("An envelope makes a named property secret although it came in clear, and leaves out what is undefined", () => {
  const values = { a: "x", b: 1, c: undefined } as unknown as Values;
  assert.deepEqual(seal(values, new Set(["a", "c", "d"])), { a: secret("x"), b: 1 });
});

it("An envelope keeps a property of the name __proto__", () => {
  const wire = JSON.parse('{"__proto__": {"a": 1}, "b": {"__proto__": 2}}');
  const { values } = open(wire);
  assert.equal(JSON.stringify(seal(values, new Set())), JSON.stringify(wire));
});

it("An envelope takes each of the engine's marks for unknown as unknown", () => {
  const marks = [
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
  ];
  for (const mark of marks) assert.equal(open({ mark }).values.mark, UNKNOWN, mark);
  assert.equal(seal({ a: UNKNOWN }, new Set()).a, UNKNOWN_ON_THE_WIRE);
});
