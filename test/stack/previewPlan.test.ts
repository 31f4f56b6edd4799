import assert from "node:assert/strict";
import { it } from "node:test";
import { diagnostics, isReal, plannedSteps, shortType } from "#stack/previewPlan.ts";

const urn = (type: string, name = "x"): string => `urn:pulumi:dev::erp-modern-auth::${type}::${name}`;
const PARENT = "erp-modern-auth:index:TenantModernAuth$erp-modern-auth:index:EntraAppRegistration";
const APPLICATION = `${PARENT}$azuread:index/application:Application`;

const preview = (steps: object[], messages: object[] = []): string =>
  JSON.stringify({ steps, diagnostics: messages });

it("The digest of a preview names operation, short type, name and changed properties of what a reader wants to know", () => {
  const json = preview([
    {
      op: "update",
      urn: urn(APPLICATION, "tenant-application"),
      detailedDiff: { "web.redirectUris[0]": { kind: "update" } },
    },
    {
      op: "create",
      urn: urn("modernauth:index:ErpModule", "module"),
      newState: { inputs: { module: "auth_oauth2" } },
    },
    { op: "delete", urn: urn("gcp:projects/service:Service", "gmail"), detailedDiff: null },
  ]);
  assert.deepEqual(plannedSteps(json), [
    {
      op: "update",
      type: "azuread Application",
      name: "tenant-application",
      properties: ["web.redirectUris[0]"],
      inputs: {},
    },
    {
      op: "create",
      type: "modernauth ErpModule",
      name: "module",
      properties: [],
      inputs: { module: "auth_oauth2" },
    },
    { op: "delete", type: "gcp Service", name: "gmail", properties: [], inputs: {} },
  ]);
});

it("The digest of a preview leaves out what stays, what is only read, the stack, providers and components", () => {
  const type = urn(APPLICATION);
  const json = preview([
    ...["same", "read", "refresh"].map((op) => ({ op, urn: type })),
    { op: "create", urn: urn("pulumi:pulumi:Stack") },
    { op: "create", urn: urn("pulumi:providers:azuread") },
    { op: "create", urn: urn(`${PARENT}$pulumi:providers:gcp`) },
    { op: "create", urn: urn(PARENT) },
  ]);
  assert.deepEqual(plannedSteps(json), []);
  assert.deepEqual(plannedSteps("{}"), []);
});

it("The digest of a preview keeps a resource that has a component for a parent", () => {
  assert.equal(isReal(urn(APPLICATION)), true);
  assert.equal(isReal(urn(PARENT)), false);
  assert.equal(isReal(urn("pulumi:providers:modernauth")), false);
  assert.equal(isReal(urn("modernauth:index:ErpModule")), true);
  assert.equal(shortType(urn(APPLICATION)), "azuread Application");
});

it("The digest of a preview passes on every message but the one about plugins found on the PATH", () => {
  const json = preview(
    [],
    [
      { message: "resource plugin azuread from $PATH at /x\n", severity: "warning" },
      { message: "  the secret ends soon\n", severity: "warning" },
      { message: "it failed", severity: "error" },
    ],
  );
  assert.deepEqual(diagnostics(json), ["the secret ends soon", "it failed"]);
  assert.deepEqual(diagnostics("{}"), []);
});
