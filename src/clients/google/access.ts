import { serviceAccountOf } from "#config/rules/googleIdentity.ts";
import { asking, type GoogleCall, get, post } from "./api.ts";

/** One role of an IAM policy, and who has it. */
export interface Binding {
  role: string;
  members: readonly string[];
  condition?: { title?: string };
}

/** The copy of the client secret: its versions that are not destroyed, and who may do what with it. */
export interface SecretCopy {
  /** By their numbers: "ENABLED", "DISABLED". */
  versions: Readonly<Record<string, string>>;
  bindings: readonly Binding[];
}

/** What the pipelines come in by. */
export interface PipelineAccess {
  /** The pool of their identities; undefined when it is gone. */
  pool: { disabled: boolean } | undefined;
  /** Whom the pool trusts, by their ids. */
  providers: Readonly<Record<string, { disabled: boolean; issuer: string; condition: string }>>;
  /** The service account that they act as; undefined when it is gone. */
  account: { disabled: boolean; bindings: readonly Binding[] } | undefined;
}

interface Policy {
  bindings?: Binding[];
}

const RESOURCES = "https://cloudresourcemanager.googleapis.com/v1";
const IAM = "https://iam.googleapis.com/v1";
const SECRETS = "https://secretmanager.googleapis.com/v1";
// Conditions are shown from version 3 on: https://cloud.google.com/iam/docs/policies#versions
const WITH_CONDITIONS = "options.requestedPolicyVersion=3";

const last = (name: string): string => name.split("/").at(-1) ?? "";

/** The secret of this id; undefined where there is none. @throws GoogleApiError */
export async function readSecretCopy(call: GoogleCall, secretId: string): Promise<SecretCopy | undefined> {
  const { project } = call;
  const secret = `${SECRETS}/projects/${project}/secrets/${secretId}`;
  return await asking("reading the secret", { role: "roles/secretmanager.viewer", project }, async () => {
    const [list, policy] = await Promise.all([
      get<{ versions?: { name: string; state: string }[] }>(call, `${secret}/versions`),
      get<Policy>(call, `${secret}:getIamPolicy?${WITH_CONDITIONS}`),
    ]);
    if (!list || !policy) return undefined;
    const versions = (list.versions ?? []).filter(({ state }) => state !== "DESTROYED");
    return {
      versions: Object.fromEntries(versions.map(({ name, state }) => [last(name), state])),
      bindings: policy.bindings ?? [],
    };
  });
}

/** Who may do what in the project. @throws GoogleApiError */
export async function readProjectBindings(call: GoogleCall): Promise<readonly Binding[]> {
  const { project } = call;
  return await asking("reading the IAM policy", { role: "roles/browser", project }, async () => {
    const body = { options: { requestedPolicyVersion: 3 } };
    const { bindings = [] } = await post<Policy>(
      call,
      `${RESOURCES}/projects/${project}:getIamPolicy`,
      body,
      {},
    );
    return bindings;
  });
}

/** What the pipelines come in by. @param id of the pool and of the service account @throws GoogleApiError */
export async function readPipelineAccess(call: GoogleCall, id: string): Promise<PipelineAccess> {
  const { project } = call;
  const pool = `${IAM}/projects/${project}/locations/global/workloadIdentityPools/${id}`;
  const account = `${IAM}/projects/${project}/serviceAccounts/${serviceAccountOf(id, project)}`;
  const role =
    "roles/iam.securityReviewer, roles/iam.workloadIdentityPoolViewer, roles/iam.serviceAccountViewer";
  return await asking("reading the pipelines' access", { role, project }, async () => {
    const [livePool, providers, liveAccount] = await Promise.all([
      get<{ disabled?: boolean; state: string }>(call, pool),
      get<{ workloadIdentityPoolProviders?: Provider[] }>(call, `${pool}/providers`),
      get<{ disabled?: boolean }>(call, account),
    ]);
    const policy =
      liveAccount && (await post<Policy>(call, `${account}:getIamPolicy?${WITH_CONDITIONS}`, {}, {}));
    return {
      // What was deleted is shown for 30 days.
      pool: livePool?.state === "ACTIVE" ? { disabled: livePool.disabled === true } : undefined,
      providers: Object.fromEntries(
        (providers?.workloadIdentityPoolProviders ?? [])
          .filter(({ state }) => state === "ACTIVE")
          .map(({ name, disabled = false, attributeCondition = "", oidc }) => [
            last(name),
            { disabled, issuer: oidc?.issuerUri ?? "", condition: attributeCondition },
          ]),
      ),
      account: liveAccount && {
        disabled: liveAccount.disabled === true,
        bindings: policy?.bindings ?? [],
      },
    };
  });
}

interface Provider {
  name: string;
  state: string;
  disabled?: boolean;
  attributeCondition?: string;
  oidc?: { issuerUri?: string };
}
