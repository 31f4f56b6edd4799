import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { azureadProgram } from "../programs/azuread.ts";
import { accessOf, applicationOf, grantsOf, principalOf, webOf } from "../support/directory.ts";
import { CALLER, startEntra, type World } from "../support/entra.ts";
import { keep } from "../support/keep.ts";
import { Stack } from "../support/stack.ts";
import type { Step } from "../support/steps.ts";
import { withoutPulumi } from "../support/toolchain.ts";

const APP = "azuread:index/application:Application app";
const PRINCIPAL = "azuread:index/servicePrincipal:ServicePrincipal sp";
const GRANT =
  "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant grant";
const PASSWORD = "azuread:index/applicationPassword:ApplicationPassword secret";

const kinds = (steps: readonly Step[], resource: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(steps.find((step) => step.resource === resource)?.detailedDiff ?? {}).map(
      ([path, { kind }]) => [path, kind],
    ),
  );
const ops = (steps: readonly Step[]): string[] => steps.map(({ op, resource }) => `${op} ${resource}`).sort();

describe("the azuread stand-in follows the real plugin's rules beyond the recordings", {
  skip: withoutPulumi,
}, () => {
  let world: World;
  let stack: Stack;
  let restore: () => void;

  before(async () => {
    world = await startEntra();
    stack = await Stack.attached("ms", azureadProgram, world.env);
    await stack.up();
    restore = keep(world.emulator);
  });
  after(async () => {
    await stack?.dispose();
    await world?.close();
  });
  beforeEach(() => restore());

  it("the azuread stand-in follows the real plugin's rules beyond the recordings sees everything on the application that the program rules or leaves empty, and plans it back", async () => {
    const { state } = world.emulator;
    const app = applicationOf(state);
    const other = Object.values(state.users)[0]?.id ?? "";
    app["spa"] = { redirectUris: ["https://spa.example/callback"] };
    app["publicClient"] = { redirectUris: ["myapp://auth/callback"] };
    webOf(state).redirectUris.push("https://another.example/callback");
    webOf(state).implicitGrantSettings["enableIdTokenIssuance"] = true;
    webOf(state).homePageUrl = "https://home.example/";
    Object.assign(app, { notes: "by hand", description: "by hand", signInAudience: "AzureADMultipleOrgs" });
    Object.assign(app["api"] as object, { requestedAccessTokenVersion: 1 });
    app["identifierUris"] = ["api://by-hand"];
    app["isFallbackPublicClient"] = true;
    app["optionalClaims"] = {
      idToken: [{ name: "email", essential: false }],
      accessToken: [],
      saml2Token: [],
    };
    app["tags"] = ["by-hand"];
    state.owners[app.id] = [...(state.owners[app.id] ?? []), other];
    accessOf(state).push({
      resourceAppId: "00000002-0000-0ff1-ce00-000000000000",
      resourceAccess: [{ id: "dc50a0fb-09a3-484d-be87-e023b12c6440", type: "Role" }],
    });

    const { steps, exitCode } = await stack.preview();
    assert.equal(exitCode, 7);
    assert.deepEqual(ops(steps), [`update ${APP}`]);
    assert.deepEqual(kinds(steps, APP), {
      "api.requestedAccessTokenVersion": "update",
      description: "delete",
      fallbackPublicClientEnabled: "delete",
      identifierUris: "delete",
      notes: "update",
      optionalClaims: "delete",
      [`owners[${[CALLER, other].sort().indexOf(other)}]`]: "delete",
      publicClient: "delete",
      "requiredResourceAccesses[1]": "delete",
      signInAudience: "update",
      singlePageApplication: "delete",
      "web.homepageUrl": "delete",
      "web.implicitGrant": "delete",
      "web.redirectUris[0]": "delete",
    });

    await stack.up();
    const healed = applicationOf(state);
    assert.deepEqual(state.owners[healed.id], [CALLER]);
    assert.deepEqual(webOf(state).redirectUris, ["https://demofabien.cid-erp.app/oauth2/retrieve_token"]);
    assert.equal(accessOf(state).length, 1);
    assert.deepEqual((await stack.preview()).steps, []);
  });

  it("the azuread stand-in follows the real plugin's rules beyond the recordings does not see tags, nor what a default had set, unless the program names them", async () => {
    const { state } = world.emulator;
    principalOf(state).accountEnabled = false;
    principalOf(state)["tags"] = ["by-hand"];
    assert.deepEqual((await stack.preview()).steps, []);
    const explicit = await stack.preview({ sp: { accountEnabled: true, tags: ["ours"] } });
    assert.deepEqual(kinds(explicit.steps, PRINCIPAL), { accountEnabled: "update", "tags[0]": "update" });
  });

  it("the azuread stand-in follows the real plugin's rules beyond the recordings sees notes, a required assignment and a foreign owner on the service principal, and a claim too many", async () => {
    const { state } = world.emulator;
    const principal = principalOf(state);
    const other = Object.values(state.users)[0]?.id ?? "";
    Object.assign(principal, { notes: "by hand", appRoleAssignmentRequired: true });
    state.owners[principal.id] = [other];
    const [grant] = grantsOf(state);
    if (grant) grant.scope += " Mail.Read";
    const { steps } = await stack.preview();
    assert.deepEqual(kinds(steps, PRINCIPAL), {
      appRoleAssignmentRequired: "delete",
      notes: "delete",
      "owners[0]": "update",
    });
    assert.deepEqual(kinds(steps, GRANT), { "claimValues[4]": "delete" });
  });

  it("the azuread stand-in follows the real plugin's rules beyond the recordings calls an emptied permission list one added property", async () => {
    applicationOf(world.emulator.state)["requiredResourceAccess"] = [];
    const { steps } = await stack.preview();
    assert.deepEqual(kinds(steps, APP), { requiredResourceAccesses: "add" });
  });

  it("the azuread stand-in follows the real plugin's rules beyond the recordings replaces a password whose end date or name the program changes, the new one first", async () => {
    const later = { secrets: { secret: { endDate: "2030-11-22T00:00:00Z", displayName: "CID ERP 2" } } };
    const { steps } = await stack.preview(later);
    const [first] = steps;
    assert.deepEqual(ops(steps), [`replace ${PASSWORD}`]);
    assert.deepEqual(first?.replaceReasons, ["displayName", "endDate"]);
    assert.deepEqual(kinds(steps, PASSWORD), { displayName: "update-replace", endDate: "update-replace" });
    world.calls.length = 0;
    await stack.up(later);
    const verbs = world.calls
      .filter((call) => /addPassword|removePassword/.test(call))
      .map((call) => call.split("/").at(-1));
    assert.deepEqual(verbs, ["addPassword", "removePassword"]);
    await stack.up();
    restore = keep(world.emulator);
  });

  it("the azuread stand-in follows the real plugin's rules beyond the recordings creates a deleted application again, and replaces what hangs on its identity", async () => {
    const { state } = world.emulator;
    delete state.applications[applicationOf(state).id];
    const { steps } = await stack.preview();
    assert.ok(ops(steps).includes(`create ${APP}`));
    const principal = steps.find(({ op, resource }) => op === "replace" && resource === PRINCIPAL);
    assert.deepEqual(principal?.replaceReasons, ["clientId"]);
  });
});
