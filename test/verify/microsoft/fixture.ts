import { NOTHING_KEPT } from "#config/keepSchema.ts";
import { APPLICATION_NAME, WARN_DAYS } from "#config/rules/defaults.ts";
import { byGroup, GRAPH_APP_ID, PERMISSIONS, selectPermissions } from "#config/rules/permissions.ts";
import { type InWords, inWords } from "#test/fixtures/findings.ts";
import { type Finding, needsAttention } from "#verify/finding.ts";
import type { ExpectedMicrosoft } from "#verify/microsoft/expected.ts";
import { judgeMicrosoft } from "#verify/microsoft/judge.ts";
import type { Live } from "#verify/microsoft/live.ts";
import type {
  GraphApplication,
  GraphServicePrincipal,
  ObservedMicrosoft,
} from "#verify/microsoft/observed.ts";

export const APPLICATION = "aaaaaaaa-0000-4000-8000-000000000001";
export const CLIENT = "aaaaaaaa-0000-4000-8000-000000000002";
export const PRINCIPAL = "aaaaaaaa-0000-4000-8000-000000000003";
export const GRAPH = "aaaaaaaa-0000-4000-8000-000000000004";
export const DEPLOYER = "aaaaaaaa-0000-4000-8000-000000000005";
export const KEY = "aaaaaaaa-0000-4000-8000-000000000006";
const TENANT = "aaaaaaaa-0000-4000-8000-000000000007";
const REDIRECT = "https://acme.cid-erp.app/oauth2/retrieve_token";
const MAIL_SEND = "b633e1c5-b582-4048-a93e-9f11b44c7e96";

export const expected = (more: Partial<ExpectedMicrosoft> = {}): ExpectedMicrosoft => ({
  stack: "acme",
  tenantId: TENANT,
  applicationName: APPLICATION_NAME,
  redirectUris: [REDIRECT],
  tag: "erp-modern-auth/acme",
  permissions: selectPermissions(byGroup(() => true)),
  keep: NOTHING_KEPT,
  consent: "grant",
  mailSend: "tenant-wide",
  application: { objectId: APPLICATION, clientId: CLIENT },
  servicePrincipalId: PRINCIPAL,
  secrets: [{ keyId: KEY, endDate: "2028-11-23T00:00:00Z" }],
  owners: [DEPLOYER],
  plannedEnds: ["2028-11-23T00:00:00Z"],
  warnDays: WARN_DAYS,
  today: "2026-11-23",
  ...more,
});

export const application = (more: Partial<GraphApplication> = {}): GraphApplication => ({
  id: APPLICATION,
  appId: CLIENT,
  displayName: APPLICATION_NAME,
  signInAudience: "AzureADMyOrg",
  tags: ["erp-modern-auth/acme"],
  api: { requestedAccessTokenVersion: 2 },
  web: { redirectUris: [REDIRECT] },
  requiredResourceAccess: [
    { resourceAppId: GRAPH_APP_ID, resourceAccess: PERMISSIONS.map(({ id, type }) => ({ id, type })) },
  ],
  passwordCredentials: [
    { keyId: KEY, displayName: APPLICATION_NAME, endDateTime: "2028-11-23T00:00:00Z", hint: "abc" },
  ],
  ...more,
});

export const servicePrincipal = (more: Partial<GraphServicePrincipal> = {}): GraphServicePrincipal => ({
  id: PRINCIPAL,
  accountEnabled: true,
  ...more,
});

export const SCOPES = PERMISSIONS.filter(({ type }) => type === "Scope").map(({ name }) => name);

/** What Graph says of a tenant that nobody touched. */
export const observed = (more: Partial<ObservedMicrosoft> = {}): ObservedMicrosoft => ({
  application: { value: application() },
  owners: { value: [{ id: DEPLOYER }] },
  federatedCredentials: { value: [] },
  tagged: { value: [{ id: APPLICATION, appId: CLIENT }] },
  named: { value: [{ id: APPLICATION, appId: CLIENT }] },
  servicePrincipal: { value: servicePrincipal() },
  assignments: { value: [{ appRoleId: MAIL_SEND, resourceId: GRAPH }] },
  grants: { value: [{ resourceId: GRAPH, consentType: "AllPrincipals", scope: SCOPES.join(" ") }] },
  graph: { value: { id: GRAPH } },
  apis: [],
  ...more,
});

export const live = (more: Partial<Live> = {}): Live => ({
  clientId: CLIENT,
  tenant: TENANT,
  redirectUri: REDIRECT,
  secret: "readable",
  proof: { kind: "accepted" },
  fitting: [KEY],
  ...more,
});

/** Everything that needs attention, of a tenant that differs from an untouched one in this. */
export function notable(
  seen: Partial<ObservedMicrosoft> = {},
  wanted: Partial<ExpectedMicrosoft> = {},
  held: Partial<Live> = {},
): Finding[] {
  const findings = judgeMicrosoft(expected(wanted), observed(seen), { value: live(held) });
  return findings.filter(needsAttention);
}

/** The same in words. */
export const said = (...given: Parameters<typeof notable>): InWords[] => notable(...given).map(inWords);
