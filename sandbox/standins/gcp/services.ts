import type { Services, Values } from "#provider/plugin.ts";
import { bridged, type Definition } from "../bridge/resource.ts";
import { areKnown } from "../bridge/settings.ts";
import { Cloud, type Session } from "./cloud.ts";
import { getProject, getToken } from "./functions.ts";
import {
  projectIamMember,
  secretIamMember,
  secretIamPolicy,
  serviceAccountIamMember,
  serviceAccountIamPolicy,
} from "./iamMembers.ts";
import { project } from "./project.ts";
import { secret } from "./secret.ts";
import { secretVersion } from "./secretVersion.ts";
import { service } from "./service.ts";
import { serviceAccount } from "./serviceAccount.ts";
import { settingsFrom } from "./settings.ts";
import { webResource } from "./webResource.ts";
import { workloadIdentityPool } from "./workloadIdentityPool.ts";
import { workloadIdentityPoolProvider } from "./workloadIdentityPoolProvider.ts";

const resources: readonly [string, (session: Session) => Definition][] = [
  ["gcp:iam/workloadIdentityPool:WorkloadIdentityPool", workloadIdentityPool],
  ["gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider", workloadIdentityPoolProvider],
  ["gcp:organizations/project:Project", project],
  ["gcp:projects/iAMMember:IAMMember", projectIamMember],
  ["gcp:projects/service:Service", service],
  ["gcp:secretmanager/secret:Secret", secret],
  ["gcp:secretmanager/secretIamMember:SecretIamMember", secretIamMember],
  ["gcp:secretmanager/secretIamPolicy:SecretIamPolicy", secretIamPolicy],
  ["gcp:secretmanager/secretVersion:SecretVersion", secretVersion],
  ["gcp:serviceaccount/account:Account", serviceAccount],
  ["gcp:serviceaccount/iAMMember:IAMMember", serviceAccountIamMember],
  ["gcp:serviceaccount/iAMPolicy:IAMPolicy", serviceAccountIamPolicy],
  ["gcp:siteverification/webResource:WebResource", webResource],
];

/** What the stand-in does under these settings; they may be unknown in a preview. */
export function services(config: Values, env: NodeJS.ProcessEnv): Services {
  const session: Session = { cloud: areKnown(config) ? new Cloud(settingsFrom(config, env)) : undefined };
  return {
    resources: new Map(resources.map(([type, definition]) => [type, bridged(definition(session))])),
    functions: new Map([
      ["gcp:organizations/getProject:getProject", getProject(session)],
      ["gcp:siteverification/getToken:getToken", getToken(session)],
    ]),
  };
}
