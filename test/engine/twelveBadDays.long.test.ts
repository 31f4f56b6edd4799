import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it, mock } from "node:test";
import { parseDocument } from "yaml";
import type { FleetRun, TenantResult } from "#fleet/results/result.ts";
import type { Fault } from "#sandbox/emulators/core/faults.ts";
import { createFleet, type Fleet, type FleetTenant } from "#sandbox/fleet/fleet.ts";
import { type FleetSandbox, startFleetSandbox } from "#sandbox/fleet/sandbox.ts";
import { FleetStacks } from "#sandbox/fleet/stacks.ts";
import { leaksBelow, leaksInText } from "#sandbox/leaks.ts";
import { projectName } from "#sandbox/tenant.ts";
import { firstStep } from "#test/fixtures/worded.ts";

/** So many tenants have each kind of bad day. */
const EACH = 5;

interface BadDay {
  what: string;
  begin: (tenant: FleetTenant) => void;
  /** How the first run ends, where it cannot succeed. */
  cause?: RegExp;
  next?: RegExp;
}

const TOKEN = "^POST .*/oauth2/v2\\.0/token";
const entra =
  (...faults: Fault[]) =>
  ({ entra: { faults: of } }: FleetTenant): void => {
    of.list = structuredClone(faults);
  };
const erp =
  (...faults: Fault[]) =>
  ({ erp: { faults: of } }: FleetTenant): void => {
    of.list = structuredClone(faults);
  };

const BAD_DAYS: readonly BadDay[] = [
  {
    what: "Entra's token endpoint is throttled",
    begin: entra({ match: TOKEN, status: 429, retryAfter: 2, times: 3 }),
  },
  {
    what: "Entra's token endpoint is away",
    begin: entra({ match: TOKEN, status: 503, retryAfter: 1, times: 3 }),
  },
  { what: "Entra's token endpoint drops connections", begin: entra({ match: TOKEN, drop: true, times: 2 }) },
  {
    what: "Graph throttles the creation",
    begin: entra({ match: "^POST /v1\\.0/applications$", status: 429, retryAfter: 1, times: 2 }),
  },
  {
    what: "Graph is overloaded",
    begin: entra({ match: "^GET /v1\\.0/applications", status: 503, retryAfter: 1, times: 2 }),
  },
  {
    what: "the answer to the creation of the secret is lost",
    begin: entra({ match: "/addPassword$", after: true, drop: true, times: 1 }),
  },
  {
    what: "new objects are not visible everywhere at once",
    begin: ({ entra: { faults } }) => {
      faults.readsBeforeVisible = 3;
    },
  },
  {
    what: "consent is refused",
    begin: entra({ match: "^POST /v1\\.0/oauth2PermissionGrants", status: 403 }),
    cause: /delegated permission grant.*403/,
    next: /^modern-auth up/,
  },
  { what: "the ERP's answers to questions are lost", begin: erp({ drop: true, times: 2 }) },
  {
    what: "the ERP's answer to a write is lost",
    begin: erp({ match: "res\\.company/write$", after: true, drop: true, times: 1 }),
  },
  { what: "the ERP is overloaded", begin: erp({ status: 503, retryAfter: 1, times: 3 }) },
  {
    what: "the ERP sends what nobody can read",
    begin: ({ erp: one }) => {
      mock.method(one, "fetch", async () => new Response("[".repeat(1_000)));
    },
    cause:
      /^The answer of https:\/\/\S+\.cid-erp\.app is nested more than 200 levels deep and was not read\.$/,
    next: /^Find out what answers at https:\/\/\S+\.cid-erp\.app: the system itself, or a proxy in between$/,
  },
];

const directory = mkdtempSync(join(tmpdir(), "modern-auth-bad-days-"));
let fleet: Fleet;
let sandbox: FleetSandbox;
let stacks: FleetStacks;
let printed = "";
before(async () => {
  fleet = createFleet(BAD_DAYS.length * EACH);
  sandbox = await startFleetSandbox(fleet, directory);
  stacks = await FleetStacks.create(sandbox, directory);
  for (const { name, entra: one } of fleet.tenants) {
    one.state.secretPropagation.requests = 0;
    // Microsoft alone is the subject: each run is a plugin and some seconds cheaper.
    const config = parseDocument(readFileSync(stacks.configFile(name), "utf8"));
    config.deleteIn(["config", `${projectName}:google`]);
    writeFileSync(stacks.configFile(name), config.toString());
  }
});
after(async () => {
  await sandbox.close();
  const secrets = sandbox.secrets();
  const leaks = [...leaksBelow(directory, secrets), ...leaksInText(printed, secrets)];
  rmSync(directory, { recursive: true, force: true });
  assert.deepEqual(leaks, [], "secrets stand in clear");
});

const tenantsOf = (place: number): FleetTenant[] => fleet.tenants.slice(place * EACH, (place + 1) * EACH);

async function up(...tenants: string[]): Promise<Map<string, TenantResult>> {
  const { stdout, stderr } = await stacks.modernAuth(["up", ...tenants, "--pause", "0", "--json"], {
    env: { CI: "true" },
  });
  printed += stdout + stderr;
  assert.ok(stdout.startsWith("{"), stderr);
  return new Map((JSON.parse(stdout) as FleetRun).results.map((one) => [one.tenant, one]));
}

/** How much of each there is in a tenant's directory, and whether the ERP holds a secret that works. */
function made({ name, entra: { state, secrets }, erp: { state: erpState } }: FleetTenant) {
  const ours = Object.values(state.applications).filter(({ tags }) =>
    (tags as string[]).includes(`${projectName}/${name}`),
  );
  const principals = Object.values(state.servicePrincipals).filter(({ appId }) =>
    ours.some((one) => one.appId === appId),
  );
  const of = (rows: object, key: string): number =>
    Object.values(rows).filter((row: Record<string, unknown>) => principals.some(({ id }) => id === row[key]))
      .length;
  const held = String(erpState.records["res.company"]?.["1"]?.[erpState.addon.names.msSecret]);
  return {
    applications: ours.length,
    secrets: ours.flatMap(({ passwordCredentials }) => passwordCredentials).length,
    principals: principals.length,
    grants: of(state.oauth2PermissionGrants, "clientId"),
    assignments: of(state.appRoleAssignments, "principalId"),
    erpHoldsOne: secrets.has(held),
  };
}

it("On twelve kinds of bad days the first up succeeds or says the right cause, the second always succeeds, and nothing is doubled", async () => {
  for (const [place, { begin }] of BAD_DAYS.entries()) for (const tenant of tenantsOf(place)) begin(tenant);
  const first = await up("--all");
  for (const [place, { what, cause, next }] of BAD_DAYS.entries())
    for (const { name } of tenantsOf(place)) {
      const result = first.get(name);
      assert.equal(result?.outcome, cause ? "failed" : "ok", `${what}: ${JSON.stringify(result)}`);
      if (!cause || !next) continue;
      assert.match(result?.cause?.text ?? "", cause, what);
      assert.match(firstStep(result) ?? "", next, what);
      assert.doesNotMatch(JSON.stringify(result), /erpUrl/, what);
    }
  mock.restoreAll();
  for (const { entra: one, erp: other } of fleet.tenants) {
    for (const { faults } of [one, other]) Object.assign(faults, { list: [], readsBeforeVisible: 0 });
  }
  // Of each kind that went well one tenant is run again: a run of the engine takes seconds.
  const again = BAD_DAYS.flatMap(({ cause }, place) => tenantsOf(place).slice(0, cause ? EACH : 1));
  const second = await up(...again.map(({ name }) => name));
  assert.deepEqual(
    [...second.values()].filter(({ outcome }) => outcome !== "ok"),
    [],
  );
  for (const [place, { what }] of BAD_DAYS.entries())
    for (const tenant of tenantsOf(place))
      assert.deepEqual(
        made(tenant),
        { applications: 1, secrets: 1, principals: 1, grants: 1, assignments: 1, erpHoldsOne: true },
        what,
      );
});
