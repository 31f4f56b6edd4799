import assert from "node:assert/strict";
import { it } from "node:test";
import {
  isProvisioned,
  isUnsettled,
  recordedGoogle,
  recordedMicrosoft,
  type StateResource,
} from "#stack/state.ts";

const resource = (type: string, name: string, more: Partial<StateResource>): StateResource => ({
  urn: `urn:pulumi:acme::erp-modern-auth::erp-modern-auth:index:TenantModernAuth$${type}::${name}`,
  type,
  ...more,
});
const application = resource("azuread:index/application:Application", "tenant-microsoft-application", {
  inputs: { owners: ["deployer"] },
  outputs: { objectId: "object", clientId: "client" },
});
const password = (name: string, keyId: string, more: Partial<StateResource> = {}) =>
  resource("azuread:index/applicationPassword:ApplicationPassword", name, {
    outputs: { keyId, endDate: "2028-11-23T00:00:00Z", value: { ciphertext: "…" } },
    ...more,
  });

it("What the state knows of the Microsoft part is the app registration, its service principal, its owners and its secrets in the order of their numbers", () => {
  const resources = [
    { ...application, delete: true, outputs: { objectId: "replaced", clientId: "replaced" } },
    application,
    resource("azuread:index/servicePrincipal:ServicePrincipal", "tenant-microsoft-service-principal", {
      outputs: { objectId: "principal" },
    }),
    password("tenant-microsoft-secret-10", "ten"),
    password("tenant-microsoft-secret-9", "nine"),
    password("tenant-microsoft-secret-8", "eight", { delete: true }),
  ];
  const endDate = "2028-11-23T00:00:00Z";
  assert.deepEqual(recordedMicrosoft({ deployment: { resources } }), {
    application: { objectId: "object", clientId: "client" },
    servicePrincipalId: "principal",
    owners: ["deployer"],
    secrets: [
      { keyId: "eight", endDate, retired: true },
      { keyId: "nine", endDate },
      { keyId: "ten", endDate },
    ],
  });
});

it("What the state knows of the Microsoft part is nothing before the first run", () => {
  for (const exported of [{}, { deployment: {} }, { deployment: { resources: [] } }])
    assert.deepEqual(recordedMicrosoft(exported), { owners: [], secrets: [] });
});

it("What the state knows of the Microsoft part is not settled while an operation is pending", () => {
  assert.equal(isUnsettled({ deployment: { resources: [application] } }), false);
  assert.equal(
    isUnsettled({ deployment: { pending_operations: [{ type: "creating", resource: application }] } }),
    true,
  );
});

it("A tenant is provisioned once an update has made something or may have, and not with its stack and components alone", () => {
  const own = (urn: string): StateResource => ({ urn, type: urn.split("::")[2] ?? "" });
  const added = [
    own("urn:pulumi:acme::erp-modern-auth::pulumi:pulumi:Stack::erp-modern-auth-acme"),
    own("urn:pulumi:acme::erp-modern-auth::pulumi:providers:azuread::microsoft"),
    own("urn:pulumi:acme::erp-modern-auth::erp-modern-auth:index:TenantModernAuth::tenant"),
  ];
  for (const deployment of [{}, { resources: [] }, { resources: added }])
    assert.equal(isProvisioned({ deployment }), false);
  assert.equal(isProvisioned({}), false);
  assert.equal(isProvisioned({ deployment: { resources: [...added, application] } }), true);
  const pending_operations = [{ type: "creating", resource: application }];
  assert.equal(isProvisioned({ deployment: { resources: added, pending_operations } }), true);
});

const client = (name: string, redirect: string, more: Partial<StateResource> = {}) =>
  resource("modernauth:index:GoogleOAuthClient", name, {
    outputs: { redirect, auditedUntil: "2026-11-02T08:00:00Z" },
    ...more,
  });
const resources = [
  client("tenant-google-client-2", "gone", { delete: true }),
  client("tenant-google-client-1", "registered"),
  client("tenant-google-client-2", "pending"),
];

it("What the state knows of the Google client's secrets is what the last update saw of the newest of them that it knows", () => {
  assert.deepEqual(recordedGoogle({ deployment: { resources } }, [1, 2]), {
    redirect: "pending",
    auditedUntil: "2026-11-02T08:00:00Z",
  });
  assert.equal(recordedGoogle({ deployment: { resources } }, [1])?.redirect, "registered");
});

it("What the state knows of the Google client's secrets is nothing of one that no update has seen, and nothing without a client", () => {
  assert.equal(recordedGoogle({ deployment: { resources } }, [3]), undefined);
  assert.equal(recordedGoogle({ deployment: { resources } }, []), undefined);
  assert.equal(recordedGoogle({}, [1]), undefined);
});
