import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { clashes, type Identity, identityOf } from "#stack/newTenants/clashes.ts";

const DIRECTORY = "7c8f1c6e-3a52-4f0e-9d53-2f6a4c1b9e10";
const tenant = (name: string, more: object = {}): Identity =>
  identityOf(name, {
    dns: `${name}.cid-erp.app`,
    "modernauth:erpUrl": `https://${name}.cid-erp.app`,
    "modernauth:erpDatabase": name,
    erp: { company: "Acme SA" },
    ...more,
  });
const properties = (one: Identity, other: Identity): string[] =>
  clashes(one, [other]).map(({ property }) => property);

it("Two tenants have nothing in common that they may not have", () =>
  assert.deepEqual(properties(tenant("acme"), tenant("beta")), []));

it("Two tenants may share an ERP only as different companies of it", () => {
  const same = {
    dns: "erp.example",
    "modernauth:erpUrl": "https://erp.example",
    "modernauth:erpDatabase": "erp",
  };
  const acme = tenant("acme", same);
  assert.deepEqual(properties(acme, tenant("beta", same)), ["dns", "modernauth:erpDatabase"]);
  assert.deepEqual(properties(acme, tenant("beta", { ...same, erp: { company: "Beta SA" } })), []);
  assert.deepEqual(properties(acme, tenant("beta", { ...same, erp: { profile: "odoo" } })), [
    "dns",
    "modernauth:erpDatabase",
  ]);
});

it("Two tenants may have one directory, with different names for their registrations", () => {
  const acme = tenant("acme", { microsoft: { tenantId: DIRECTORY } });
  const same = { tenantId: DIRECTORY.toUpperCase(), applicationName: "CID ERP" };
  assert.deepEqual(properties(acme, tenant("beta", { microsoft: same })), ["microsoft.applicationName"]);
  const renamed = { ...same, applicationName: "CID ERP Beta" };
  assert.deepEqual(properties(acme, tenant("beta", { microsoft: renamed })), []);
});

it("Two tenants have each a Google project of their own", () => {
  const google = { google: { project: "acme-erp" } };
  assert.deepEqual(properties(tenant("acme", google), tenant("beta", google)), ["google.project"]);
});

it("Two tenants clash both or not at all, and none with itself, whatever their files hold", () => {
  const few = fc.constantFrom("a", "b");
  const section = fc.oneof(few, fc.constant(null), fc.record({ company: few, project: few, tenantId: few }));
  const identity = fc
    .tuple(
      few,
      fc.record(
        {
          dns: few,
          "modernauth:erpUrl": few,
          "modernauth:erpDatabase": few,
          microsoft: section,
          google: section,
          erp: section,
        },
        { requiredKeys: [] },
      ),
    )
    .map(([name, settings]) => identityOf(name, settings));
  fc.assert(
    fc.property(identity, identity, (one, other) => {
      assert.deepEqual(properties(one, other), properties(other, one));
      assert.deepEqual(properties(one, one), []);
    }),
  );
});
