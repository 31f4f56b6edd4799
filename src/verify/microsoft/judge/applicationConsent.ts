import { GRAPH_APP_ID } from "#config/rules/permissions.ts";
import type { Finding, Part } from "#verify/finding.ts";
import type { ExpectedMicrosoft } from "../expected.ts";
import type { Api, Assignment } from "../observed.ts";
import { exactly, finding, judged, listed, UP } from "./check.ts";
import { consentLink } from "./consentLink.ts";
import { apiName, described, keptNames, permissionName } from "./names.ts";

const CHECK = "consent.application";
const PAGE = "Enterprise applications, Permissions: revoke it";

/** Application permissions that are granted: exactly those of the mode, because Mail.Send lets the ERP send as anybody. */
export function judgeApplicationConsent(
  expected: ExpectedMicrosoft,
  part: Part<Assignment[]>,
  graphId: Part<{ id: string } | undefined>,
  apis: readonly Api[],
): Finding[] {
  return judged(part, [CHECK], (assignments) =>
    judged(graphId, [CHECK], (graph) => {
      const roles = expected.permissions.filter(({ type }) => type === "Role");
      const wanted =
        expected.mailSend === "tenant-wide" ? roles.map(({ name, type }) => described(name, type)) : [];
      // Whether the customer has consented to what it keeps is the customer's affair.
      const kept = keptNames(expected.keep, apis);
      const granted = assignments.map((assignment) => nameOf(assignment, graph?.id, apis));
      const actual = granted.filter((name) => wanted.includes(name) || !kept.includes(name));
      const missing = wanted.filter((name) => !actual.includes(name));
      const extra = actual.filter((name) => !wanted.includes(name));
      if (extra.length > 0) return [exactly(CHECK, wanted, actual, `${PAGE}${why(expected, extra)}`)];
      if (missing.length === 0 || expected.consent === "grant") return [exactly(CHECK, wanted, actual, UP)];
      const fix = `an administrator of the tenant opens ${consentLink(expected)}`;
      return [finding(CHECK, "warn", listed(wanted), `not consented to yet: ${listed(missing)}`, fix)];
    }),
  );
}

function nameOf(assignment: Assignment, graphId: string | undefined, apis: readonly Api[]): string {
  const { appRoleId, resourceId, resourceDisplayName } = assignment;
  if (resourceId === graphId) return permissionName(apis, GRAPH_APP_ID, appRoleId, "Role");
  const api = apis.find(({ id }) => id === resourceId);
  const role = api?.appRoles?.find(({ id }) => id === appRoleId)?.value ?? appRoleId;
  return described(`${resourceDisplayName ?? apiName(apis, resourceId)}: ${role}`, "Role");
}

const why = ({ mailSend }: ExpectedMicrosoft, extra: readonly string[]): string =>
  mailSend === "exchange-rbac" && extra.includes("Mail.Send (application)")
    ? ". As long as it exists, the scope set in Exchange restricts nothing"
    : "";
