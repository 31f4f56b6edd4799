import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { azureadProgram } from "../programs/azuread.ts";
import { applicationOf, assignmentsOf, grantsOf, principalOf, webOf } from "../support/directory.ts";
import { startEntra, type World } from "../support/entra.ts";
import { Stack } from "../support/stack.ts";
import { withoutPulumi } from "../support/toolchain.ts";

describe("the azuread stand-in and what is there already", { skip: withoutPulumi }, () => {
  let world: World;
  let first: Stack;
  let second: Stack;

  before(async () => {
    world = await startEntra();
    first = await Stack.create("first", azureadProgram, world.env);
    second = await Stack.create("second", azureadProgram, world.env);
    await first.up();
  });
  after(async () => {
    await first?.dispose();
    await second?.dispose();
    await world?.close();
  });

  it("the azuread stand-in and what is there already refuses a second application of the same name, at preview and with the way to import it", async () => {
    const { exitCode, text } = await second.preview();
    assert.notEqual(exitCode, 0);
    const { id } = applicationOf(world.emulator.state);
    assert.match(
      text.replaceAll('\\"', '"'),
      new RegExp(`An existing "azuread_application" with name "CID ERP" \\(ID: "${id}"\\) was found`),
    );
    assert.match(text, /needs to be imported into the State/);
  });

  it("the azuread stand-in and what is there already adopts application, service principal, grant and assignment in one run, and repairs what differs", async () => {
    const { state } = world.emulator;
    webOf(state).redirectUris = ["https://wrong.example/callback"];
    const [grant] = grantsOf(state);
    const [assignment] = assignmentsOf(state);
    const imports = {
      app: `/applications/${applicationOf(state).id}`,
      sp: `/servicePrincipals/${principalOf(state).id}`,
      grant: `/oauth2PermissionGrants/${grant?.id}`,
      "mail-send": `/servicePrincipals/${assignment?.resourceId}/appRoleAssignedTo/${assignment?.id}`,
    };
    await second.up({ imports });
    assert.deepEqual(webOf(state).redirectUris, ["https://demofabien.cid-erp.app/oauth2/retrieve_token"]);
    assert.equal(grantsOf(state).length, 1);
    assert.equal(assignmentsOf(state).length, 1);
    assert.equal(applicationOf(state).passwordCredentials.length, 2);
    assert.deepEqual((await second.preview({ imports })).steps, []);
  });

  it("the azuread stand-in and what is there already destroys a stack whose application is gone already", async () => {
    delete world.emulator.state.applications[applicationOf(world.emulator.state).id];
    await first.destroy();
    assert.deepEqual(await first.resources(), []);
  });

  it("the azuread stand-in and what is there already says which value is wrong, and where, before anything is made", async () => {
    const wrong = {
      app: { displayName: "Another", owners: ["somebody"], web: { redirectUris: ["no uri"], logout: "x" } },
      secrets: { secret: { endDate: "next year" } },
    };
    const { exitCode, text } = await second.preview(wrong);
    assert.notEqual(exitCode, 0);
    assert.match(text, /expected \\?"owners\.0\\?" to be a valid UUID, got somebody/);
    assert.match(text, /URI has no host for \\?"web\.0\.redirect_uris\.0\\?"/);
    assert.match(text, /Invalid or unknown key\. Examine values at 'app\.web\.logout'/);
  });
});
