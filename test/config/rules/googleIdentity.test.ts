import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { labelValue, resourceId, trustOf } from "#config/rules/googleIdentity.ts";

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

const GITHUB = "https://token.actions.githubusercontent.com";
const GITLAB = "https://gitlab.acme.example";

/** What Google makes of a condition that consists of equalities. */
const fulfilled = (condition: string, token: Record<string, string>): boolean =>
  condition.split(" && ").every((one) => {
    const [, claim = "", value] = /^assertion\.(\w+) == "([^"\\]*)"$/.exec(one) ?? assert.fail(one);
    return token[claim] === value;
  });

const ofGithub = {
  repository: "acme/erp",
  repository_id: "74",
  ref: "refs/heads/main",
  sub: "repo:acme/erp",
};
const ofGitlab = {
  project_path: "acme/erp",
  project_id: "22",
  ref: "main",
  ref_path: "refs/heads/main",
  ref_protected: "true",
};

it("Google trusts the pipelines of one repository's branch, and neither another branch nor another repository of its name", () => {
  const github = trustOf({ issuer: GITHUB, repositoryId: "74", branch: "main" });
  const gitlab = trustOf({ issuer: GITLAB, repositoryId: "22", branch: "main" });
  assert.ok(fulfilled(github.attributeCondition, ofGithub));
  assert.ok(fulfilled(gitlab.attributeCondition, ofGitlab));
  for (const change of [{ repository_id: "75" }, { ref: "refs/pull/7/merge" }, { ref: "refs/tags/main" }])
    assert.ok(!fulfilled(github.attributeCondition, { ...ofGithub, ...change }), JSON.stringify(change));
  for (const change of [{ project_id: "23" }, { ref_path: "refs/heads/x" }, { ref_protected: "false" }])
    assert.ok(!fulfilled(gitlab.attributeCondition, { ...ofGitlab, ...change }), JSON.stringify(change));
  assert.equal(github.principals, "attribute.pipeline/74:refs/heads/main");
  assert.equal(
    github.attributeMapping["attribute.pipeline"],
    'assertion.repository_id + ":" + assertion.ref',
  );
});

it("Google trusts the jobs of one environment, on whatever branch, and none that names no environment", () => {
  for (const [issuer, token] of [
    [GITHUB, ofGithub],
    [`${GITHUB}/acme-inc`, ofGithub],
    ["https://github.acme.example/_services/token", ofGithub],
    [GITLAB, ofGitlab],
  ] as const) {
    const repositoryId = token === ofGithub ? "74" : "22";
    const { attributeCondition, principals } = trustOf({ issuer, repositoryId, environment: "erp" });
    assert.ok(fulfilled(attributeCondition, { ...token, environment: "erp" }), issuer);
    assert.ok(!fulfilled(attributeCondition, { ...token, environment: "test" }), issuer);
    assert.ok(!fulfilled(attributeCondition, token), issuer);
    assert.equal(principals, `attribute.pipeline/${repositoryId}:erp`);
  }
});
