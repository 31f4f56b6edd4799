import assert from "node:assert/strict";
import { it } from "node:test";
import type { CompanyOAuth } from "#clients/erp/company.ts";
import { hiddenPaths, isHidden, visibilityOf } from "#provider/resources/erpVisibility.ts";

const wanted = { system: "microsoft", clientSecret: "what-we-wrote" };
const shown = (value: string | undefined, visibility: "readable" | "masked" | "forbidden"): CompanyOAuth => ({
  "microsoft.clientSecret": { value, visibility },
  "google.clientSecret": { value: "another system's", visibility: "readable" },
});

it("The visibility of a value is what the ERP shows, of this system only", () => {
  for (const visibility of ["masked", "forbidden"] as const)
    assert.deepEqual(visibilityOf(shown(undefined, visibility), {}, wanted), { clientSecret: visibility });
  assert.deepEqual(visibilityOf(shown("x", "readable"), {}, wanted), { clientSecret: "readable" });
});

it("The visibility of a value stays masked where the ERP shows something in its place that looks like a value", () => {
  const before = { visibility: { clientSecret: "masked" } };
  const after = visibilityOf(shown("b1946ac92492d234", "readable"), before, wanted);
  assert.deepEqual(after, { clientSecret: "masked" });
});

it("The visibility of a value is readable again once the ERP shows what we wrote", () => {
  const before = { visibility: { clientSecret: "masked" } };
  const after = visibilityOf(shown("what-we-wrote", "readable"), before, wanted);
  assert.deepEqual(after, { clientSecret: "readable" });
});

it("The visibility of a value of a state that says nothing of it hides nothing", () => {
  assert.equal(isHidden({}, "clientSecret"), false);
  assert.deepEqual(hiddenPaths({ visibility: { tenant: "masked" } }, "google", ["tenant", "clientId"]), [
    "google.tenant",
  ]);
});
