import type { Caller } from "#clients/graph/deployerRights.ts";
import { redirectUriProblem } from "#config/rules/redirectUris.ts";
import type { Seen } from "./look.ts";

const MANAGE_ALL = ["Application.ReadWrite.All", "Directory.ReadWrite.All"];
const MANAGE_OWN = "Application.ReadWrite.OwnedBy";
const GRAPH = "https://graph.microsoft.com/v1.0";

/**
 * Why the next `pulumi up` could not take the registration over, or would take something from the customer that the program has no
 * way to keep. Empty when nothing is in the way.
 *
 * @param drop the operator agrees to lose what cannot be kept
 */
export const obstacles = (seen: Seen, caller: Caller, drop: boolean): string[] => [
  ...notAllowed(seen, caller),
  ...disabled(seen),
  ...(drop ? [] : unkeepable(seen)),
];

/** Of a person the directory roles decide, which a token need not list: then nothing is said. */
function notAllowed(seen: Seen, { kind, permissions, objectId, name }: Caller): string[] {
  if (kind === "person" || permissions.some((one) => MANAGE_ALL.includes(one))) return [];
  if (!permissions.includes(MANAGE_OWN))
    return [
      `The deployer lacks the application permission ${MANAGE_OWN}: modern-auth deployer check <stack> tells more.`,
    ];
  const { application, owners, servicePrincipal, servicePrincipalOwners } = seen;
  const owns = (list: Seen["owners"]): boolean => list.some(({ id }) => id === objectId);
  const lines = [
    ...(owns(owners) ? [] : [`az ad app owner add --id ${application.appId} --owner-object-id ${objectId}`]),
    ...(!servicePrincipal || owns(servicePrincipalOwners)
      ? []
      : [
          `az rest --method POST --uri '${GRAPH}/servicePrincipals/${servicePrincipal.id}/owners/$ref' ` +
            `--body '{"@odata.id": "${GRAPH}/directoryObjects/${objectId}"}'`,
        ]),
  ];
  if (lines.length === 0) return [];
  return [
    `The deployer ${name ? `"${name}" ` : ""}(object id ${objectId}) may change only what it owns, and this it does not. An owner or a ` +
      `Cloud Application Administrator of the tenant types (the portal takes only people as owners):\n  ${lines.join("\n  ")}`,
  ];
}

function disabled({ application }: Seen): string[] {
  const { disabledByMicrosoftStatus: status } = application;
  return status && status !== "NotDisabled"
    ? [
        `Microsoft has disabled it (${status}): ask Microsoft support why, or let an update make a new one: pulumi up --stack <stack>`,
      ]
    : [];
}

/** What serves something else than the ERP, and what the program always takes away. */
function unkeepable({ application }: Seen): string[] {
  const { web = {}, spa, publicClient, identifierUris = [], isFallbackPublicClient } = application;
  const grant = web.implicitGrantSettings;
  const uses = [
    ...(web.redirectUris ?? []).flatMap((uri) => {
      const problem = redirectUriProblem(uri);
      return problem ? [`the redirect URI ${uri}, which ${problem}`] : [];
    }),
    ...(spa?.redirectUris ?? []).map((uri) => `the redirect URI ${uri} of a single-page application`),
    ...(publicClient?.redirectUris ?? []).map((uri) => `the redirect URI ${uri} of a public client`),
    ...identifierUris.map((uri) => `the identifier URI ${uri}`),
    ...(isFallbackPublicClient ? ["public client flows are allowed"] : []),
    ...(grant?.enableAccessTokenIssuance || grant?.enableIdTokenIssuance
      ? ["the implicit grant is allowed"]
      : []),
  ];
  if (uses.length === 0) return [];
  return [
    `It serves more than the ERP, and the program would take this away:\n  ${uses.join("\n  ")}\nIf something uses it, leave this ` +
      "registration to that, choose another name (pulumi config set --path microsoft.applicationName <name> --stack <stack>), and the next update " +
      "makes a new one. If nothing does: --drop-extras",
  ];
}
