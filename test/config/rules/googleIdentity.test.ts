import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { claimOf, labelValue, resourceId } from "#config/rules/googleIdentity.ts";

const tenants = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/);

it("The ids of what is made at Google are taken by Google, whatever the tenant is called", () => {
  assert.equal(resourceId("acme"), "erp-acme");
  fc.assert(
    fc.property(tenants, (tenant) => {
      assert.match(resourceId(tenant), /^[a-z]([a-z0-9-]{4,28}[a-z0-9])$/);
      assert.match(labelValue(tenant), /^[a-z0-9_-]{1,63}$/);
    }),
  );
});

it("The ids of what is made at Google differ for tenants that differ", () => {
  fc.assert(
    fc.property(tenants, tenants, (one, other) => {
      fc.pre(one !== other);
      assert.notEqual(resourceId(one), resourceId(other));
    }),
  );
  for (const [one, other] of [
    ["acme.sa", "acme-sa"],
    ["Acme", "acme"],
    ["a".repeat(40), "a".repeat(41)],
  ] as const)
    assert.notEqual(resourceId(one), resourceId(other));
});

it("The claim that names the repository is GitHub's or GitLab's, by the issuer", () => {
  assert.equal(claimOf("https://token.actions.githubusercontent.com"), "repository");
  assert.equal(claimOf("https://gitlab.com"), "project_path");
  assert.equal(claimOf("https://gitlab.acme.example/"), "project_path");
});
