import assert from "node:assert/strict";
import { after, afterEach, before, it } from "node:test";
import type { Fault } from "#sandbox/emulators/core/faults.ts";
import { modernAuth } from "./modernAuth.ts";
import { World } from "./world.ts";

let world: World;
before(async () => {
  world = await World.ofMicrosoft();
});
afterEach(() => world.restore());
after(() => world.close());

const state = () => world.sandbox.entra.state;
async function up(...args: string[]): Promise<{ code: number | null; output: string }> {
  const { code, stdout, stderr } = await modernAuth(world, ["up", "dev", "--pause", "0", ...args]);
  return { code, output: stdout + stderr };
}

/** The whole of what is ours in the directory: one of each, no more, and the ERP holds the one secret. */
async function assertOneOfEach(): Promise<void> {
  const ours = Object.values(state().applications).filter(({ tags }) =>
    (tags as string[]).includes("erp-modern-auth/dev"),
  );
  const [application] = ours;
  assert.ok(application);
  assert.equal(ours.length, 1, "one application");
  assert.equal(application.displayName, "CID ERP");
  const principals = Object.values(state().servicePrincipals).filter(
    ({ appId }) => appId === application.appId,
  );
  assert.equal(principals.length, 1, "one service principal");
  const [principal] = principals;
  const count = (of: object, key: string) =>
    Object.values(of).filter((one: Record<string, unknown>) => one[key] === principal?.id).length;
  assert.equal(count(state().oauth2PermissionGrants, "clientId"), 1, "one grant");
  assert.equal(count(state().appRoleAssignments, "principalId"), 1, "one assignment");
  const { microsoft } = await world.outputs();
  assert.deepEqual(
    application.passwordCredentials.map(({ keyId }) => keyId),
    [microsoft?.keyId],
    "one secret, the one that the state knows",
  );
  const { records, addon } = world.sandbox.erp.state;
  assert.ok(world.sandbox.entra.secrets.has(String(records["res.company"]?.["1"]?.[addon.names.msSecret])));
  await world.assertClean();
}

const POST = { applications: "^POST /v1\\.0/applications$", principals: "^POST /v1\\.0/servicePrincipals$" };
const ADD_PASSWORD = "^POST .*/addPassword$";
const GRANT = "^POST /v1\\.0/oauth2PermissionGrants$";
const ASSIGNMENT = "^POST .*/appRoleAssignedTo$";
const CONCURRENCY = {
  code: "Directory_ConcurrencyViolation",
  message:
    "Due to multiple concurrent requests for creating or updating the same object, your request could not be processed.",
};

/** Every fault switch of the Entra emulator, at the requests where it hurts most. */
const BAD_DAYS: readonly (readonly [what: string, faults: Fault[], readsBeforeVisible?: number])[] = [
  ["is slow", [{ match: "/v1.0/", latencyMs: 50 }]],
  ["does not show new objects in the first reads", [], 3],
  [
    "does not show the service principal when it is to be changed",
    [{ match: "^PATCH /v1\\.0/servicePrincipals", status: 404, times: 1 }],
  ],
  [
    "does not show the assignment that it has just made",
    [{ match: "^GET .*/appRoleAssignedTo/", status: 404, times: 1 }],
  ],
  [
    "throttles",
    [
      { match: POST.applications, status: 429, retryAfter: 1, times: 1 },
      { match: GRANT, status: 429, retryAfter: 1, times: 1 },
    ],
  ],
  [
    "has a fault",
    [
      { match: ASSIGNMENT, status: 503, times: 1 },
      { match: POST.principals, status: 500, times: 1 },
    ],
  ],
  ["refuses because two changes met", [{ match: ADD_PASSWORD, status: 409, error: CONCURRENCY, times: 1 }]],
  ["drops a connection before it does anything", [{ match: GRANT, drop: true, times: 1 }]],
  [
    "makes the application and loses the answer",
    [{ match: POST.applications, after: true, drop: true, times: 1 }],
  ],
  [
    "makes the service principal and loses the answer",
    [{ match: POST.principals, after: true, drop: true, times: 1 }],
  ],
  ["makes the secret and loses the answer", [{ match: ADD_PASSWORD, after: true, drop: true, times: 1 }]],
  ["makes the grant and loses the answer", [{ match: GRANT, after: true, drop: true, times: 1 }]],
  ["makes the assignment and loses the answer", [{ match: ASSIGNMENT, after: true, drop: true, times: 1 }]],
];

for (const [what, faults, readsBeforeVisible = 0] of BAD_DAYS)
  it(`modern-auth up ends with one of each when Microsoft's directory ${what}`, async () => {
    world.sandbox.entra.faults.list = faults.map((fault) => ({ ...fault }));
    world.sandbox.entra.faults.readsBeforeVisible = readsBeforeVisible;
    const { code, output } = await up();
    assert.equal(code, 0, output);
    world.sandbox.entra.faults.list = [];
    world.sandbox.entra.faults.readsBeforeVisible = 0;
    await assertOneOfEach();
  });

it("modern-auth up does not try again what stays as it is, and fails", async () => {
  world.sandbox.entra.faults.list = [{ match: GRANT, status: 403 }];
  const { code, output } = await up();
  assert.equal(code, 1);
  assert.doesNotMatch(output, /Try 2/);
  world.sandbox.entra.faults.list = [];
  assert.equal((await up()).code, 0);
  await assertOneOfEach();
});

it("modern-auth up gives up after as many tries as it was told, says each of them, and the next one finishes", async () => {
  world.sandbox.entra.faults.list = [{ match: ADD_PASSWORD, status: 409, error: CONCURRENCY }];
  const { code, output } = await up("--retries", "1");
  assert.equal(code, 1);
  assert.match(output, /pulumi up failed by something that passes \(two changes met\)\. Try 2 of 2 in 0 s\./);
  assert.doesNotMatch(output, /Try 3/);
  world.sandbox.entra.faults.list = [];
  assert.equal((await up()).code, 0);
  await assertOneOfEach();
});
