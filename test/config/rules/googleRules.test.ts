import assert from "node:assert/strict";
import { it } from "node:test";
import { googleSchema } from "#config/googleSchema.ts";
import { googleRules } from "#config/rules/googleRules.ts";
import { requiredServices } from "#config/rules/googleServices.ts";
import { nextStepText } from "#config/rules/nextStep.ts";
import type { TenantConfig } from "#config/schema.ts";

type Google = Partial<Parameters<typeof googleSchema.parse>[0] & object>;

const problems = (google: Google | undefined, more: Partial<TenantConfig> = {}) =>
  googleRules({
    dns: "acme.cid-erp.app",
    ...(google ? { google: googleSchema.parse({ project: "acme-erp", ...google }) } : {}),
    ...more,
  } as TenantConfig).map(({ property, next }) => [property, nextStepText(next, "acme")]);

it("The Google part's configuration is fine with a project alone, and with one or two client files", () => {
  assert.deepEqual(problems({}), []);
  assert.deepEqual(problems({}, { googleClientFile: "a" }), []);
  assert.deepEqual(problems({}, { googleClientFile: "a", googleNextClientFile: "b" }), []);
});

it("The Google part's configuration belongs to a project, and a second secret to a first", () => {
  assert.deepEqual(problems(undefined, { googleNextClientFile: "b" }), [
    ["google", "pulumi config set --path google.project <project id> --stack acme"],
  ]);
  assert.deepEqual(problems({}, { googleNextClientFile: "b" }), [
    [
      "googleNextClientFile",
      "pulumi config rm googleNextClientFile --stack acme   (then: modern-auth google import acme <file>)",
    ],
  ]);
});

it("The Google part's configuration needs a name for the ERP that Google takes in a redirect URI", () => {
  for (const dns of ["erp.local", "erp.acme.intern", "co.uk"])
    assert.deepEqual(
      problems({}, { dns }).map(([property]) => property),
      ["dns"],
    );
  assert.deepEqual(problems(undefined, { dns: "erp.local" }), [], "Microsoft alone does not mind");
});

it("The Google part's configuration authorises a domain that the ERP lies under", () => {
  assert.deepEqual(problems({ authorizedDomain: "cid-erp.app" }), []);
  assert.deepEqual(
    problems({ authorizedDomain: "other.app" }).map(([property]) => property),
    ["google.authorizedDomain"],
  );
  assert.equal(problems({ authorizedDomain: "id-erp.app" }).length, 1, "the end of a name is not above it");
  assert.equal(
    problems({ authorizedDomain: "co.uk" }, { dns: "erp.acme.co.uk" }).length,
    1,
    "a public suffix",
  );
  assert.equal(
    problems({ authorizedDomain: "acme.cid-erp.app" }).length,
    1,
    "a host is no domain of its own",
  );
});

it("The Google part's configuration creates the project in an organisation or in a folder, not in both", () => {
  assert.deepEqual(problems({ createProject: { organization: "1", folder: "2" } }), [
    ["google.createProject.folder", "pulumi config rm --path google.createProject.organization --stack acme"],
  ]);
});

it("The Google part's configuration trusts the pipelines of a branch or of an environment, never of both or of all", () => {
  const trusting = (more: object) => problems({ workloadIdentity: { repositoryId: "74", ...more } });
  assert.deepEqual(trusting({ branch: "main" }), []);
  assert.deepEqual(trusting({ environment: "production" }), []);
  assert.deepEqual(trusting({}), [
    [
      "google.workloadIdentity.branch",
      "pulumi config set --path google.workloadIdentity.branch main --stack acme",
    ],
  ]);
  assert.deepEqual(trusting({ branch: "main", environment: "production" }), [
    ["google.workloadIdentity.branch", "pulumi config rm --path google.workloadIdentity.branch --stack acme"],
  ]);
  for (const wrong of [
    { repositoryId: "acme/erp" },
    { branch: 'main" || true || "' },
    { environment: "a\\b" },
  ])
    assert.equal(
      googleSchema.safeParse({
        project: "acme-erp",
        workloadIdentity: { repositoryId: "7", branch: "m", ...wrong },
      }).success,
      false,
    );
});

it("The Google part's configuration counts its secrets up, and gives no number twice", () => {
  const generations = (...numbers: number[]) => numbers.map((number) => ({ number, since: "2026-11-24" }));
  const files = { googleClientFile: "a", googleNextClientFile: "b" };
  assert.deepEqual(problems({ generations: generations(3, 4) }, files), []);
  assert.deepEqual(problems({ generations: generations(4, 4) }, files), [
    [
      "google.generations[1].number",
      "pulumi config set --path 'google.generations[1].number' 5 --stack acme",
    ],
  ]);
});

const services = (google: Google) => requiredServices(googleSchema.parse({ project: "acme-erp", ...google }));

it("The APIs of a tenant's project are those of the ERP and what is asked besides, each once and in a constant order", () => {
  const usual = services({});
  assert.deepEqual(usual.slice(0, 3), [
    "gmail.googleapis.com",
    "calendar-json.googleapis.com",
    "people.googleapis.com",
  ]);
  assert.ok(usual.includes("secretmanager.googleapis.com"));
  assert.ok(!services({ secretManager: false }).includes("secretmanager.googleapis.com"));
  const all = services({
    workloadIdentity: { repositoryId: "74", branch: "main" },
    domainVerification: "token",
  });
  for (const name of ["sts", "iam", "iamcredentials", "siteverification"])
    assert.ok(all.includes(`${name}.googleapis.com`), name);
  assert.equal(new Set(all).size, all.length);
});
