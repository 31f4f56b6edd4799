import type { Definition } from "../bridge/resource.ts";
import { type Fields, flag, text } from "../bridge/schema.ts";
import { isOneOf } from "../bridge/validate.ts";
import { connected, type Session } from "./cloud.ts";
import { DELETION_POLICY } from "./deletion.ts";
import { federated } from "./federation.ts";

const forceNew = true;

/** Properties of managed workload identities (attestation, certificates, trust) are not served here. */
const fields: Fields = {
  deletionPolicy: DELETION_POLICY,
  description: text("optional"),
  disabled: flag("optional"),
  displayName: text("optional"),
  mode: text("optional+computed", {
    check: isOneOf("FEDERATION_ONLY", "TRUST_DOMAIN", "SYSTEM_TRUST_DOMAIN"),
  }),
  name: text("computed"),
  project: text("optional+computed", { forceNew }),
  state: text("computed"),
  workloadIdentityPoolId: text("required", {
    forceNew,
    check: (value, name) => idProblem(String(value), name),
  }),
};

/** What upstream says about the id of a pool or provider. */
export function idProblem(id: string, name: string): string | undefined {
  if (id.startsWith("gcp-"))
    return `${JSON.stringify(name)} (${JSON.stringify(id)}) can not start with "gcp-"`;
  return /^[a-z0-9-]{4,32}$/.test(id)
    ? undefined
    : `${JSON.stringify(name)} (${JSON.stringify(id)}) must be 4 to 32 lowercase letters, digits and hyphens`;
}

/** gcp:iam/workloadIdentityPool:WorkloadIdentityPool: a set of identities from outside that a project may trust. */
export const workloadIdentityPool = (session: Session): Definition => ({
  fields,
  ...federated(session, {
    title: "WorkloadIdentityPool",
    idProperty: "workloadIdentityPoolId",
    parent: (project) => `projects/${project}/locations/global/workloadIdentityPools`,
    sent: { displayName: "displayName", description: "description", disabled: "disabled" },
    state: (live) => ({ mode: String(live["mode"] ?? "") }),
  }),

  import(id) {
    const [, project, pool] =
      /^(?:projects\/)?([^/]+)\/(?:locations\/global\/workloadIdentityPools\/)?([^/]+)$/.exec(id) ?? [];
    const own = project ?? connected(session).projectOf(undefined);
    const workloadIdentityPoolId = pool ?? id;
    if (workloadIdentityPoolId.includes("/"))
      throw new Error(`Import id ${JSON.stringify(id)} doesn't match any of the accepted formats`);
    return {
      id: `projects/${own}/locations/global/workloadIdentityPools/${workloadIdentityPoolId}`,
      state: { project: own, workloadIdentityPoolId },
    };
  },
});
