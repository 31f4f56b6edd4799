import { rows } from "#adopt/choose.ts";
import type { Plan } from "#adopt/plan.ts";
import type { ApplicationRecord } from "#clients/graph/adoptedApplication.ts";
import type { Registration } from "#clients/graph/findRegistration.ts";
import type { Keep } from "#config/keepSchema.ts";
import type { NextStep } from "#config/rules/nextStep.ts";
import { PERMISSIONS } from "#config/rules/permissions.ts";
import type { Finding } from "#verify/finding.ts";
import { findingText, listText } from "#verify/findingText.ts";
import { credentialLabel } from "#verify/microsoft/judge/secrets.ts";
import type { Credential, Owner } from "#verify/microsoft/observed.ts";
import type { CommandAnswer } from "../answer.ts";

/** What `modern-auth adopt` found and did. */
export interface Adoption {
  /** Its id. */
  directory?: string;
  result: keyof typeof OUTCOMES;
  why?: string;
  candidates?: readonly ApplicationRecord[];
  application?: ApplicationRecord;
  /** What the next `pulumi up` imports, by Graph's object ids. */
  registration?: Registration;
  plan?: Plan;
  /** What the configuration held, and no longer does. */
  dropped?: Keep;
  /** For names, and of the secrets what Graph shows of them: never a value. */
  details?: { owners: readonly Owner[]; permissions: readonly string[]; secrets: readonly Credential[] };
}

const OUTCOMES = {
  written: "ok",
  "would-write": "ok",
  nothing: "ok",
  dropped: "ok",
  "would-drop": "ok",
  refused: "refused",
  several: "refused",
  none: "refused",
} as const;

/** What it comes to. Pure. */
export function adoptionAnswer(tenant: string, found: Adoption): CommandAnswer {
  const outcome = OUTCOMES[found.result];
  const { why, plan } = found;
  const message = why ?? plan?.obstacles[0] ?? WHY[found.result] ?? "Not adopted; nothing was written.";
  return {
    outcome,
    ...(outcome === "refused" ? { cause: { kind: "refused", message } } : {}),
    next: nextOf(tenant, found),
    found,
    text: adoptionText(tenant, found),
  };
}

const WHY: Partial<Record<Adoption["result"], string>> = {
  several: "Several app registrations have that name.",
};

function nextOf(tenant: string, { result }: Adoption): NextStep[] {
  switch (result) {
    case "written":
      return [{ kind: "modern-auth", words: ["preview", tenant] }, { kind: "update" }];
    case "nothing":
    case "dropped":
      return [{ kind: "update" }];
    case "several":
      return [{ kind: "modern-auth", words: ["adopt", tenant, "--application", "<id>"] }];
    case "none":
      return [
        {
          kind: "modern-auth",
          words: ["adopt", tenant, "--application", "<id>"],
          note: "if it has another name; if there is none at all: pulumi up --stack <stack>",
        },
      ];
    default:
      return [];
  }
}

function adoptionText(tenant: string, report: Adoption): string {
  const { application, directory, registration, plan } = report;
  const lines = [
    ...(application
      ? [`App registration of stack "${tenant}" in directory ${directory}:`, rows([application])]
      : []),
    ...(registration ? ["", "Taken over by the next update:", ...takenOver(registration)] : []),
    ...(plan ? differences(plan, report) : []),
    ...(application ? [""] : []),
    ...resultLines(tenant, report),
  ];
  return `${lines.join("\n")}\n`;
}

function takenOver({ applicationId, servicePrincipalId, grant, assignmentIds }: Registration): string[] {
  return table([
    ["application", applicationId],
    ["servicePrincipal", servicePrincipalId ?? "none yet: it will be made"],
    ["consent.delegated", grant?.id ?? "none yet"],
    ...Object.entries(assignmentIds).flatMap(([roleId, id]) => {
      const ours = PERMISSIONS.find((one) => one.id === roleId);
      return ours ? [["consent.application", `${id} (${ours.name})`]] : [];
    }),
  ]);
}

function differences({ changes, byHand, keep, obstacles }: Plan, { details }: Adoption): string[] {
  const { owners = [], permissions = [], secrets = [] } = details ?? {};
  const owner = (id: string): string => {
    const found = owners.find((one) => one.id === id);
    return `${found?.userPrincipalName ?? found?.displayName ?? "owner"} (${id})`;
  };
  const secret = (keyId: string): string => {
    const credential = secrets.find((one) => one.keyId === keyId);
    return credential
      ? `${credentialLabel(credential)}${credential.hint ? `, begins ${credential.hint}` : ""}`
      : keyId;
  };
  const kept = [
    ...keep.redirectUris.map((uri) => ["redirect URI", uri]),
    ...permissions.map((name) => ["permission", name]),
    ...keep.scopes.map((name) => ["consent", `${name} (delegated)`]),
    ...keep.owners.map((id) => ["owner", owner(id)]),
    ...keep.secrets.map((keyId) => ["secret", secret(keyId)]),
  ];
  return [
    ...section("Changed by the next update:", table(changes.map(change))),
    ...section("Kept as it is (microsoft.keep):", table(kept)),
    ...section(
      "Left to a person, and not in the way:",
      byHand.flatMap((one) => [...table([change(one)]), `    ${findingText(one).fix}`]),
    ),
    ...section(
      "In the way:",
      obstacles.map((text) => `  ${text.replaceAll("\n", "\n  ")}`),
    ),
  ];
}

/** Says what happens, where `verify` says what is wrong. */
function change(finding: Finding): string[] {
  const { name, expected, actual } = findingText(finding);
  const { found } = finding;
  switch (found.kind) {
    case "list": {
      const signed = (sign: string, items: readonly string[]) =>
        items.length > 0 ? [`${sign} ${listText(items)}`] : [];
      return [name, [...signed("+", found.missing), ...signed("-", found.unexpected)].join("; ")];
    }
    case "changed":
    case "same":
      return [name, `${actual} -> ${expected}`];
    case "consent-awaited":
    case "unreadable":
      return [name, actual];
  }
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length > 0 ? ["", title, ...lines] : [];

function table(cells: readonly string[][]): string[] {
  const width = Math.max(...cells.map(([first = ""]) => first.length));
  return cells.map(([first = "", ...rest]) => `  ${first.padEnd(width)}  ${rest.join("  ")}`);
}

function resultLines(tenant: string, { result, why = "", candidates = [], dropped }: Adoption): string[] {
  switch (result) {
    case "written":
      return [
        `Written to the configuration of stack "${tenant}". Next: pulumi preview --stack ${tenant}, then pulumi up --stack ${tenant}`,
        "Secrets made by hand go on working; when the ERP has its new one and nothing else uses them, remove them in the portal.",
      ];
    case "would-write":
      return ["Nothing was written (--dry-run)."];
    case "nothing":
      return [
        why || `It is this stack's already, so there is nothing to adopt. Next: pulumi up --stack ${tenant}`,
      ];
    case "dropped":
    case "would-drop": {
      const { redirectUris = [], permissions = [], scopes = [] } = dropped ?? {};
      const gone = [
        ...redirectUris.map((uri) => ["redirect URI", uri]),
        ...permissions.map(({ name, id, api, type }) => [
          "permission",
          `${name ?? id} of API ${api} (${type})`,
        ]),
        ...scopes.map((name) => ["consent", name]),
      ];
      return result === "dropped"
        ? ["Taken out of microsoft.keep; the next update removes:", ...table(gone)]
        : ["Would be taken out of microsoft.keep (--dry-run):", ...table(gone)];
    }
    case "refused":
      return [...(why ? [why] : []), "Not adopted; nothing was written."];
    case "several":
      return [
        "Several app registrations have that name:",
        rows(candidates),
        `Choose the one that the ERP uses: modern-auth adopt ${tenant} --application <id>`,
        "Nothing was written.",
      ];
    case "none":
      return [
        `There is no app registration "${why}" to adopt. If it has another name: modern-auth adopt ${tenant} --application <id>. If there`,
        `is none at all, this makes it: pulumi up --stack ${tenant}`,
      ];
  }
}
