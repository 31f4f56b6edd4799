import assert from "node:assert/strict";
import { it } from "node:test";
import { runIdentities, userOf } from "#clients/entra/runIdentities.ts";

const guid = (last: number): string => `ABCDEF00-0000-4000-8000-00000000000${last}`;
const token = (claims: object): string => `x.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`;

it("The identities of a run are the signed-in deployer's and whatever the environment names for Microsoft, the backend and Google, and no tenant", () => {
  const used = runIdentities(token({ appid: guid(1), oid: guid(2) }), {
    ARM_CLIENT_ID: guid(3),
    AZURE_CLIENT_ID: guid(4),
    servicePrincipalId: ` ${guid(5)}\n`,
    ARM_OIDC_TOKEN: token({ azp: guid(6), sub: "repo:acme/erp" }),
    GOOGLE_CREDENTIALS: JSON.stringify({
      type: "external_account",
      audience: "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q",
      credential_source: { url: `http://169.254.169.254/?resource=api://${guid(7)}` },
    }),
    GOOGLE_APPLICATION_CREDENTIALS: "/nowhere",
    ARM_TENANT_ID: guid(8),
    ARM_CLIENT_SECRET: guid(9),
  });
  const ids = used.map(({ id }) => id);
  assert.deepEqual(new Set(ids), new Set([1, 2, 3, 4, 5, 6, 7].map((one) => guid(one).toLowerCase())));
  assert.match(userOf([guid(1)], used)?.who ?? "", /^the deployer itself/);
  assert.match(userOf(["x", guid(7).toUpperCase()], used)?.who ?? "", /GOOGLE_CREDENTIALS/);
  assert.equal(userOf([guid(8)], used), undefined);
});
