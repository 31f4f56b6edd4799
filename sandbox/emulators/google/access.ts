import { hashOf } from "./credentials.ts";
import { ApiError, errorInfo } from "./errors.ts";
import { type AccessToken, findProject, type GoogleState, own, type Project } from "./state.ts";
import type { World } from "./world.ts";

/** What each predefined role allows, as far as the emulated APIs ask. */
const roles = new Map<string, RegExp>([
  ["roles/owner", /./],
  [
    "roles/editor",
    /^(?!secretmanager\.versions\.access$|.*\.setIamPolicy$|resourcemanager\.projects\.(create|delete)$)/,
  ],
  ["roles/viewer", /\.(get|list)$/],
  ["roles/browser", /^resourcemanager\.projects\.(get|getIamPolicy|list)$/],
  [
    "roles/serviceusage.serviceUsageAdmin",
    /^(serviceusage\.|resourcemanager\.projects\.get$|monitoring\.timeSeries\.list$)/,
  ],
  ["roles/serviceusage.serviceUsageViewer", /^serviceusage\.(services|operations)\.(get|list)$/],
  [
    "roles/serviceusage.serviceUsageConsumer",
    /^(serviceusage\.(services\.(get|list|use)|quotas\.get|operations\.(get|list))|monitoring\.timeSeries\.list)$/,
  ],
  ["roles/secretmanager.admin", /^(secretmanager\.|resourcemanager\.projects\.get$)/],
  ["roles/secretmanager.viewer", /^secretmanager\.(secrets|versions)\.(get|getIamPolicy|list)$/],
  ["roles/secretmanager.secretAccessor", /^secretmanager\.versions\.access$/],
  ["roles/secretmanager.secretVersionAdder", /^secretmanager\.versions\.add$/],
  ["roles/resourcemanager.projectCreator", /^resourcemanager\.projects\.create$/],
  ["roles/resourcemanager.projectDeleter", /^resourcemanager\.projects\.delete$/],
  [
    "roles/resourcemanager.projectIamAdmin",
    /^(resourcemanager\.projects\.(get|getIamPolicy|setIamPolicy)|iam\.policybindings\.(get|list))$/,
  ],
  ["roles/billing.user", /^billing\.(accounts\.(get|list)|resourceAssociations\.create)$/],
  [
    "roles/billing.projectManager",
    /^(resourcemanager\.projects\.(create|delete)BillingAssignment|billing\.resourceAssociations\.create)$/,
  ],
  [
    "roles/iam.workloadIdentityPoolAdmin",
    /^(iam\.(workloadIdentityPools|workloadIdentityPoolProviders)\.|resourcemanager\.projects\.(get|list)$)/,
  ],
  [
    "roles/iam.workloadIdentityPoolViewer",
    /^(iam\.(workloadIdentityPools|workloadIdentityPoolProviders)\.(get|list)|iam\.workloadIdentityPools\.getAttestationRules|resourcemanager\.projects\.(get|list))$/,
  ],
  ["roles/iam.securityReviewer", /\.(getIamPolicy|list)$/],
  [
    "roles/iam.serviceAccountViewer",
    /^(iam\.serviceAccounts\.(get|getIamPolicy|list)|resourcemanager\.projects\.(get|list))$/,
  ],
  [
    "roles/iam.serviceAccountAdmin",
    /^(iam\.serviceAccounts\.(create|delete|disable|enable|get|getIamPolicy|list|setIamPolicy|undelete|update)|resourcemanager\.projects\.(get|list))$/,
  ],
  [
    "roles/logging.viewer",
    /^(logging\.logEntries\.list|logging\.logs\.list|resourcemanager\.projects\.get)$/,
  ],
  ["roles/oauthconfig.editor", /^(clientauthconfig\.|oauthconfig\.|resourcemanager\.projects\.get$)/],
]);

const signInHelp =
  "Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.";

/** The token behind a bearer value, if it is known and has not expired. */
export function tokenOf(world: World, bearer: string): AccessToken | undefined {
  const token = world.google.state.accessTokens[hashOf(bearer)];
  if (!token || (token.expires && Date.parse(token.expires) <= world.now().getTime())) return undefined;
  return token;
}

export function bearerOf(request: Request): string | undefined {
  return request.headers.get("authorization")?.match(/^Bearer +(\S+)$/i)?.[1];
}

/** Who calls. @throws ApiError 401 without a valid access token. */
export function authenticate(world: World, request: Request): AccessToken {
  const bearer = bearerOf(request);
  if (!bearer) {
    throw new ApiError(401, `Request is missing required authentication credential. ${signInHelp}`, {
      details: [errorInfo("CREDENTIALS_MISSING", "googleapis.com")],
    });
  }
  const token = tokenOf(world, bearer);
  if (!token) {
    throw new ApiError(401, `Request had invalid authentication credentials. ${signInHelp}`, {
      details: [errorInfo("ACCESS_TOKEN_TYPE_UNSUPPORTED", "googleapis.com")],
    });
  }
  return token;
}

/**
 * Whether a token may do something in a project, by roles of its own or by the IAM policy of the project, or of a resource in it
 * where that has one.
 */
export function isAllowed(
  state: GoogleState,
  token: AccessToken,
  permission: string,
  projectId: string,
  resource?: string,
): boolean {
  const everywhere = !token.projects || token.projects.includes(projectId) ? token.roles : [];
  const here = [`projects/${projectId}`, ...(resource ? [resource] : [])];
  return [...everywhere, ...here.flatMap((name) => rolesByPolicy(state, token.email, name))].some(
    (role) => roles.get(role)?.test(permission) ?? false,
  );
}

/** Whose quota a call counts against. @throws ApiError 403 when the caller may not use that project's */
export function requireQuotaProject(world: World, request: Request): void {
  const project = request.headers.get("x-goog-user-project");
  if (!project) return;
  const token = authenticate(world, request);
  if (isAllowed(world.google.state, token, "serviceusage.services.use", project)) return;
  const help =
    "Grant the caller the roles/serviceusage.serviceUsageConsumer role, or a custom role with the serviceusage.services.use permission";
  throw new ApiError(403, `Caller does not have required permission to use project ${project}. ${help}.`, {
    details: [errorInfo("USER_PROJECT_DENIED", "googleapis.com", { consumer: `projects/${project}` })],
  });
}

/** @throws ApiError 403 as an API answers that was called with a token of too few OAuth scopes. */
export function requireScope(token: AccessToken, scope: string, service: string): void {
  if (token.scopes.includes(scope)) return;
  throw new ApiError(403, "Request had insufficient authentication scopes.", {
    details: [errorInfo("ACCESS_TOKEN_SCOPE_INSUFFICIENT", "googleapis.com", { service })],
  });
}

/** Bindings with a condition are left out: no emulated call knows the attributes that conditions ask for. */
function rolesByPolicy(state: GoogleState, email: string, resource: string): string[] {
  const bindings = own(state.iamPolicies, resource)?.bindings ?? [];
  const member = memberOf(email);
  return bindings
    .filter(({ condition, members }) => !condition && members.includes(member))
    .map(({ role }) => role);
}

/** How an IAM policy names whoever has this address. */
export function memberOf(email: string): string {
  return email.endsWith(".gserviceaccount.com") ? `serviceAccount:${email}` : `user:${email}`;
}

export interface Guard {
  request: Request;
  /** Id or number, as in the path. */
  project: string;
  permission: string;
  /** Full name, by the project's number, of a resource with a policy of its own. */
  resource?: (project: Project) => string;
  /** What the refusal says. */
  denied: ApiError;
}

/**
 * The project that a request is about, once its caller may do what it asks. A project that doesn't exist is refused
 * like one that the caller may not see: Google does not tell which.
 */
export function authorize(world: World, guard: Guard): Project {
  const token = authenticate(world, guard.request);
  const project = findProject(world.google.state, guard.project);
  const resource = project && guard.resource?.(project);
  if (!project || !isAllowed(world.google.state, token, guard.permission, project.projectId, resource))
    throw guard.denied;
  return project;
}

/** @throws ApiError 403 SERVICE_DISABLED when the state wants it and the API isn't enabled in the project. */
export function requireApi(state: GoogleState, project: Project, service: string, title: string): void {
  if (!state.settings.requireEnabledApis || state.services[project.projectId]?.[service] === "ENABLED")
    return;
  const link = `https://console.developers.google.com/apis/api/${service}/overview?project=${project.projectNumber}`;
  throw new ApiError(
    403,
    `${title} has not been used in project ${project.projectNumber} before or it is disabled. Enable it by visiting ${link} then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.`,
    {
      details: [
        errorInfo("SERVICE_DISABLED", "googleapis.com", {
          service,
          consumer: `projects/${project.projectNumber}`,
        }),
      ],
    },
  );
}
