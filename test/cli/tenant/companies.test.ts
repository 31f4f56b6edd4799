import assert from "node:assert/strict";
import { it } from "node:test";
import { askedCompanies } from "#cli/tenant/add/companies.ts";
import type { NewTenant } from "#config/tenantProblems.ts";
import { createErp } from "#sandbox/emulators/erp/erp.ts";
import { clashesOf, unclearOf } from "#stack/newTenants/admission.ts";
import { loopback } from "#test/clients/google/loopback.ts";

const PASSWORD = "key-integration-4711";
const COMPANIES = [
  { id: 1, name: "Acme SA" },
  { id: 2, name: "Beta SA" },
];

const tenant = (name: string, origin: string, company: string | number, password = PASSWORD): NewTenant => ({
  name,
  settings: {
    dns: "erp.example.ch",
    "modernauth:erpUrl": origin,
    "modernauth:erpDatabase": "erp",
    "modernauth:erpLogin": "integration",
    erp: { company },
  },
  password,
});

it("An ERP is asked which companies it has where one tenant names its own and another gives an id, and not otherwise", async (t) => {
  const login = {
    id: 2,
    login: "integration",
    groups: ["settings"],
    companies: [1, 2],
    password: "pw",
    apiKey: PASSWORD,
  } as const;
  const erp = createErp({ companies: COMPANIES, users: [login] });
  let asked = 0;
  const { origin } = await loopback(t, (request) => {
    asked += 1;
    return erp.fetch(request);
  });
  const clashing = async (...tenants: NewTenant[]) => {
    const seen = await askedCompanies(unclearOf(tenants, [], "p"));
    return [...clashesOf(tenants, [], "p", seen)].map(([name, found]) => [
      name,
      found.map(({ property }) => property),
    ]);
  };
  const both = ["dns", "modernauth:erpDatabase"];
  assert.deepEqual(await clashing(tenant("acme", origin, "Acme SA"), tenant("beta", origin, "Beta SA")), []);
  assert.equal(asked, 0);
  assert.deepEqual(await clashing(tenant("acme", origin, "Acme SA"), tenant("beta", `${origin}/`, 2)), []);
  assert.deepEqual(await clashing(tenant("acme", origin, "Acme SA"), tenant("beta", origin, 1)), [
    ["acme", both],
    ["beta", both],
  ]);
  assert.ok(asked > 0);
  assert.deepEqual(
    await clashing(tenant("acme", origin, "Acme SA", "wrong"), tenant("beta", origin, 2, "wrong")),
    [
      ["acme", ["erp.company"]],
      ["beta", ["erp.company"]],
    ],
  );
});
