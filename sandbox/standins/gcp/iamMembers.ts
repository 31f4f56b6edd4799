import type { Definition } from "../bridge/resource.ts";
import { text } from "../bridge/schema.ts";
import type { Session } from "./cloud.ts";
import { type Guarded, iamMember, shortName } from "./iamMember.ts";
import { iamPolicy } from "./iamPolicy.ts";

const forceNew = true;
const options = { requestedPolicyVersion: 3 };

/** gcp:projects/iAMMember:IAMMember. */
export const projectIamMember = (session: Session): Definition =>
  iamMember(session, {
    fields: {
      project: text("required", {
        forceNew,
        same: (live, wanted) => shortName(live) === shortName(wanted),
      }),
    },
    named: (_cloud, { project }) => ({ project: project ?? null }),
    resource: ({ project }) => String(project),
    parse: (project) => ({ project }),
    title: (project) => `project ${JSON.stringify(project)}`,
    read(cloud, project) {
      const path = `projects/${shortName(project)}:getIamPolicy`;
      return cloud.compact("POST", cloud.settings.resourceManager, path, {}, { options });
    },
    write(cloud, project, policy) {
      const body = { policy, updateMask: "bindings,etag,auditConfigs" };
      const path = `projects/${shortName(project)}:setIamPolicy`;
      return cloud.compact("POST", cloud.settings.resourceManager, path, {}, body);
    },
  });

const ACCOUNT_NAME = /^projects\/[^/]+\/serviceAccounts\/[^/]+$/;

const ACCOUNT: Guarded = {
  fields: {
    serviceAccountId: text("required", {
      forceNew,
      check: (value, name) =>
        ACCOUNT_NAME.test(String(value))
          ? undefined
          : `${JSON.stringify(name)} (${JSON.stringify(value)}) doesn't match regexp "projects/{project}/serviceAccounts/{email}"`,
    }),
  },
  named: (_cloud, { serviceAccountId }) => ({ serviceAccountId: serviceAccountId ?? null }),
  resource: ({ serviceAccountId }) => String(serviceAccountId),
  parse: (serviceAccountId) => ({ serviceAccountId }),
  title: (name) => `service account '${name}'`,
  read: (cloud, name) =>
    cloud.compact("POST", cloud.settings.iam, `${name}:getIamPolicy`, {
      "options.requestedPolicyVersion": "3",
    }),
  write: (cloud, name, policy) =>
    cloud.compact("POST", cloud.settings.iam, `${name}:setIamPolicy`, {}, { policy }),
};

/** gcp:serviceaccount/iAMMember:IAMMember: who may act as a service account. */
export const serviceAccountIamMember = (session: Session): Definition => iamMember(session, ACCOUNT);

/** gcp:serviceaccount/iAMPolicy:IAMPolicy: the same, and nobody else. */
export const serviceAccountIamPolicy = (session: Session): Definition => iamPolicy(session, ACCOUNT);

const SECRET: Guarded = {
  fields: {
    project: text("optional+computed", { forceNew }),
    secretId: text("required", {
      forceNew,
      same: (live, wanted) => shortName(live) === shortName(wanted),
    }),
  },
  named(cloud, { project, secretId }) {
    const [, owner] = /^(?:projects\/)?([^/]+)\/(?:secrets\/)?[^/]+$/.exec(String(secretId)) ?? [];
    const own = owner ?? cloud.projectOf(project);
    return { project: own, secretId: `projects/${own}/secrets/${shortName(secretId)}` };
  },
  resource: ({ secretId }) => String(secretId),
  parse: (secretId) => ({ secretId }),
  title: (name) => `secretmanager secret ${JSON.stringify(name)}`,
  read: (cloud, name) =>
    cloud.call("GET", cloud.settings.secretManager, `${name}:getIamPolicy`, {
      "options.requestedPolicyVersion": "3",
    }),
  write: (cloud, name, policy) =>
    cloud.call("POST", cloud.settings.secretManager, `${name}:setIamPolicy`, {}, { policy }),
};

/** gcp:secretmanager/secretIamMember:SecretIamMember: who may read or change one secret. */
export const secretIamMember = (session: Session): Definition => iamMember(session, SECRET);

/** gcp:secretmanager/secretIamPolicy:SecretIamPolicy: the same, and nobody else. */
export const secretIamPolicy = (session: Session): Definition => iamPolicy(session, SECRET);
