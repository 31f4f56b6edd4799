import assert from "node:assert/strict";
import { afterEach, beforeEach, it, mock } from "node:test";
import { nameOf } from "#test/fixtures/findings.ts";
import { ErpReader } from "#verify/erp/reader.ts";
import { needsAttention } from "#verify/finding.ts";
import { signIn, verifyMicrosoft } from "#verify/microsoft/verify.ts";
import { DRIFT_CASES } from "../driftCases.ts";
import { type ProvisionedTenant, provisionedTenant } from "../tenant.ts";
import { TenantByHand } from "../tenantByHand.ts";

let tenant: ProvisionedTenant;
beforeEach(async () => {
  tenant = await provisionedTenant();
  Object.assign(process.env, tenant.identities);
});
afterEach(() => {
  mock.restoreAll();
  for (const name of Object.keys(tenant.identities)) delete process.env[name];
});

for (const { what, change, verify } of Object.values(DRIFT_CASES).flat()) {
  it(`Verifying a tenant of which ${what} names that and nothing else, in at most four HTTP calls`, async () => {
    change(new TenantByHand(tenant));
    const { graph, endpoints } = await signIn(tenant.expected.tenantId, fetch);
    tenant.requests.length = 0;
    const { findings } = await verifyMicrosoft(
      tenant.expected,
      new ErpReader(tenant.access),
      graph,
      endpoints,
      fetch,
    );
    const named = findings
      .filter(needsAttention)
      .map((finding) => nameOf(finding).replace(/secret [\da-f-]{36}$/, "secret <id>"));
    assert.deepEqual(named.toSorted(), verify.toSorted());
    assert.ok(tenant.requests.length <= 4, tenant.requests.join("\n"));
  });
}
