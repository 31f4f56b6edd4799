import assert from "node:assert/strict";
import { it } from "node:test";
import { createFleet } from "#sandbox/fleet/fleet.ts";
import { askErp, graph, tokenFor } from "./support.ts";

const GRAPH = "^[A-Z]+ /v1.0/";

it("A bad day of a whole system hits every tenant, and no other system", async () => {
  const fleet = createFleet(3);
  const tokens = await Promise.all(fleet.tenants.map((tenant) => tokenFor(fleet, tenant)));
  fleet.systems.entra.faults.list = [{ match: GRAPH, status: 429, retryAfter: 7 }];
  for (const token of tokens) assert.equal((await graph(fleet, token, "/organization")).status, 429);
  const [{ config, erpApiKey }] = fleet.tenants;
  assert.equal((await askErp(fleet, config.dns, erpApiKey)).status, 200);
  await tokenFor(fleet, fleet.tenants[0]);
});

it("A bad day of a whole system hits the parts of a batch as well", async () => {
  const fleet = createFleet(1);
  const token = await tokenFor(fleet, fleet.tenants[0]);
  fleet.systems.entra.faults.list = [{ match: "^GET /v1.0/organization", status: 503 }];
  const requests = ["/organization", "/applications"].map((url, id) => ({
    id: `${id}`,
    method: "GET",
    url,
  }));
  const { status, body } = await graph(fleet, token, "/$batch", { requests });
  assert.equal(status, 200);
  const statuses = body.responses.map((one: { status: number }) => one.status);
  assert.deepEqual(statuses, [503, 200]);
});

it("A bad day of a whole system is counted over all tenants together", async () => {
  const fleet = createFleet(3);
  fleet.systems.erp.faults.list = [{ status: 502, times: 2 }];
  const statuses = [];
  for (const { config, erpApiKey } of fleet.tenants)
    statuses.push((await askErp(fleet, config.dns, erpApiKey)).status);
  assert.deepEqual(statuses, [502, 502, 200]);
});

it("A bad day of a whole system hides new objects from their first reads in every directory", async () => {
  const fleet = createFleet(2);
  fleet.systems.entra.faults.readsBeforeVisible = 1;
  for (const tenant of fleet.tenants) {
    const token = await tokenFor(fleet, tenant);
    const { body } = await graph(fleet, token, "/applications", { displayName: "CID ERP" });
    assert.equal((await graph(fleet, token, `/applications/${body.id}`)).status, 404);
    assert.equal((await graph(fleet, token, `/applications/${body.id}`)).status, 200);
  }
});

it("A bad day of one tenant hits nobody else, and comes before that of the system", async () => {
  const fleet = createFleet(2);
  const [one, other] = fleet.tenants;
  one.erp.faults.list = [{ status: 500 }];
  assert.equal((await askErp(fleet, one.config.dns, one.erpApiKey)).status, 500);
  assert.equal((await askErp(fleet, other?.config.dns ?? "", other?.erpApiKey ?? "")).status, 200);
  fleet.systems.erp.faults.list = [{ status: 502 }];
  assert.equal((await askErp(fleet, one.config.dns, one.erpApiKey)).status, 500);
  assert.equal((await askErp(fleet, other?.config.dns ?? "", other?.erpApiKey ?? "")).status, 502);
});

it("A slow system lets every call wait, and a batch no longer than any other", async () => {
  const fleet = createFleet(1);
  const token = await tokenFor(fleet, fleet.tenants[0]);
  fleet.systems.entra.latencyMs = 500;
  const requests = Array.from({ length: 10 }, (_, id) => ({
    id: `${id}`,
    method: "GET",
    url: "/organization",
  }));
  const start = performance.now();
  assert.equal((await graph(fleet, token, "/$batch", { requests })).status, 200);
  const took = performance.now() - start;
  assert.ok(took >= 499 && took < 4_500, `${took} ms`);
});

it("A slow system shows how many calls are in flight, for each system and for all together", async () => {
  const fleet = createFleet(3);
  fleet.systems.entra.latencyMs = 50;
  fleet.systems.erp.latencyMs = 50;
  const calls = fleet.tenants.flatMap((tenant) => [
    tokenFor(fleet, tenant),
    askErp(fleet, tenant.config.dns, tenant.erpApiKey),
  ]);
  assert.equal(fleet.traffic.inFlight, 6);
  await Promise.all(calls);
  assert.deepEqual({ ...fleet.traffic }, { calls: 6, inFlight: 0, mostInFlight: 6 });
  assert.deepEqual({ ...fleet.systems.erp.traffic }, { calls: 3, inFlight: 0, mostInFlight: 3 });
  assert.deepEqual({ ...fleet.systems.google.traffic }, { calls: 0, inFlight: 0, mostInFlight: 0 });
});
