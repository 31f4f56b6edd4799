import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { clashNotes } from "#stack/newTenants/admission.ts";
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
  const same = { tenantId: DIRECTORY.toUpperCase(), applicationName: "Cid ERP" };
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

it("Two tenants of one ERP are found however its address and their company are spelled", () => {
  const at = (url: string, company: unknown) => ({
    dns: undefined,
    "modernauth:erpUrl": url,
    "modernauth:erpDatabase": "prod",
    erp: { company },
  });
  const acme = tenant("acme", at("https://erp.example.ch", "Démo SA"));
  for (const url of [
    "https://erp.example.ch/",
    "https://ERP.example.ch",
    "https://erp.example.ch:443",
    "https://erp.example.ch.",
  ])
    assert.deepEqual(properties(acme, tenant("beta", at(url, "Démo SA"))), ["modernauth:erpDatabase"], url);
  assert.deepEqual(properties(acme, tenant("beta", at("https://erp.example.ch:8443", "Démo SA"))), []);
  for (const company of [1, "De\u0301mo SA", "Démo\u00a0SA", "demo sa"])
    assert.deepEqual(properties(acme, tenant("beta", at("https://erp.example.ch", company))), [
      "erp.company",
    ]);
  assert.deepEqual(properties(acme, tenant("beta", at("https://erp.example.ch", "1"))), []);
});

it("Two tenants of which one gives its company by name and one by id are told apart by what the ERP says", () => {
  const same = { "modernauth:erpUrl": "https://erp.example.ch", "modernauth:erpDatabase": "prod" };
  const byName = tenant("acme", { ...same, erp: { company: "Acme SA" } });
  const byId = tenant("beta", { ...same, erp: { company: 1 } });
  const found = (id: number) => clashes(byId, [byName], () => [{ id, name: "Acme SA" }]);
  assert.deepEqual(
    found(1).map(({ property }) => property),
    ["modernauth:erpDatabase"],
  );
  assert.deepEqual(found(2), []);
  const [unclear] = clashes(byId, [byName]);
  assert.equal(
    unclear?.what,
    'cannot tell whether id 1 is the company of tenant "acme", which is given as "Acme SA"',
  );
});

it("Two tenants never show a password that somebody wrote into an address", () => {
  const same = {
    "modernauth:erpUrl": "https://user:s3cret@erp.example.ch",
    "modernauth:erpDatabase": "prod",
  };
  const found = clashes(tenant("acme", same), [tenant("beta", same)]);
  assert.equal(found.length, 1);
  assert.doesNotMatch(JSON.stringify(found), /s3cret/);
});

it("Two tenants that are there already and have one company are noted once", () => {
  const same = { "modernauth:erpUrl": "https://erp.example.ch", "modernauth:erpDatabase": "prod" };
  const all = [tenant("acme", same), tenant("beta", { ...same, erp: { company: 1 } }), tenant("gamma")];
  assert.deepEqual(
    clashNotes(all, () => [{ id: 1, name: "Acme SA" }]),
    [
      'Tenant acme, modernauth:erpDatabase: "prod at https://erp.example.ch" is that of tenant "beta" as well. Two stacks undo each other\'s work.',
    ],
  );
  assert.deepEqual(
    clashNotes(all, () => [{ id: 2, name: "Acme SA" }]),
    [],
  );
  assert.match(clashNotes(all).join(), /^Tenant acme, erp\.company: cannot tell whether/);
});
