import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { PartialFailure, type Services, type Values } from "#provider/plugin.ts";
import { azuread } from "#sandbox/standins/azuread/plugin.ts";
import { trustCertificateFile } from "#sandbox/standins/bridge/trust.ts";
import { CALLER, startEntra, type World } from "../support/entra.ts";
import { keep } from "../support/keep.ts";

const APPLICATION = "azuread:index/application:Application";
const PRINCIPAL = "azuread:index/servicePrincipal:ServicePrincipal";
const GRANT =
  "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant";
const ASSIGNMENT = "azuread:index/appRoleAssignment:AppRoleAssignment";
const PASSWORD = "azuread:index/applicationPassword:ApplicationPassword";
const MAIL_SEND = "b633e1c5-b582-4048-a93e-9f11b44c7e96";

describe("the azuread stand-in in bad weather", () => {
  let world: World;
  let services: Services;
  let restore: () => void;

  const make = async (type: string, inputs: Values, name = "x") => {
    const handler = services.resources.get(type);
    if (!handler) throw new Error(`no handler for ${type}`);
    const urn = `urn:pulumi:dev::ms::${type}::${name}`;
    const checked = await handler.check({ old: undefined, inputs, urn });
    assert.deepEqual(checked.failures, []);
    return await handler.create({ inputs: checked.inputs, preview: false, urn });
  };
  const makeApplication = () => make(APPLICATION, { displayName: "CID ERP", owners: [CALLER] });
  const makePrincipal = (app: { outputs: Values }) =>
    make(PRINCIPAL, { clientId: app.outputs["clientId"] ?? "", useExisting: true, owners: [CALLER] });
  const graphId = () =>
    Object.values(world.emulator.state.servicePrincipals).find(
      ({ displayName }) => displayName === "Microsoft Graph",
    )?.id ?? "";

  before(async () => {
    world = await startEntra();
    trustCertificateFile(world.env["SSL_CERT_FILE"]);
    restore = keep(world.emulator);
  });
  after(() => world?.close());
  beforeEach(async () => {
    restore();
    world.emulator.faults.list = [];
    world.emulator.faults.readsBeforeVisible = 0;
    services = await azuread({ ARM_METADATA_HOSTNAME: world.env["ARM_METADATA_HOSTNAME"] }).configure({
      tenantId: world.env["ENTRA_TENANT"] ?? "",
      clientId: world.env["ENTRA_CLIENT"] ?? "",
      clientSecret: world.env["ENTRA_SECRET"] ?? "",
    });
    world.calls.length = 0;
  });

  it("the azuread stand-in in bad weather asks again when it is throttled, when the service is overloaded and when an answer is lost", async () => {
    world.emulator.faults.list = [
      { match: "^POST /v1.0/applications", status: 429, retryAfter: 1, times: 1 },
      { match: "^PATCH /v1.0/applications", status: 503, times: 2 },
      { match: "^GET /beta/applications", drop: true, times: 1 },
    ];
    const started = Date.now();
    const { id } = await makeApplication();
    assert.match(id, /^\/applications\//);
    assert.ok(Date.now() - started >= 1000, "Retry-After was not waited for");
    assert.equal(world.calls.filter((call) => call.startsWith("PATCH")).length, 4);
  });

  it("the azuread stand-in in bad weather gives up at once where asking again is useless", async () => {
    world.emulator.faults.list = [{ match: "^POST /v1.0/applications", status: 403 }];
    await assert.rejects(
      makeApplication,
      /1 error occurred:\s+\* Could not create application: unexpected status 403/,
    );
    assert.equal(world.calls.filter((call) => call.startsWith("POST")).length, 1);
  });

  it("the azuread stand-in in bad weather outlives the replication of a new application, until its password is seen five times in a row", async () => {
    const app = await makeApplication();
    world.emulator.faults.list = [{ match: "^PATCH /v1.0/applications", status: 404, times: 3 }];
    await make(APPLICATION, { displayName: "Another", owners: [CALLER] });
    world.calls.length = 0;
    const secret = await make(PASSWORD, { applicationId: app.id, displayName: "CID ERP" });
    assert.ok(world.emulator.secrets.has(String(secret.outputs["value"])));
    assert.equal(world.calls.filter((call) => call.startsWith("GET")).length, 7);
  });

  it("the azuread stand-in in bad weather waits until grant and assignment find their service principal", async () => {
    const principal = await makePrincipal(await makeApplication());
    const parts = {
      principalObjectId: String(principal.outputs["objectId"]),
      resourceObjectId: graphId(),
      appRoleId: MAIL_SEND,
    };
    world.emulator.faults.list = [
      { match: "^POST /v1.0/oauth2PermissionGrants", status: 404, times: 2 },
      { match: "^POST .*appRoleAssignedTo", status: 404, times: 2 },
    ];
    await make(ASSIGNMENT, parts);
    await make(GRANT, {
      servicePrincipalObjectId: parts.principalObjectId,
      resourceServicePrincipalObjectId: parts.resourceObjectId,
      claimValues: ["openid"],
    });
    assert.equal(world.calls.filter((call) => call.startsWith("POST /v1.0/oauth2")).length, 3);
  });

  it("the azuread stand-in in bad weather says that consent is there already instead of asking for ever", async () => {
    const principal = await makePrincipal(await makeApplication());
    const grant = {
      servicePrincipalObjectId: String(principal.outputs["objectId"]),
      resourceServicePrincipalObjectId: graphId(),
      claimValues: ["openid"],
    };
    await make(GRANT, grant);
    await assert.rejects(
      () => make(GRANT, grant),
      /Could not create delegated permission grant: .*Permission entry already exists/,
    );
  });

  it("the azuread stand-in in bad weather keeps in the state an object that was made before something failed", async () => {
    const app = await makeApplication();
    world.emulator.faults.list = [{ match: "^PATCH /v1.0/servicePrincipals", status: 404 }];
    await assert.rejects(
      () => makePrincipal(app),
      (error) => {
        assert.ok(error instanceof PartialFailure);
        assert.match(error.message, /Timed out whilst waiting for new service principal to be replicated/);
        assert.match(error.resource.id, /^\/servicePrincipals\//);
        return true;
      },
    );
  });

  it("the azuread stand-in in bad weather does not let a refused secret out into the error", async () => {
    const wrong = "wrong~secret~that~nobody~may~see";
    await assert.rejects(
      () =>
        azuread({ ARM_METADATA_HOSTNAME: world.env["ARM_METADATA_HOSTNAME"] }).configure({
          tenantId: world.env["ENTRA_TENANT"] ?? "",
          clientId: world.env["ENTRA_CLIENT"] ?? "",
          clientSecret: wrong,
        }),
      (error: Error) => /AADSTS7000215/.test(error.message) && !error.message.includes(wrong),
    );
  });

  it("the azuread stand-in in bad weather says what is missing when it has no credential at all", async () => {
    await assert.rejects(
      () => azuread({}).configure({ tenantId: "t", clientId: "c" }),
      /failed to load Azure credentials[\s\S]*neither a client secret nor an OIDC token is configured/,
    );
  });
});
