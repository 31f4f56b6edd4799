import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { parseConfig } from "#config/parse.ts";
import { nextStepText } from "#config/rules/nextStep.ts";
import { FIELD_NAMES, fieldOf, type Given } from "#config/tenantFields.ts";
import { sourcesOf, tenantProblems } from "#config/tenantProblems.ts";
import { entriesIn, settingsOf } from "#config/tenantSettings.ts";

const TODAY = "2026-11-30";
const COMPLETE: Given = {
  dns: "acme.cid-erp.app",
  "microsoft-tenant-id": "7c8f1c6e-3a52-4f0e-9d53-2f6a4c1b9e10",
  "google-project": "acme-erp",
  "erp-database": "acme",
  "erp-login": "integration",
  company: "Acme SA",
  tag: ["pilot"],
  "incoming-server": ["3", "Office 365"],
};

it("The settings of a new tenant are a configuration that the program takes", () => {
  const password = { value: "made up", encrypted: true };
  const entries = { ...entriesIn(settingsOf(COMPLETE, TODAY)), "modernauth:erpPassword": password };
  const config = parseConfig("acme", entries);
  assert.equal(config["modernauth:erpUrl"], "https://acme.cid-erp.app");
  assert.deepEqual(config.microsoft?.generations, [{ number: 1, start: TODAY, end: "2028-11-30" }]);
  assert.deepEqual(config.erp.incomingServers, [3, "Office 365"]);
});

it("The settings of a new tenant do not depend on the order in which they were given, nor on what was left empty", () => {
  const expected = JSON.stringify(settingsOf(COMPLETE, TODAY));
  fc.assert(
    fc.property(fc.shuffledSubarray(FIELD_NAMES, { minLength: FIELD_NAMES.length }), (names) => {
      const given = Object.fromEntries(
        names.map((name) => [name, COMPLETE[name] ?? (fieldOf(name).list ? [] : "")]),
      );
      assert.equal(JSON.stringify(settingsOf(given, TODAY)), expected);
    }),
  );
});

it("The settings of a new tenant have no address of the ERP where only its vendor reaches it, and no secret where there is no Microsoft", () => {
  const settings = settingsOf({ dns: "acme.cid-erp.app", access: "vendor" }, TODAY);
  assert.deepEqual(settings, { dns: "acme.cid-erp.app", erp: { access: "vendor" } });
});

const problems = (given: Given, password?: string) =>
  tenantProblems({ name: "acme", settings: settingsOf(given, TODAY), password }, (sources) => sources.join());

it("What is wrong with a new tenant is nothing where all is given", () =>
  assert.deepEqual(problems(COMPLETE, "made up"), []));

it("What is wrong with a new tenant is said in the configuration's words, with what mends it", () => {
  const { dns: _, ...others } = COMPLETE;
  assert.deepEqual(
    problems({ ...others, "erp-url": "https://acme.example", tag: ["a", "a"] }, "made up").map(
      ({ property, next }) => [property, nextStepText(next)],
    ),
    [
      ["dns", "dns"],
      ["tags[1]", "tag"],
    ],
  );
});

it("What is wrong with a new tenant never repeats the password", () => {
  const said = JSON.stringify(problems({ dns: "x" }, "made up"));
  assert.equal(said.includes("made up"), false);
});

it("What is wrong with a new tenant comes from either of two where neither Microsoft nor Google is there", () =>
  assert.deepEqual(sourcesOf("microsoft"), ["microsoft-tenant-id", "google-project"]));
