import assert from "node:assert/strict";
import { it } from "node:test";
import { NOTHING_KEPT } from "#config/keepSchema.ts";
import { GRAPH_APP_ID, PERMISSIONS } from "#config/rules/permissions.ts";
import { lines } from "#test/fixtures/findings.ts";
import { decideOrphans } from "#verify/microsoft/orphans.ts";
import {
  application,
  DEPLOYER,
  expected,
  GRAPH,
  KEY,
  live,
  notable,
  observed,
  SCOPES,
  said,
} from "./fixture.ts";

const EXCHANGE = "00000002-0000-0ff1-ce00-000000000000";
const [EWS, FULL] = ["3b5f3d61-589b-4a3c-a359-5dd4b5ee5bd5", "dc890d15-9560-4a4c-9b7f-a736ec74ec40"];
const ADMIN = "bbbbbbbb-0000-4000-8000-000000000001";
const OLD = "bbbbbbbb-0000-4000-8000-000000000002";
const keep = {
  redirectUris: ["https://old.example/cb"],
  permissions: [
    { api: EXCHANGE, id: EWS, type: "Scope" as const },
    { api: EXCHANGE, id: FULL, type: "Role" as const },
  ],
  scopes: ["Mail.ReadWrite"],
  owners: [ADMIN],
  secrets: [OLD],
};
const secret = { keyId: OLD, displayName: "CID ERP", endDateTime: "2027-03-01T00:00:00Z", hint: "xyz" };
const exchange = {
  id: "exchange",
  appId: EXCHANGE,
  displayName: "Exchange",
  oauth2PermissionScopes: [{ id: EWS, value: "EWS.AccessAsUser.All" }],
  appRoles: [{ id: FULL, value: "full_access_as_app" }],
};
const { value: managed } = observed().application;
const changed = application({
  web: { redirectUris: [expected().redirectUris[0], "https://old.example/cb"] },
  requiredResourceAccess: [
    { resourceAppId: GRAPH_APP_ID, resourceAccess: PERMISSIONS.map(({ id, type }) => ({ id, type })) },
    {
      resourceAppId: EXCHANGE,
      resourceAccess: [
        { id: EWS, type: "Scope" },
        { id: FULL, type: "Role" },
      ],
    },
  ],
  passwordCredentials: [...(managed?.passwordCredentials ?? []), secret],
});
const adopted = {
  application: { value: changed },
  owners: { value: [{ id: DEPLOYER }, { id: ADMIN }] },
  grants: {
    value: [
      { resourceId: GRAPH, consentType: "AllPrincipals", scope: [...SCOPES, "Mail.ReadWrite"].join(" ") },
      { resourceId: "exchange", consentType: "AllPrincipals", scope: "EWS.AccessAsUser.All" },
    ],
  },
  assignments: {
    value: [...(observed().assignments.value ?? []), { appRoleId: FULL, resourceId: "exchange" }],
  },
  apis: [exchange],
};

it("What an adopted registration keeps is no drift, but for its old secrets, which somebody should remove one day", () => {
  assert.deepEqual(lines(notable(adopted, { keep })), [
    `warn secret ${OLD}: made by hand before this stack took over: key id ${OLD} ("CID ERP", ends 2027-03-01)`,
  ]);
});

it("What an adopted registration keeps is all drift where it is not kept", () => {
  assert.deepEqual(
    said(adopted).map(({ check }) => check),
    [
      "application.web.redirectUris",
      "application.requiredResourceAccess",
      "application.owners",
      `secret ${OLD}`,
      "consent.delegated",
      "consent.delegated.otherApis",
      "consent.application",
    ],
  );
});

it("What an adopted registration keeps may lose an owner and a consent without a word, but not a redirect URI", () => {
  const less = { ...adopted, owners: { value: [{ id: DEPLOYER }] }, assignments: observed().assignments };
  assert.equal(notable(less, { keep, owners: [DEPLOYER, ADMIN] }).length, 1);
  const gone = { application: { value: application({ passwordCredentials: [] }) } };
  assert.match(lines(notable(gone, { keep })).join(), /redirectUris: missing: https:\/\/old\.example\/cb/);
});

it("What an adopted registration keeps keeps a secret of the application's name from being taken for an orphan", () => {
  const present = {
    ...changed,
    passwordCredentials: [{ ...secret, endDateTime: "2028-11-23T00:00:00Z" }],
  };
  const decide = (kept: typeof NOTHING_KEPT) =>
    decideOrphans(expected({ keep: kept }), present, { value: live({ fitting: [KEY] }) }).remove.length;
  assert.deepEqual([decide(keep), decide(NOTHING_KEPT)], [0, 1]);
});
