import { consolePage } from "#config/rules/googleConsole.ts";
import type { GuideModel } from "./model.ts";

/** The steps in the order that Google's console wants them. */
export const STEPS = ["account", "branding", "audience", "dataAccess", "client", "file"] as const;
export type StepId = (typeof STEPS)[number];

/** What a value is, for its label in each language. */
export type ValueKey =
  | "project"
  | "role"
  | "operator"
  | "applicationName"
  | "supportEmail"
  | "authorizedDomain"
  | "developerEmail"
  | "allScopes"
  | ScopeClass
  | "clientName"
  | "redirectUri"
  | "importCommand"
  | "upCommand"
  | "attestCommand";

/** What the configuration need not say, although Google asks for it. */
export type UnsetKey = Extract<ValueKey, "supportEmail" | "developerEmail">;

/** A value to paste, exactly so, or one that the configuration does not have yet. */
export type Field = { key: ValueKey; value: string } | { unset: UnsetKey };

const PAGES: Readonly<Record<StepId, string>> = {
  account: "overview",
  branding: "branding",
  audience: "audience",
  dataAccess: "scopes",
  client: "clients/create",
  file: "clients",
};

/** The console's page of a step, in the tenant's project. */
export const consoleLink = (step: StepId, project: string): string =>
  consolePage(`auth/${PAGES[step]}`, project);

/** What a person pastes in each step. The audience is chosen and not pasted. */
export function fieldsOf(model: GuideModel): Readonly<Record<StepId, readonly Field[]>> {
  const { stack, supportEmail, developerEmails } = model;
  return {
    account: [
      { key: "project", value: model.project },
      { key: "role", value: "roles/oauthconfig.editor" },
      ...model.operators.map((value): Field => ({ key: "operator", value })),
    ],
    branding: [
      { key: "applicationName", value: model.applicationName },
      supportEmail === undefined ? { unset: "supportEmail" } : { key: "supportEmail", value: supportEmail },
      { key: "authorizedDomain", value: model.authorizedDomain },
      ...developerEmails.map((value): Field => ({ key: "developerEmail", value })),
      ...(developerEmails.length === 0 ? [{ unset: "developerEmail" } as const] : []),
    ],
    audience: [],
    dataAccess: [
      { key: "allScopes", value: SCOPES.map(({ scope }) => scope).join("\n") },
      ...SCOPES.map(({ scope, kind }): Field => ({ key: kind, value: scope })),
    ],
    client: [
      { key: "clientName", value: model.applicationName },
      ...model.redirectUris.map((value) => ({ key: "redirectUri" as const, value })),
    ],
    file: [
      { key: "importCommand", value: `npm run modern-auth -- google import ${stack} client_secret_*.json` },
      { key: "upCommand", value: `pulumi up --stack ${stack}` },
      {
        key: "attestCommand",
        value: `npm run modern-auth -- google attest ${stack} all ${seen(model)} --by`,
      },
    ],
  };
}

/** What is said of the audience when it is attested as it is configured. */
const seen = ({ audience }: GuideModel): string =>
  audience === "internal" ? "--audience internal" : "--audience external --publishing production";

/** How Google classes what a scope gives access to (https://support.google.com/cloud/answer/15549135). */
type ScopeClass = "nonSensitive" | "sensitive" | "restricted";

/**
 * The scopes to choose under "Data Access". IMAP and SMTP take `https://mail.google.com/` and nothing narrower
 * (https://developers.google.com/workspace/gmail/imap/xoauth2-protocol), which is restricted. No page of Google's classes the
 * calendar's scope in writing: the console does, and so far as sensitive.
 */
export const SCOPES: readonly { readonly scope: string; readonly kind: ScopeClass }[] = [
  { scope: "openid", kind: "nonSensitive" },
  { scope: "email", kind: "nonSensitive" },
  { scope: "profile", kind: "nonSensitive" },
  { scope: "https://www.googleapis.com/auth/calendar", kind: "sensitive" },
  { scope: "https://mail.google.com/", kind: "restricted" },
];
