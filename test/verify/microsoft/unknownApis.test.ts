import assert from "node:assert/strict";
import { it } from "node:test";
import { GRAPH_APP_ID } from "#config/rules/permissions.ts";
import { unknownApis } from "#verify/microsoft/unknownApis.ts";
import { application, GRAPH, observed } from "./fixture.ts";

const asking = (resourceAppId: string) => ({
  value: application({
    requiredResourceAccess: [{ resourceAppId, resourceAccess: [{ id: "x", type: "Role" }] }],
  }),
});

it("The APIs to ask for names are none where every permission is known", () => {
  assert.deepEqual(unknownApis(observed()), []);
});

it("The APIs to ask for names are each asked once, by whatever id is known", () => {
  const seen = observed({
    application: asking(GRAPH_APP_ID),
    assignments: { value: [{ appRoleId: "y", resourceId: GRAPH }] },
    grants: { value: [{ resourceId: "other", consentType: "AllPrincipals" }] },
  });
  assert.deepEqual(unknownApis(seen), [
    `/servicePrincipals(appId='${GRAPH_APP_ID}')`,
    "/servicePrincipals/other",
  ]);
});

it("The APIs to ask for names are at most eight, whatever somebody put there", () => {
  const grants = Array.from({ length: 20 }, (_, index) => ({
    resourceId: `api-${index}`,
    consentType: "AllPrincipals",
  }));
  assert.equal(unknownApis(observed({ grants: { value: grants } })).length, 8);
});
