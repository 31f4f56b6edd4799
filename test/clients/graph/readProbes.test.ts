import assert from "node:assert/strict";
import { afterEach, it, mock } from "node:test";
import { inspect } from "node:util";
import { connectDeployer } from "#clients/graph/client.ts";
import { callerOf, judgeRights, overall } from "#clients/graph/deployerRights.ts";
import { listAll } from "#clients/graph/list.ts";
import { probeReads } from "#clients/graph/readProbes.ts";
import { DEPLOYER_ROLES } from "#sandbox/tenant.ts";
import { DEPLOYER, TENANT } from "../entra/world.ts";
import { deployerWorld, restoreProcess } from "./deployerWorld.ts";

afterEach(restoreProcess);

it("The deployer's rights, tried at Graph are all there with the least permissions, and nothing is changed by trying", async () => {
  const { entra, asked } = deployerWorld(DEPLOYER_ROLES);
  const before = structuredClone(entra.state);
  const { graph, accessToken } = await connectDeployer(TENANT);
  const reads = await probeReads(graph);
  assert.deepEqual(
    Object.entries(reads).map(([name, { outcome }]) => `${name} ${outcome}`),
    ["applications allowed", "graph allowed", "grants allowed", "policy denied"],
  );
  const caller = callerOf(accessToken);
  assert.deepEqual([caller.kind, caller.appId, caller.tenantId], ["application", DEPLOYER, TENANT]);
  assert.deepEqual(caller.permissions.toSorted(), DEPLOYER_ROLES.toSorted());
  assert.equal(overall(judgeRights(caller, "grant", reads)), "present");
  assert.deepEqual(
    asked.slice(1).filter((line) => !line.startsWith("GET ")),
    [],
  );
  assert.deepEqual(entra.state, before);
});

it("The deployer's rights, tried at Graph are missing one by one, as the tenant's consent is", async () => {
  for (const role of DEPLOYER_ROLES) {
    deployerWorld(DEPLOYER_ROLES.filter((one) => one !== role));
    const { graph, accessToken } = await connectDeployer(TENANT);
    const findings = judgeRights(callerOf(accessToken), "grant", await probeReads(graph));
    const missing = findings.filter(({ verdict, optional }) => verdict === "missing" && !optional);
    assert.deepEqual(
      missing.map(({ anyOf }) => anyOf[0]),
      [role],
    );
    mock.restoreAll();
  }
});

it("The deployer's rights, tried at Graph include the tenant's policy with the permission for it", async () => {
  deployerWorld([...DEPLOYER_ROLES, "Policy.Read.All"]);
  assert.deepEqual((await probeReads((await connectDeployer(TENANT)).graph)).policy, { outcome: "allowed" });
});

it("The deployer's rights, tried at Graph are not known where Graph drops the connection or errs", async () => {
  const { entra } = deployerWorld(DEPLOYER_ROLES);
  const { graph, accessToken } = await connectDeployer(TENANT);
  entra.faults.list = [
    { match: "/oauth2PermissionGrants", drop: true },
    { match: "/applications", status: 500 },
  ];
  const reads = await probeReads(graph);
  assert.equal(reads.grants.outcome, "failed");
  assert.ok(
    reads.applications.outcome === "failed" && reads.applications.reason.startsWith("500"),
    inspect(reads),
  );
  assert.equal(overall(judgeRights(callerOf(accessToken), "grant", reads)), "unknown");
});

it("Signing the deployer in is for the tenant that is asked for: ARM_TENANT_ID never beats it", async () => {
  const { asked } = deployerWorld(DEPLOYER_ROLES, { ARM_TENANT_ID: "00000000-0000-0000-0000-00000000dead" });
  await connectDeployer(TENANT);
  assert.deepEqual(asked, [`POST /${TENANT}/oauth2/v2.0/token`]);
});

it("Signing the deployer in asks nobody when the environment gives no identity that is read", async () => {
  const unread = { ARM_CLIENT_SECRET: "", ARM_CLIENT_SECRET_FILE_PATH: "/run/secret" };
  const { asked } = deployerWorld(DEPLOYER_ROLES, { ...unread, ARM_METADATA_HOSTNAME: "login.example" });
  await assert.rejects(connectDeployer(TENANT), /ARM_CLIENT_SECRET_FILE_PATH is set/);
  assert.deepEqual(asked, []);
});

it("Signing the deployer in that fails since nobody consented there yet leads to the consent page", async () => {
  const { entra } = deployerWorld(DEPLOYER_ROLES);
  entra.state.applications = {};
  entra.state.servicePrincipals = {};
  await assert.rejects(connectDeployer(TENANT), (error: Error) => {
    assert.ok(
      error.message.endsWith(
        `an administrator of it opens https://login.microsoftonline.com/${TENANT}/adminconsent?client_id=${DEPLOYER}`,
      ),
      error.message,
    );
    return true;
  });
});

it("The deployer's sign-in waits for as long as a throttled token endpoint asks, up to a minute", async () => {
  const { entra, asked } = deployerWorld(DEPLOYER_ROLES);
  entra.faults.list = [{ match: "/oauth2/v2.0/token", status: 429, retryAfter: 0.9, times: 2 }];
  const began = performance.now();
  await connectDeployer(TENANT);
  assert.ok(performance.now() - began >= 2 * 900 + 1_400, "on top of the usual pauses");
  entra.faults.list = [{ match: "/oauth2/v2.0/token", status: 503, retryAfter: 61 }];
  asked.length = 0;
  await assert.rejects(connectDeployer(TENANT), /it answered 503$/);
  assert.equal(asked.length, 1);
});

it("Microsoft Graph is not waited for longer than a minute, and the limit of an answer is named", async () => {
  const { entra, asked } = deployerWorld(DEPLOYER_ROLES);
  const { graph } = await connectDeployer(TENANT);
  asked.length = 0;
  entra.faults.list = [{ status: 429, retryAfter: 61 }];
  await assert.rejects(listAll(graph, "/applications"), /429/);
  assert.equal(asked.length, 1);
  mock.method(globalThis, "fetch", async () => new Response("[".repeat(300)));
  await assert.rejects(
    listAll(graph, "/applications"),
    /The answer of https:\/\/graph\.microsoft\.com is nested more than 200 levels deep and was not read/,
  );
});
