import type { Finding, Part } from "#verify/finding.ts";
import type { ExpectedMicrosoft } from "../expected.ts";
import type { Api, Grant } from "../observed.ts";
import { exactly, finding, judged, listed, ok, UP } from "./check.ts";
import { consentLink } from "./consentLink.ts";
import { apiName, keptNames, permissionName } from "./names.ts";

const TENANT_WIDE = "consent.delegated";
const PER_USER = "consent.delegated.perUser";
const OTHER_APIS = "consent.delegated.otherApis";
const PAGE = "Enterprise applications, Permissions: revoke it";

/** What every user of the tenant is taken to have agreed to: what is asked for, for everybody, on Graph only. */
export function judgeDelegatedConsent(
  expected: ExpectedMicrosoft,
  part: Part<Grant[]>,
  graphId: Part<{ id: string } | undefined>,
  apis: readonly Api[],
): Finding[] {
  return judged(part, [TENANT_WIDE, PER_USER, OTHER_APIS], (grants) =>
    judged(graphId, [TENANT_WIDE, PER_USER, OTHER_APIS], (graph) => {
      const own = expected.permissions.filter(({ type }) => type === "Scope").map(({ name }) => name);
      const wanted = [...own, ...expected.keep.scopes];
      const tenantWide = grants.filter(({ consentType }) => consentType === "AllPrincipals");
      const perUser = grants.filter(({ consentType }) => consentType === "Principal");
      const onGraph = tenantWide.filter(({ resourceId }) => resourceId === graph?.id);
      const elsewhere = tenantWide.filter(({ resourceId }) => resourceId !== graph?.id);
      return [
        judgeTenantWide(expected, wanted, onGraph.flatMap(scopes)),
        judgePerUser(expected, wanted, perUser, graph?.id),
        exactly(
          OTHER_APIS,
          [],
          elsewhere.flatMap((grant) => beyondKept(expected, grant, apis)),
          PAGE,
        ),
      ];
    }),
  );
}

/** What is granted on another API, but for what the customer keeps there: "Exchange: EWS.AccessAsUser.All". */
function beyondKept({ keep }: ExpectedMicrosoft, grant: Grant, apis: readonly Api[]): string[] {
  const api = apis.find(({ id }) => id === grant.resourceId);
  const kept = keptNames(keep, apis);
  const idOf = (name: string) => api?.oauth2PermissionScopes?.find(({ value }) => value === name)?.id ?? name;
  const more = scopes(grant).filter(
    (name) => !api || !kept.includes(permissionName(apis, api.appId, idOf(name), "Scope")),
  );
  return more.length > 0 ? [`${apiName(apis, grant.resourceId)}: ${listed(more)}`] : [];
}

/** Graph separates scopes by spaces, and sometimes begins with one. */
const scopes = ({ scope = "" }: Grant): string[] => scope.split(/\s+/).filter((one) => one !== "");

function judgeTenantWide(
  expected: ExpectedMicrosoft,
  wanted: readonly string[],
  actual: readonly string[],
): Finding {
  const missing = wanted.filter((name) => !actual.includes(name));
  const extra = actual.filter((name) => !wanted.includes(name));
  if (expected.consent === "grant" || extra.length > 0 || missing.length === 0) {
    return exactly(TENANT_WIDE, wanted, actual, expected.consent === "grant" ? UP : PAGE);
  }
  const fix = `an administrator of the tenant opens ${consentLink(expected)}`;
  return finding(TENANT_WIDE, "warn", listed(wanted), `not consented to yet: ${listed(missing)}`, fix);
}

/** Where nobody has consented for all, users who consent to what is asked for do what they should. */
function judgePerUser(
  { consent }: ExpectedMicrosoft,
  wanted: readonly string[],
  grants: readonly Grant[],
  graphId: string | undefined,
): Finding {
  if (grants.length === 0) return ok(PER_USER, "none");
  const asked = grants.every(
    (grant) => grant.resourceId === graphId && scopes(grant).every((name) => wanted.includes(name)),
  );
  const verdict = consent === "request" && asked ? "warn" : "drift";
  const users = new Set(grants.map(({ principalId }) => principalId)).size;
  const actual = `${users} user${users === 1 ? "" : "s"}: ${listed(grants.flatMap(scopes))}`;
  return finding(PER_USER, verdict, "none", actual, `${PAGE} (User consent)`);
}
