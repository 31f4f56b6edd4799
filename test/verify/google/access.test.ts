import assert from "node:assert/strict";
import { it } from "node:test";
import type { Binding, PipelineAccess, SecretCopy } from "#clients/google/access.ts";
import { PIPELINE_ROLES, pipelinesOf, trustOf } from "#config/rules/googleIdentity.ts";
import { byHand } from "#verify/check.ts";
import { notable } from "./fixture.ts";

const ID = "erp-acme";
const ACCOUNT = `serviceAccount:${ID}@acme-erp.iam.gserviceaccount.com`;
const ANNA = "user:anna@acme.example";
const EVE = "user:eve@stranger.example";
const issuer = "https://gitlab.com";
const trusted = { issuer, repositoryId: "1402", branch: "main" };
const condition = trustOf(trusted).attributeCondition;
const pipelines = { id: ID, member: ACCOUNT, ...trusted, condition };
const EDITOR = { role: "roles/oauthconfig.editor", members: ["user:Anna@Acme.example"] };
const pool = `projects/123456789012/locations/global/workloadIdentityPools/${ID}`;
const USER = {
  role: "roles/iam.workloadIdentityUser",
  members: [pipelinesOf(pool, trusted)],
};
const ADMIN = { role: "roles/secretmanager.admin", members: [ACCOUNT] };
const PROVIDER = { disabled: false, issuer, condition };

interface Seen {
  copy?: Partial<SecretCopy>;
  project?: readonly Binding[];
  access?: Partial<PipelineAccess>;
}
const ROLES = [EDITOR, ...PIPELINE_ROLES.map((role) => ({ role, members: [ACCOUNT, EVE] }))];

/** What needs attention, of a tenant with operators and pipelines, as "drift project.iam: …". */
function said({ copy, project = ROLES, access }: Seen): string[] {
  const untouched = {
    pool: { disabled: false },
    providers: { [ID]: PROVIDER },
    account: { disabled: false, bindings: [USER] },
  };
  const findings = notable(
    {
      copy: { value: { versions: { 1: "ENABLED" }, bindings: [ADMIN], ...copy } },
      projectBindings: { value: project },
      pipelineAccess: { value: { ...untouched, ...access } },
    },
    { operators: [ANNA], pipelines },
  );
  return findings.map(({ verdict, check, actual }) => `${verdict} ${check}: ${actual}`);
}

it("Access to the Google project that nobody touched is well, whoever else the customer lets into the project", () => {
  assert.deepEqual(said({}), []);
});

const accessor = { role: "roles/secretmanager.secretAccessor", members: [EVE] };
const CASES: [string, Seen, string[]][] = [
  [
    "a version of the copy is disabled",
    { copy: { versions: { 1: "DISABLED" } } },
    ["drift secretManager.versions: missing: version 1 enabled; unexpected: version 1 disabled"],
  ],
  [
    "somebody adds a version",
    { copy: { versions: { 1: "ENABLED", 2: "ENABLED" } } },
    ["drift secretManager.versions: unexpected: version 2 enabled"],
  ],
  [
    "somebody is let at the copy",
    { copy: { bindings: [ADMIN, accessor] } },
    [`drift secretManager.iam: unexpected: roles/secretmanager.secretAccessor for ${EVE}`],
  ],
  [
    "the pipelines lose the copy",
    { copy: { bindings: [] } },
    [`drift secretManager.iam: missing: roles/secretmanager.admin for ${ACCOUNT}`],
  ],
  [
    "an operator is removed",
    { project: ROLES.slice(1) },
    [`drift project.iam: missing: roles/oauthconfig.editor for ${ANNA}`],
  ],
  [
    "the pipelines become owners",
    { project: [...ROLES, { role: "roles/owner", members: [ACCOUNT] }] },
    [`drift project.iam: unexpected: roles/owner for ${ACCOUNT}`],
  ],
  ["the pool is gone", { access: { pool: undefined } }, ["drift workloadIdentity.pool: deleted"]],
  [
    "another issuer is trusted",
    {
      access: {
        providers: { [ID]: PROVIDER, eve: { ...PROVIDER, issuer: "https://ci.eve.example", condition: "" } },
      },
    },
    ["drift workloadIdentity.providers: unexpected: eve: enabled, https://ci.eve.example, no condition"],
  ],
  [
    "the account is disabled",
    { access: { account: { disabled: true, bindings: [USER] } } },
    ["drift workloadIdentity.account: disabled"],
  ],
  [
    "somebody may act as the account",
    {
      access: {
        account: {
          disabled: false,
          bindings: [USER, { role: "roles/iam.serviceAccountTokenCreator", members: [EVE] }],
        },
      },
    },
    [`drift workloadIdentity.account.iam: unexpected: roles/iam.serviceAccountTokenCreator for ${EVE}`],
  ],
];
for (const [what, seen, lines] of CASES)
  it(`Access to the Google project is drift when ${what}`, () => assert.deepEqual(said(seen), lines));

it("Access to the Google project that could not be read is inconclusive, with the role that would help", () => {
  const refused = {
    problem: { what: "the caller may not do this", next: [byHand("grant it roles/secretmanager.viewer")] },
  };
  const findings = notable({ copy: refused });
  assert.deepEqual(
    findings.map(({ verdict, check, fix }) => [verdict, check, fix]),
    ["secretManager.versions", "secretManager.iam"].map((check) => [
      "inconclusive",
      check,
      "grant it roles/secretmanager.viewer",
    ]),
  );
});
