import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { addDays } from "#config/rules/dates.ts";
import { ageOf, type RotationSituation, rotationStep } from "#config/rules/googleRotation.ts";

const dates = { today: "2026-11-24", soakUntil: "2026-11-24" } as const;
const done: RotationSituation = {
  newest: { state: "accepted", since: "2026-11-20" },
  older: { state: "accepted" },
  passedOn: true,
  erp: "newest",
};
const step = (change: Partial<RotationSituation>, when: Parameters<typeof rotationStep>[1] = dates) =>
  rotationStep({ ...done, ...change }, when);

it("A rotation of Google's client secret goes from the console to the ERP and back to the console, one step at a time", () => {
  const { older: _, ...alone } = done;
  assert.equal(rotationStep({ passedOn: false, erp: "nothing" }, dates), "import-first");
  assert.equal(rotationStep(alone, dates), "none");
  assert.equal(rotationStep({ ...alone, newest: { state: "accepted", since: "2026-01-01" } }, dates), "add");
  assert.equal(step({ erp: "older", passedOn: false }), "up");
  assert.equal(step({}, { today: "2026-11-20", soakUntil: "2026-11-21" }), "soak");
  assert.equal(step({}), "disable");
  assert.equal(step({ older: { state: "refused" } }), "drop");
});

it("A rotation of Google's client secret waits no longer once the older secret is disabled: nothing could be taken back", () => {
  const early = { today: "2026-11-20", soakUntil: "2026-11-21" } as const;
  assert.equal(step({ older: { state: "refused" } }, early), "drop");
});

it("A rotation of Google's client secret goes by the state where the ERP shows nobody its secret", () => {
  assert.equal(step({ erp: "hidden", passedOn: true }), "disable");
  assert.equal(step({ erp: "hidden", passedOn: false }), "up");
});

it("A rotation of Google's client secret goes through the vendor, once an update has proven the secret, where nobody else reaches the ERP", () => {
  const vendor = true as const;
  for (const erp of ["older", "nothing", "another"] as const) {
    assert.equal(step({ vendor, erp, passedOn: false }), "up");
    assert.equal(step({ vendor, erp, passedOn: true }), "handover");
    assert.equal(step({ vendor, erp, older: { state: "refused" } }), "handover");
  }
  assert.equal(step({ vendor, erp: "newest" }), "disable");
});

it("A rotation of Google's client secret says so when Google refuses the newer secret, whatever else is", () => {
  assert.equal(step({ newest: { state: "refused" }, erp: "unknown" }), "broken");
});

it("A rotation of Google's client secret never drops the older secret while the ERP may hold it, or while Google was not heard", () => {
  const states = fc.constantFrom("accepted" as const, "refused" as const, "unknown" as const);
  const held = fc.constantFrom(...(["newest", "older", "another", "nothing", "hidden", "unknown"] as const));
  fc.assert(
    fc.property(states, states, held, fc.boolean(), (newest, older, erp, passedOn) => {
      const next = step({ newest: { state: newest }, older: { state: older }, erp, passedOn });
      if (next !== "drop" && next !== "disable") return;
      assert.equal(newest, "accepted");
      assert.ok(erp === "newest" || (erp === "hidden" && passedOn));
      if (next === "drop") assert.equal(older, "refused");
    }),
  );
});

it("The age of a client secret is worth a word after 180 days and a louder one after 365", () => {
  const since = "2026-01-01";
  assert.equal(ageOf(since, addDays(since, 179)), "young");
  assert.equal(ageOf(since, addDays(since, 180)), "due");
  assert.equal(ageOf(since, addDays(since, 364)), "due");
  assert.equal(ageOf(since, addDays(since, 365)), "old");
});
