import type { Services, Values } from "#provider/plugin.ts";
import { bridged, type Definition } from "../bridge/resource.ts";
import { areKnown } from "../bridge/settings.ts";
import { application } from "./application.ts";
import { applicationPassword } from "./applicationPassword.ts";
import { appRoleAssignment } from "./appRoleAssignment.ts";
import { delegatedGrant } from "./delegatedGrant.ts";
import { getClientConfig, getServicePrincipal } from "./functions.ts";
import { Graph } from "./graph.ts";
import { servicePrincipal } from "./servicePrincipal.ts";
import type { Session } from "./session.ts";
import { settingsFrom } from "./settings.ts";

const resources: readonly [string, (session: Session) => Definition][] = [
  ["azuread:index/application:Application", application],
  ["azuread:index/servicePrincipal:ServicePrincipal", servicePrincipal],
  [
    "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant",
    delegatedGrant,
  ],
  ["azuread:index/appRoleAssignment:AppRoleAssignment", appRoleAssignment],
  ["azuread:index/applicationPassword:ApplicationPassword", applicationPassword],
];

/** Signs in, where the settings are known already. */
export async function connect(config: Values, env: NodeJS.ProcessEnv): Promise<Services> {
  const session: Session = {
    graph: areKnown(config) ? await Graph.connect(settingsFrom(config, env)) : undefined,
  };
  return {
    resources: new Map(resources.map(([type, definition]) => [type, bridged(definition(session))])),
    functions: new Map([
      ["azuread:index/getClientConfig:getClientConfig", getClientConfig(session)],
      ["azuread:index/getServicePrincipal:getServicePrincipal", getServicePrincipal(session)],
    ]),
  };
}
