import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { numbersText, type SecretNumbers, vendorStatus } from "#config/handedOver.ts";

const number = fc.integer({ min: 1, max: 9 });
const numbers: fc.Arbitrary<SecretNumbers> = fc.record(
  { microsoft: number, google: number },
  { requiredKeys: [] },
);
const some = numbers.filter((one) => Object.keys(one).length > 0);

it("An ERP that its vendor runs is handed over when the vendor has confirmed exactly the newest secrets", () => {
  fc.assert(fc.property(some, (newest) => vendorStatus(newest, newest) === "handed over"));
});

it("An ERP that its vendor runs is pending again with every newer secret, and as long as one of two is not confirmed", () => {
  fc.assert(
    fc.property(some, fc.constantFrom("microsoft", "google"), (confirmed, system) => {
      const newer = { ...confirmed, [system]: (confirmed[system] ?? 0) + 1 };
      assert.equal(vendorStatus(newer, confirmed), "pending vendor");
    }),
  );
});

it("An ERP that its vendor runs is not kept waiting by a system that has nothing to hand over", () => {
  assert.equal(vendorStatus({ microsoft: 2, google: undefined }, { microsoft: 2, google: 1 }), "handed over");
});

it("An ERP that its vendor runs is pending again when Microsoft's secret was made again, which keeps its number and not its key id", () => {
  const confirmed = { microsoft: 1, microsoftKeyId: "first", google: 1 };
  assert.equal(vendorStatus(confirmed, confirmed), "handed over");
  assert.equal(vendorStatus({ ...confirmed, microsoftKeyId: "second" }, confirmed), "pending vendor");
});

it("An ERP that its vendor runs is pending before anything was confirmed, and before there is anything to hand over", () => {
  assert.equal(vendorStatus({ microsoft: 1 }), "pending vendor");
  assert.equal(vendorStatus({}, { microsoft: 1 }), "pending vendor");
});

it("An ERP that its vendor runs has its secrets named in one order, as the command line takes them", () => {
  assert.equal(numbersText({ google: 1, microsoft: 2 }), "microsoft=2 google=1");
  assert.equal(numbersText({ google: 3 }), "google=3");
  assert.equal(numbersText({}), "");
});
