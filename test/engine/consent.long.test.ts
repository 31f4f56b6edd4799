import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, afterEach, before, it } from "node:test";
import { DEFAULT_SWITCHES, selectPermissions } from "#config/rules/permissions.ts";
import { modernAuth } from "./modernAuth.ts";
import { setDeployerRights } from "./rights.ts";
import { named, World } from "./world.ts";

let world: World;
before(async () => {
  world = await World.ofMicrosoft();
});
afterEach(() => world.restore());
after(() => world.close());

const GRAPH = "00000003-0000-0000-c000-000000000000";
const PERMISSIONS = selectPermissions(DEFAULT_SWITCHES);
const [MAIL_SEND] = PERMISSIONS.filter(({ name }) => name === "Mail.Send");
const SCOPES = PERMISSIONS.filter(({ type }) => type === "Scope").map(({ name }) => name);
const state = () => world.sandbox.entra.state;
const servicePrincipal = (appId: string) => {
  const found = Object.values(state().servicePrincipals).find((one) => one.appId === appId);
  assert.ok(found);
  return found;
};
const application = () => {
  const found = Object.values(state().applications).find(({ displayName }) => displayName === "CID ERP");
  assert.ok(found);
  return found;
};
const grants = () => {
  const { id } = servicePrincipal(application().appId);
  return Object.values(state().oauth2PermissionGrants).filter(({ clientId }) => clientId === id);
};
const assignments = () => {
  const { id } = servicePrincipal(application().appId);
  return Object.values(state().appRoleAssignments).filter(({ principalId }) => principalId === id);
};

/** What an administrator of the customer does behind the link: consent to all that the registration asks for. */
function consentAsAdministrator(): void {
  const [client, graph] = [servicePrincipal(application().appId), servicePrincipal(GRAPH)];
  const [oldGrant] = Object.values(state().oauth2PermissionGrants);
  const [oldAssignment] = Object.values(state().appRoleAssignments);
  assert.ok(oldAssignment && MAIL_SEND);
  const [grantId, assignmentId] = [randomUUID(), randomUUID()];
  assert.ok(oldGrant);
  state().oauth2PermissionGrants[grantId] = {
    ...structuredClone(oldGrant),
    id: grantId,
    clientId: client.id,
    resourceId: graph.id,
    consentType: "AllPrincipals",
    principalId: null,
    scope: SCOPES.toReversed().join(" "),
  };
  state().appRoleAssignments[assignmentId] = {
    ...structuredClone(oldAssignment),
    id: assignmentId,
    principalId: client.id,
    resourceId: graph.id,
    appRoleId: MAIL_SEND.id,
  };
}

it("Consent by an administrator of the customer is asked for by a link; the deployer needs no right but to manage its own applications", async () => {
  await world.set("microsoft.consent", "request");
  setDeployerRights(world, "Application.ReadWrite.OwnedBy");
  const { stdout } = await world.up();
  const { microsoft } = await world.outputs();
  const link = `https://login.microsoftonline.com/${world.config.microsoft.tenantId}/adminconsent?client_id=${application().appId}`;
  assert.equal(microsoft?.adminConsentUrl, link);
  assert.deepEqual(
    (microsoft?.missingConsent as string[] | undefined)?.toSorted(),
    [...SCOPES, "Mail.Send"].toSorted(),
  );
  assert.ok(stdout.includes(link));
  const page = await modernAuth(world, ["handover", "dev"]);
  assert.equal(page.code, 0, page.stderr);
  assert.ok(page.stdout.includes(`\n${link}\n`), "the page for the customer's administrators has it too");
  const verified = await modernAuth(world, ["verify", "dev"]);
  assert.equal(verified.code, 3, "what this deployer may not see is inconclusive, never ok");
  assert.deepEqual([grants(), assignments()], [[], []]);
  await world.assertClean();
  consentAsAdministrator();
  await world.assertClean();
  const destroyed = await world.run(["destroy", "--yes", "--skip-preview"]);
  assert.equal(destroyed.code, 0, destroyed.stdout);
});

it("Consent by an administrator of the customer is taken over as it is by the next up, once it was given, and its drift is seen from then on", async () => {
  await world.set("microsoft.consent", "request");
  setDeployerRights(world, "Application.ReadWrite.OwnedBy", "Application.Read.All", "Directory.Read.All");
  await world.up();
  const verified = await modernAuth(world, ["verify", "dev"]);
  for (const name of [...SCOPES, "Mail.Send"]) assert.ok(verified.stdout.includes(name), name);
  assert.equal(verified.code, 0, "a warning");
  consentAsAdministrator();
  const before = structuredClone([grants(), assignments()]);
  await world.up();
  assert.deepEqual([grants(), assignments()], before, "nothing was changed or doubled");
  assert.deepEqual((await world.outputs()).microsoft?.missingConsent, []);
  await world.assertClean();

  const [assignment] = assignments();
  delete state().appRoleAssignments[assignment?.id ?? ""];
  const { code, messages } = await world.preview();
  assert.equal(code, 0, "what is not there is not ours to make");
  assert.match(messages, /has not consented yet to Mail\.Send/);
  const destroyed = await world.run(["destroy", "--yes", "--skip-preview"]);
  assert.equal(destroyed.code, 0, destroyed.stdout);
});

it("Sending without a user as any mailbox is the default, and comes with a plain warning", async () => {
  const { stdout } = await world.up();
  assert.match(
    stdout,
    /with the application permission Mail\.Send the ERP can send as any mailbox of the tenant/,
  );
  assert.equal(assignments().length, 1);
});

it("Sending without a user limited in Exchange is neither asked for nor assigned in Entra, and the lines to type carry the ids", async () => {
  await world.set("microsoft.mailSend", "exchange-rbac");
  const { stdout } = await world.up();
  assert.deepEqual(assignments(), []);
  const { appId } = application();
  const { id } = servicePrincipal(appId);
  const { microsoft } = await world.outputs();
  const lines = microsoft?.exchangeCommands as string[];
  assert.equal(lines[1], `New-ServicePrincipal -AppId ${appId} -ObjectId ${id} -DisplayName 'CID ERP'`);
  for (const line of lines) assert.ok(stdout.includes(line), line);
  await world.assertClean();
});

it("Sending without a user switched off later takes permission and assignment away, and nothing else", async () => {
  await world.up();
  await world.set("microsoft.mailSend", "none");
  const { steps } = await world.preview();
  assert.deepEqual(
    named(steps).map((line) => line.replace(/resourceAccesses\[\d+\].*/, "resourceAccesses")),
    ["azuread Application requiredResourceAccesses[0].resourceAccesses", "delete azuread AppRoleAssignment"],
  );
  await world.up();
  assert.deepEqual(assignments(), []);
  assert.equal(grants().length, 1);
  await world.assertClean();
});
