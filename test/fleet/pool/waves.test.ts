import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { cutWaves, parseWaves, wavesText } from "#fleet/pool/waves.ts";

const size = fc.oneof(
  fc.record({ count: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ percent: fc.integer({ min: 1, max: 100 }) }),
);

it("Waves hold every tenant once, in order, whatever their sizes", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(), { maxLength: 100 }),
      fc.array(size, { maxLength: 5 }),
      (tenants, sizes) => {
        const waves = cutWaves(tenants, sizes);
        assert.deepEqual(waves.flat(), tenants);
        assert.ok(waves.every((wave) => wave.length > 0));
      },
    ),
  );
});

it("Waves take one, then ten, then all others", () => {
  const tenants = Array.from({ length: 200 }, (_, index) => index);
  assert.deepEqual(
    cutWaves(tenants, parseWaves("1,10,100%")).map((wave) => wave.length),
    [1, 10, 189],
  );
});

it("Waves go on with the last size, and are one wave without any", () => {
  assert.deepEqual(cutWaves([1, 2, 3, 4, 5, 6], parseWaves("1,2")), [[1], [2, 3], [4, 5], [6]]);
  assert.deepEqual(cutWaves([1, 2, 3], parseWaves("34%")), [[1, 2], [3]]);
  assert.deepEqual(cutWaves([1, 2, 3], []), [[1, 2, 3]]);
});

it("Waves are the same again once written as text", () => {
  const sizes = fc.array(size, { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(sizes, (given) => {
      const text = wavesText(given);
      assert.equal(wavesText(parseWaves(text)), text);
      const tenants = Array.from({ length: 50 }, (_, index) => index);
      assert.deepEqual(cutWaves(tenants, parseWaves(text)), cutWaves(tenants, given));
    }),
  );
});

it("Waves are refused with what is allowed when a size is none", () => {
  for (const text of ["0", "", "1,,2", "ten", "101%", "0%", "-1", "1.5"])
    assert.throws(
      () => parseWaves(text),
      /is not allowed; sizes such as 1,10,100%: numbers of tenants from 1 on, or shares of all from 1% to 100%\./,
      text,
    );
});
