import type { Visibility } from "#clients/erp/companyValues.ts";
import type { ModuleState } from "#clients/erp/module.ts";
import type { ServerState } from "#clients/erp/serverState.ts";
import { ERP_MODULE } from "#config/rules/defaults.ts";

/** What the company tab shows of one value: `held`, `empty`, or how the ERP hides it. */
export type Held = "held" | "empty" | Exclude<Visibility, "readable">;

/** What `modern-auth erp status` found; `--json` prints it as it is, with what is left to do. */
export interface ErpStatus {
  stack: string;
  erp: { url: string; version: string; protocol: string; login: string };
  company: { id: number; name: string };
  module: ModuleState;
  /** By path, such as "microsoft.clientSecret"; empty without the module. */
  values: Readonly<Record<string, Held>>;
  servers: readonly ServerState[];
}

/** What a person or a run still has to do until mail goes through OAuth2, each with the command. */
export function leftToDo({ stack, module, values, servers }: ErpStatus): string[] {
  if (module !== "installed" && module !== "to upgrade") {
    return [
      `The module ${ERP_MODULE} is not installed (its state is "${module}"). Allow it: pulumi config set --path erp.installModule true, then: pulumi up --stack ${stack}`,
    ];
  }
  const empty = Object.keys(values).filter((path) => values[path] === "empty" && path !== "google.tenant");
  return [
    ...(empty.length > 0
      ? [`The company tab has no value for ${empty.join(", ")}. Type: pulumi up --stack ${stack}`]
      : []),
    ...servers.flatMap((server) => nextFor(stack, server)),
  ];
}

function nextFor(stack: string, { kind, id, name, useOAuth2, confirmed, token }: ServerState): string[] {
  const who = `The ${kind} mail server "${name}" (id ${id})`;
  if (!useOAuth2) return [`${who} does not use OAuth2. Type: pulumi up --stack ${stack}`];
  const authorize = `modern-auth erp authorize ${stack} ${id}`;
  if (token === false) return [`${who} has no token: somebody has to sign in. Type: ${authorize}`];
  if (confirmed === false)
    return [
      `${who} is not confirmed and fetches no mail: sign in (${authorize}), then "Tester et confirmer" in the ERP.`,
    ];
  return [];
}

/** The status for people. */
export function statusText(status: ErpStatus): string {
  const { stack, erp, company, module, values, servers } = status;
  const todo = leftToDo(status);
  return [
    `Stack "${stack}": ERP ${erp.version} at ${erp.url}, over ${erp.protocol}, as ${erp.login}`,
    `  company     "${company.name}" (id ${company.id})`,
    `  module      ${ERP_MODULE}: ${module}`,
    ...Object.entries(values).map(([path, held]) => `  ${held.padEnd(11)} ${path}`),
    ...servers.map((server) => `  ${server.kind.padEnd(11)} ${serverRow(server)}`),
    "",
    ...(todo.length > 0 ? ["Left to do:", ...todo.map((line) => `  - ${line}`)] : ["Nothing is left to do."]),
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
