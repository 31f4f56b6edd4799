import type { Value, Values } from "#provider/plugin.ts";
import type { Definition } from "../bridge/resource.ts";
import { block, type Fields, flag, list, map, text } from "../bridge/schema.ts";
import { type Json, record } from "../bridge/values.ts";
import { connected, type Session } from "./cloud.ts";
import { DELETION_POLICY } from "./deletion.ts";
import { federated } from "./federation.ts";
import { idProblem } from "./workloadIdentityPool.ts";

const forceNew = true;

/** Issuers of other kinds than OpenID Connect (AWS, SAML, X.509) are not served here. */
const fields: Fields = {
  attributeCondition: text("optional"),
  attributeMapping: map("optional"),
  deletionPolicy: DELETION_POLICY,
  description: text("optional"),
  disabled: flag("optional"),
  displayName: text("optional"),
  name: text("computed"),
  oidc: block("optional", {
    allowedAudiences: list("optional", "string"),
    issuerUri: text("required"),
    jwksJson: text("optional"),
  }),
  project: text("optional+computed", { forceNew }),
  state: text("computed"),
  workloadIdentityPoolId: text("required", { forceNew }),
  workloadIdentityPoolProviderId: text("required", {
    forceNew,
    check: (value, name) => idProblem(String(value), name),
  }),
};

/** gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider: an issuer whose tokens a pool believes. */
export const workloadIdentityPoolProvider = (session: Session): Definition => ({
  fields,
  ...federated(session, {
    title: "WorkloadIdentityPoolProvider",
    idProperty: "workloadIdentityPoolProviderId",
    parent: (project, { workloadIdentityPoolId }) =>
      `projects/${project}/locations/global/workloadIdentityPools/${String(workloadIdentityPoolId)}/providers`,
    sent: {
      displayName: "displayName",
      description: "description",
      disabled: "disabled",
      attributeMapping: "attributeMapping",
      attributeCondition: "attributeCondition",
      oidc: "oidc.allowed_audiences,oidc.issuer_uri,oidc.jwks_json",
    },
    state: (live) => ({
      attributeCondition: String(live["attributeCondition"] ?? ""),
      attributeMapping: record(live["attributeMapping"]) as Values,
      oidc: oidcState(record(live["oidc"])),
    }),
  }),

  import(id) {
    const parts = id
      .replace(/^projects\//, "")
      .replace("/locations/global/workloadIdentityPools", "")
      .replace("/providers/", "/")
      .split("/");
    const [project, pool, provider] =
      parts.length === 2 ? [connected(session).projectOf(undefined), ...parts] : parts;
    if (!project || !pool || !provider || parts.length > 3)
      throw new Error(`Import id ${JSON.stringify(id)} doesn't match any of the accepted formats`);
    return {
      id: `projects/${project}/locations/global/workloadIdentityPools/${pool}/providers/${provider}`,
      state: { project, workloadIdentityPoolId: pool, workloadIdentityPoolProviderId: provider },
    };
  },
});

function oidcState(oidc: Json): Value {
  if (Object.keys(oidc).length === 0) return null;
  const audiences = oidc["allowedAudiences"];
  return {
    allowedAudiences: Array.isArray(audiences) ? audiences.map(String) : [],
    issuerUri: String(oidc["issuerUri"] ?? ""),
    jwksJson: String(oidc["jwksJson"] ?? ""),
  };
}
