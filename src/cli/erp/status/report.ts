import type { CommandAnswer } from "#cli/answer.ts";
import type { Visibility } from "#clients/erp/companyValues.ts";
import type { ModuleState } from "#clients/erp/module.ts";
import type { ServerState } from "#clients/erp/serverState.ts";
import { ERP_MODULE } from "#config/rules/defaults.ts";
import { configSet, type NextStep, nextStepText } from "#config/rules/nextStep.ts";

/** What the company tab shows of one value: `held`, `empty`, or how the ERP hides it. */
export type Held = "held" | "empty" | Exclude<Visibility, "readable">;

/** What `modern-auth erp status` found. */
export interface ErpStatus {
  erp: { url: string; version: string; protocol: string; login: string };
  company: { id: number; name: string };
  module: ModuleState;
  /** By path, such as "microsoft.clientSecret"; empty without the module. */
  values: Readonly<Record<string, Held>>;
  servers: readonly ServerState[];
}

/** What is left to do, and how. */
interface Left {
  what: string;
  next: readonly NextStep[];
}

/** What a person or a run still has to do until mail goes through OAuth2. */
function leftToDo(tenant: string, { module, values, servers }: ErpStatus): Left[] {
  if (module !== "installed" && module !== "to upgrade")
    return [
      {
        what: `The module ${ERP_MODULE} is not installed (its state is "${module}").`,
        next: [configSet("erp.installModule", "true"), UPDATE],
      },
    ];
  const empty = Object.keys(values).filter((path) => values[path] === "empty" && path !== "google.tenant");
  return [
    ...(empty.length > 0
      ? [{ what: `The company tab has no value for ${empty.join(", ")}.`, next: [UPDATE] }]
      : []),
    ...servers.flatMap((server) => leftFor(tenant, server)),
  ];
}

const UPDATE: NextStep = { kind: "update" };

function leftFor(tenant: string, { kind, id, name, useOAuth2, confirmed, token }: ServerState): Left[] {
  const who = `The ${kind} mail server "${name}" (id ${id})`;
  if (!useOAuth2) return [{ what: `${who} does not use OAuth2.`, next: [UPDATE] }];
  const authorize = { kind: "modern-auth", words: ["erp", "authorize", tenant, `${id}`] } as const;
  if (token === false) return [{ what: `${who} has no token: somebody has to sign in.`, next: [authorize] }];
  if (confirmed === false)
    return [
      {
        what: `${who} is not confirmed and fetches no mail.`,
        next: [{ ...authorize, note: 'then "Tester et confirmer" in the ERP' }],
      },
    ];
  return [];
}

/** What it comes to. Pure. */
export function statusAnswer(tenant: string, status: ErpStatus): CommandAnswer {
  const left = leftToDo(tenant, status);
  const [first] = left;
  return {
    ...(first ? { outcome: "refused", cause: { kind: "refused", message: first.what } } : { outcome: "ok" }),
    next: left.flatMap(({ next }) => next),
    found: { ...status, leftToDo: left.map(({ what }) => what) },
    text: statusText(tenant, status, left),
  };
}

function statusText(tenant: string, status: ErpStatus, left: readonly Left[]): string {
  const { erp, company, module, values, servers } = status;
  const lines = left.map(
    ({ what, next }) => `${what} Type: ${next.map((step) => nextStepText(step, tenant)).join(", then: ")}`,
  );
  return [
    `Stack "${tenant}": ERP ${erp.version} at ${erp.url}, over ${erp.protocol}, as ${erp.login}`,
    `  company     "${company.name}" (id ${company.id})`,
    `  module      ${ERP_MODULE}: ${module}`,
    ...Object.entries(values).map(([path, held]) => `  ${held.padEnd(11)} ${path}`),
    ...servers.map((server) => `  ${server.kind.padEnd(11)} ${serverRow(server)}`),
    "",
    ...(lines.length > 0
      ? ["Left to do:", ...lines.map((line) => `  - ${line}`)]
      : ["Nothing is left to do."]),
    "",
  ].join("\n");
}

function serverRow({ id, name, useOAuth2, confirmed, token, error }: ServerState): string {
  const facts = [
    useOAuth2 ? "uses OAuth2" : "does not use OAuth2",
    confirmed === undefined ? undefined : confirmed ? "confirmed" : "not confirmed",
    token === undefined ? undefined : token ? "token there" : "no token",
  ].filter((fact) => fact !== undefined);
  return `"${name}" (id ${id}): ${facts.join(", ")}${error ? `; the ERP says: ${error}` : ""}`;
}
