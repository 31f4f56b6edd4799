import { type Client, GraphError } from "@microsoft/microsoft-graph-client";
import type { ConsentMode } from "#config/rules/consent.ts";
import type { DeployerConnection } from "./client.ts";
import { type Caller, callerOf, judgeRights } from "./deployerRights.ts";
import type { Restriction, TenantFacts } from "./preflightJudge.ts";
import { probeReads } from "./readProbes.ts";

/**
 * Reads what can be read before anything is changed. What the deployer may not read, or what fails, is named in `unseen`: the change
 * itself will tell.
 *
 * @param applicationId object id of the application, where there is one already
 */
export async function readTenantFacts(
  { graph, accessToken }: Pick<DeployerConnection, "graph" | "accessToken">,
  mode: ConsentMode,
  applicationId?: string,
): Promise<TenantFacts> {
  const caller: Caller = callerOf(accessToken);
  const [reads, tenantPolicy, ownPolicies, authorization] = await Promise.all([
    probeReads(graph),
    optional<TenantPolicy>(graph, "/policies/defaultAppManagementPolicy"),
    applicationId
      ? optional<{ value: OwnPolicy[] }>(graph, `/applications/${applicationId}/appManagementPolicies`)
      : undefined,
    optional<AuthorizationPolicy>(graph, "/policies/authorizationPolicy"),
  ]);
  const own = ownPolicies?.value.find(({ isEnabled }) => isEnabled);
  const grantPolicies = authorization?.defaultUserRolePermissions?.permissionGrantPoliciesAssigned;
  return {
    caller,
    rights: judgeRights(caller, mode, reads),
    restrictions: own
      ? own.restrictions.passwordCredentials
      : tenantPolicy?.isEnabled
        ? tenantPolicy.applicationRestrictions.passwordCredentials
        : [],
    unseen: [
      ...((own ? ownPolicies : tenantPolicy) && (!applicationId || ownPolicies) ? [] : [SECRET_POLICY]),
      ...(authorization || mode === "grant" ? [] : [CONSENT_POLICY]),
    ],
    ...(grantPolicies
      ? {
          usersMayConsent: grantPolicies.some((policy) =>
            policy.startsWith("ManagePermissionGrantsForSelf."),
          ),
        }
      : {}),
  };
}

const SECRET_POLICY = "which secrets the tenant's app management policy allows";
const CONSENT_POLICY = "whether users of the tenant may consent by themselves";

interface TenantPolicy {
  isEnabled: boolean;
  applicationRestrictions: { passwordCredentials: Restriction[] };
}
interface OwnPolicy {
  isEnabled: boolean;
  restrictions: { passwordCredentials: Restriction[] };
}
interface AuthorizationPolicy {
  defaultUserRolePermissions?: { permissionGrantPoliciesAssigned?: string[] };
}

async function optional<T>(graph: Client, path: string): Promise<T | undefined> {
  try {
    return (await graph.api(path).get()) as T;
  } catch (error) {
    if (error instanceof GraphError) return undefined;
    throw error;
  }
}
