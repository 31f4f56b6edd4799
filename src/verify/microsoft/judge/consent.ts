import { adminConsentLink, PUBLIC_LOGIN } from "#config/rules/consent.ts";
import type { NextStep } from "#config/rules/nextStep.ts";
import { GRAPH_APP_ID } from "#config/rules/permissions.ts";
import { byHand, type CheckOutcome, compared, exactly, ok, UPDATE } from "#verify/check.ts";
import { listText } from "#verify/findingText.ts";
import type { ExpectedMicrosoft } from "../expected.ts";
import type { Api, Assignment, Grant } from "../observed.ts";
import { microsoftCheck } from "./check.ts";
import { apiName, keptNames, permissionLabel, permissionName } from "./names.ts";

const ON_GRANTS = { reads: ["grants", "graph", "apis"], of: "servicePrincipal" } as const;
const REVOKE = "Enterprise applications, Permissions: revoke it";

/** What is asked for on Graph, for everybody. */
const wantedScopes = ({ permissions, keep }: ExpectedMicrosoft): string[] => [
  ...permissions.filter(({ type }) => type === "Scope").map(({ name }) => name),
  ...keep.scopes,
];

/** What users of the tenant, and its administrators, have agreed to: what is asked for, for everybody, on Graph only. */
export const consentChecks = [
  microsoftCheck({
    id: "consent.delegated",
    verdicts: {
      ok: "exactly what is asked for, for everyone",
      drift: "missing or unexpected ones",
      warn: "an administrator was asked, and has not consented yet",
    },
    ...ON_GRANTS,
    judge: ({ grants, graph }, expected) => {
      const granted = tenantWide(grants)
        .filter(({ resourceId }) => resourceId === graph?.id)
        .flatMap(scopes);
      const revoke = expected.consent === "grant" ? UPDATE : byHand(REVOKE);
      return consented(expected, wantedScopes(expected), granted, revoke);
    },
  }),
  // Where nobody has consented for all, users who consent to what is asked for do what they should.
  microsoftCheck({
    id: "consent.delegated.perUser",
    verdicts: {
      ok: "none",
      drift: "users have consented on their own",
      warn: "the same, to what an administrator was asked for",
    },
    ...ON_GRANTS,
    judge: ({ grants, graph }, expected) => {
      const perUser = grants.filter(({ consentType }) => consentType === "Principal");
      if (perUser.length === 0) return ok([]);
      const wanted = wantedScopes(expected);
      const asked = perUser.every(
        (grant) => grant.resourceId === graph?.id && scopes(grant).every((name) => wanted.includes(name)),
      );
      const users = new Set(perUser.map(({ principalId }) => principalId)).size;
      const actual = {
        text: `{users} user${users === 1 ? "" : "s"}: {scopes}`,
        users,
        scopes: perUser.flatMap(scopes),
      };
      return {
        verdict: expected.consent === "request" && asked ? "warn" : "drift",
        found: { kind: "changed", expected: [], actual },
        next: [byHand(`${REVOKE} (User consent)`)],
      };
    },
  }),
  microsoftCheck({
    id: "consent.delegated.otherApis",
    verdicts: { ok: "none but those that may stay", drift: "there are some" },
    ...ON_GRANTS,
    judge: ({ grants, graph, apis }, expected) =>
      exactly(
        [],
        tenantWide(grants)
          .filter(({ resourceId }) => resourceId !== graph?.id)
          .flatMap((grant) => beyondKept(expected, grant, apis)),
        byHand(REVOKE),
      ),
  }),
  // Exactly those of the mode, because Mail.Send lets the ERP send as anybody.
  microsoftCheck({
    id: "consent.application",
    verdicts: {
      ok: "exactly those of the mode",
      drift: "missing or unexpected ones",
      warn: "an administrator was asked, and has not consented yet",
    },
    reads: ["assignments", "graph", "apis"],
    of: "servicePrincipal",
    judge: ({ assignments, graph, apis }, expected) => {
      const roles = expected.permissions.filter(({ type }) => type === "Role");
      const wanted =
        expected.mailSend === "tenant-wide" ? roles.map(({ name, type }) => permissionLabel(name, type)) : [];
      // Whether the customer has consented to what it keeps is the customer's affair.
      const kept = keptNames(expected.keep, apis);
      const granted = assignments
        .map((assignment) => assignedName(assignment, graph?.id, apis))
        .filter((name) => wanted.includes(name) || !kept.includes(name));
      const { unexpected } = compared(wanted, granted);
      const revoke = byHand(`${REVOKE}${whyRevoke(expected, unexpected)}`);
      return consented(expected, wanted, granted, unexpected.length > 0 ? revoke : UPDATE);
    },
  }),
];

/** @param next what helps where it is not the administrator's consent that is awaited */
function consented(
  expected: ExpectedMicrosoft,
  wanted: readonly string[],
  granted: readonly string[],
  next: NextStep,
): CheckOutcome<"ok" | "drift" | "warn"> {
  const { missing, unexpected } = compared(wanted, granted);
  if (expected.consent === "grant" || unexpected.length > 0 || missing.length === 0)
    return exactly(wanted, granted, next);
  const { tenantId, application } = expected;
  const page = adminConsentLink(PUBLIC_LOGIN, tenantId, application?.clientId ?? "");
  return {
    verdict: "warn",
    found: { kind: "consent-awaited", expected: wanted, missing },
    next: [byHand(`an administrator of the tenant opens ${page}`, page)],
  };
}

const tenantWide = (grants: readonly Grant[]): Grant[] =>
  grants.filter(({ consentType }) => consentType === "AllPrincipals");

/** Graph separates scopes by spaces, and sometimes begins with one. */
const scopes = ({ scope = "" }: Grant): string[] => scope.split(/\s+/).filter((one) => one !== "");

/** What is granted on another API, but for what the customer keeps there: "Exchange: EWS.AccessAsUser.All". */
function beyondKept({ keep }: ExpectedMicrosoft, grant: Grant, apis: readonly Api[]): string[] {
  const api = apis.find(({ id }) => id === grant.resourceId);
  const kept = keptNames(keep, apis);
  const idOf = (name: string) => api?.oauth2PermissionScopes?.find(({ value }) => value === name)?.id ?? name;
  const more = scopes(grant).filter(
    (name) => !api || !kept.includes(permissionName(apis, api.appId, idOf(name), "Scope")),
  );
  return more.length > 0 ? [`${apiName(apis, grant.resourceId)}: ${listText(more)}`] : [];
}

function assignedName(assignment: Assignment, graphId: string | undefined, apis: readonly Api[]): string {
  const { appRoleId, resourceId, resourceDisplayName } = assignment;
  if (resourceId === graphId) return permissionName(apis, GRAPH_APP_ID, appRoleId, "Role");
  const api = apis.find(({ id }) => id === resourceId);
  const role = api?.appRoles?.find(({ id }) => id === appRoleId)?.value ?? appRoleId;
  return permissionLabel(`${resourceDisplayName ?? apiName(apis, resourceId)}: ${role}`, "Role");
}

const whyRevoke = ({ mailSend }: ExpectedMicrosoft, unexpected: readonly string[]): string =>
  mailSend === "exchange-rbac" && unexpected.includes(permissionLabel("Mail.Send", "Role"))
    ? ". As long as it exists, the scope set in Exchange restricts nothing"
    : "";
