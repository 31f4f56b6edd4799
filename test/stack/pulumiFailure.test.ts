import assert from "node:assert/strict";
import { it } from "node:test";
import { transientFailure } from "#stack/pulumiFailure.ts";

for (const text of [
  "Timed out whilst waiting for new service principal to be replicated in Azure AD",
  "Could not create application: unexpected status 503 (503 Service Unavailable) with error",
  'unexpected status 404 (404 Not Found) with error: Request_ResourceNotFound: Resource "x" does not exist',
  "expected non-empty ID from provider during Create of azuread:index/appRoleAssignment:AppRoleAssignment",
  "Could not create delegated permission grant: unexpected status 409: Permission entry already exists",
  "Permission being assigned already exists on the object",
  "Directory_ConcurrencyViolation: Due to concurrent changes",
  "unexpected status 429 (429 Too Many Requests)",
])
  it(`A failure that passes by itself is told: ${text.slice(0, 60)}`, () =>
    assert.ok(transientFailure(text)));

for (const text of [
  "Authorization_RequestDenied: Insufficient privileges to complete the operation. unexpected status 403",
  "CredentialInvalidLifetimeAsPerAppPolicy: Credential lifetime exceeds the max value. unexpected status 400",
  'An existing "azuread_application" with name "CID ERP" was found and `prevent_duplicate_names` was specified',
  'The configuration of stack "dev" is not valid.',
  "AADSTS7000215: the client secret is wrong",
])
  it(`A failure that stays is not tried again: ${text.slice(0, 60)}`, () =>
    assert.equal(transientFailure(text), undefined));
