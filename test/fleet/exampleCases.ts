import { addDays } from "../../config/dates.ts";
import type { Outcome, PlannedChange, TenantResult } from "../../fleet/results/result.ts";
import type { Finding } from "../../verify/finding.ts";
import { TODAY } from "./exampleDay.ts";

const SCOPES = "Calendars.ReadWrite, IMAP.AccessAsUser.All, SMTP.Send, User.Read, openid";
const KEY_ID = "0b6f2c1e-7f5d-4c6b-9d0e-3f1a2b4c5d6e";

type Case = (tenant: string, index: number) => Partial<TenantResult> & { outcome: Outcome };

/** What may be wrong with a tenant, and with how many of 300 it is. */
export const CASES: readonly (readonly [count: number, of: Case])[] = [
  [1, locked],
  [2, notReached],
  [8, redirectAdded],
  [4, permissionsChanged],
  [3, serverSwitchedOff],
  [1, secretEnded],
  [8, secretDue],
  [5, googleAge],
  [3, auditUnread],
];

const finding = (
  system: Finding["system"],
  check: string,
  verdict: Finding["verdict"],
  expected: string,
  actual: string,
  fix = "",
): Finding => ({ system, check, verdict, expected, actual, fix });

const update = (type: string, name: string, ...properties: string[]): PlannedChange => ({
  op: "update",
  type,
  name,
  properties,
});

function redirectAdded(name: string) {
  const uri = `https://${name}.example/oauth2/retrieve_token`;
  return {
    outcome: "drift" as const,
    findings: [
      finding(
        "microsoft",
        "application.web.redirectUris",
        "drift",
        uri,
        "too many: http://localhost:8069/oauth2/retrieve_token",
        "pulumi up",
      ),
    ],
    planned: [update("azuread Application", `${name}-app`, "web.redirectUris")],
  };
}

function permissionsChanged(name: string) {
  return {
    outcome: "drift" as const,
    findings: [
      finding(
        "microsoft",
        "delegatedConsent.scope",
        "drift",
        SCOPES,
        "missing: SMTP.Send; too many: Mail.ReadWrite",
        "pulumi up",
      ),
      finding(
        "microsoft",
        `secret ${KEY_ID}`,
        "drift",
        "no such secret",
        'somebody added "test", ends 2028-05-01',
        "App registrations, Certificates & secrets: remove it, and find out who added it",
      ),
      finding(
        "erp",
        "company.google.clientSecret",
        "inconclusive",
        "",
        "the ERP hides the value",
        "compare it in the ERP's company tab OAuth2",
      ),
    ],
    planned: [
      update(
        "azuread ServicePrincipalDelegatedPermissionGrant",
        `${name}-consent`,
        "claimValues[3]",
        "claimValues[4]",
      ),
    ],
  };
}

function serverSwitchedOff(name: string) {
  return {
    outcome: "drift" as const,
    findings: [
      finding("erp", "mailServer.Inbox.useOAuth2", "drift", "true", "false", "pulumi up"),
      finding(
        "erp",
        "company.microsoft.tenant",
        "drift",
        "00000000-0000-0000-0000-000000000007",
        "nothing",
        "pulumi up",
      ),
    ],
    planned: [
      update("modernauth ErpMailServer", `${name}-inbox`, "useOAuth2"),
      update("modernauth ErpCompanyOAuth", `${name}-company`, "microsoft.tenant"),
    ],
  };
}

function secretDue(name: string, index: number) {
  const left = 12 + (index % 40);
  const end = addDays(TODAY, left);
  const wanted = `ends ${end}`;
  const fix = `modern-auth rotate ${name}, then pulumi up`;
  return {
    outcome: "warn" as const,
    expiries: [{ system: "microsoft" as const, what: "secret 1", end }],
    findings: [finding("microsoft", `secret ${KEY_ID}`, "warn", wanted, `${wanted}, in ${left} days`, fix)],
  };
}

function secretEnded(name: string) {
  const end = addDays(TODAY, -3);
  const fix = `modern-auth rotate ${name}, then pulumi up`;
  return {
    outcome: "drift" as const,
    expiries: [{ system: "microsoft" as const, what: "secret 1", end }],
    findings: [finding("microsoft", `secret ${KEY_ID}`, "drift", `ends ${end}`, "expired", fix)],
  };
}

function googleAge(name: string) {
  return {
    outcome: "warn" as const,
    findings: [
      finding(
        "google",
        "secret.age",
        "warn",
        "less than 330 days",
        "342 days, since 2025-12-16: rotate it soon",
        `modern-auth google rotate ${name}`,
      ),
    ],
  };
}

function auditUnread() {
  return {
    outcome: "inconclusive" as const,
    findings: [
      finding(
        "google",
        "client.auditLog",
        "inconclusive",
        "",
        "Cloud Logging answers 403: permission logging.privateLogEntries.list is missing",
        "grant roles/logging.viewer on the project to who runs this",
      ),
    ],
  };
}

function locked(name: string) {
  return {
    outcome: "failed" as const,
    cause: "the stack is locked by ci-runner-3 since 2026-11-22 23:58 UTC, two hours before",
    fix: `pulumi cancel --stack ${name}, once no job of that name runs`,
  };
}

function notReached(name: string) {
  return {
    outcome: "failed" as const,
    cause: `https://${name}.example does not answer: connect ETIMEDOUT`,
    fix: `modern-auth verify ${name}`,
  };
}
