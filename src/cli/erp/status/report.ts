import type { CommandAnswer } from "#cli/answer.ts";
import type { Visibility } from "#clients/erp/companyValues.ts";
import type { ModuleState } from "#clients/erp/module.ts";
import { fieldPin } from "#clients/erp/pin.ts";
import type { ServerState } from "#clients/erp/serverState.ts";
import { ERP_MODULE } from "#config/rules/defaults.ts";
import { decisive, type MailActor, type MailCauseId } from "#config/rules/mailCauses/causes.ts";
import { classifyMailAnswer, type MailVerdict, readableAnswer } from "#config/rules/mailCauses/classify.ts";
import { mailCausesOfRecord } from "#config/rules/mailCauses/record.ts";
import { mailNext, mailRemedy } from "#config/rules/mailCauses/remedy.ts";
import { type MailSystem, systemOfHost } from "#config/rules/mailSystems.ts";
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
  /** What a link to a system's portal names: no secret. */
  ids: { directory?: string | undefined; clients: Readonly<Partial<Record<MailSystem, string>>> };
}

/** What is left to do, and how. */
interface Left {
  what: string;
  /** Who does it; undefined: whoever reads this. */
  who?: MailActor;
  next: readonly NextStep[];
}

/** What a person or a run still has to do until mail goes through OAuth2. */
function leftToDo(tenant: string, status: ErpStatus): Left[] {
  const { module, values, servers } = status;
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
    ...servers.flatMap((server) => leftFor(tenant, server, status.ids)),
  ];
}

const UPDATE: NextStep = { kind: "update" };

/** What stops a server: by its record, and by the error that the ERP noted. */
const judged = (
  server: ServerState,
): { recorded: readonly MailCauseId[]; noted: MailVerdict | undefined } => ({
  recorded: mailCausesOfRecord(server),
  noted:
    server.error === undefined
      ? undefined
      : classifyMailAnswer(server.error, { system: systemOfHost(server.host) }),
});

function leftFor(tenant: string, server: ServerState, { directory, clients }: ErpStatus["ids"]): Left[] {
  const { kind, id, name, host, account } = server;
  const whose = `The ${kind} mail server "${name}" (id ${id})`;
  const place = {
    mailbox: account,
    tenant,
    server: kind === "incoming" ? id : undefined,
    directoryId: directory,
    clientId: clients[systemOfHost(host) ?? "microsoft"],
  };
  const left = (cause: MailCauseId, or = ""): Left => {
    const remedy = mailRemedy(cause, place, "en");
    return { what: `${whose}${or}: ${remedy.what}`, who: remedy.who, next: [mailNext(remedy)] };
  };
  const { recorded, noted } = judged(server);
  const failed = (verdict: MailVerdict): Left[] =>
    verdict.id === "unknown"
      ? [{ what: `${whose} fails: ${verdict.text}`, who: "operator", next: [FETCH_AGAIN] }]
      : [
          ...(recorded.includes(verdict.id) ? [] : [left(verdict.id)]),
          ...verdict.orElse.map((cause) => left(cause, ", or else")),
        ];
  return [...recorded.map((cause) => left(cause)), ...(noted ? failed(noted) : [])];
}

const FETCH_AGAIN: NextStep = {
  kind: "person",
  text: "fix what the ERP says, then fetch mail in the ERP: the error disappears after a successful fetch",
};

/** As JSON shows a server: of its causes what a program decides by. */
function reported(server: ServerState): object {
  const { recorded, noted } = judged(server);
  const causes = new Set([...recorded, ...(noted ? [noted.id, ...noted.orElse] : [])]);
  return { ...server, causes: [...causes].map((id) => ({ id, ...(id === "unknown" ? {} : decisive(id)) })) };
}

/** What it comes to. Pure. */
export function statusAnswer(tenant: string, status: ErpStatus): CommandAnswer {
  const { ids: _, servers, ...shown } = status;
  const left = leftToDo(tenant, status);
  const [first] = left;
  return {
    ...(first ? { outcome: "refused", cause: { kind: "refused", message: first.what } } : { outcome: "ok" }),
    next: left.flatMap(({ next }) => next),
    found: {
      ...shown,
      servers: servers.map(reported),
      leftToDo: left.map(({ what }) => what),
    },
    text: statusText(tenant, status, left),
  };
}

function statusText(tenant: string, status: ErpStatus, left: readonly Left[]): string {
  const { erp, company, module, values, servers } = status;
  const lines = left.map(
    ({ what, who, next }) =>
      `${what} ${who ? `Next (${who})` : "Type"}: ${next.map((step) => nextStepText(step, tenant)).join(", then: ")}`,
  );
  return [
    `Stack "${tenant}": ERP ${erp.version} at ${erp.url}, over ${erp.protocol}, as ${erp.login}`,
    `  company     "${company.name}" (id ${company.id})`,
    `  module      ${ERP_MODULE}: ${module}`,
    ...Object.entries(values).map(([path, held]) => `  ${held.padEnd(11)} ${path}`),
    ...servers.map((server) => `  ${server.kind.padEnd(11)} ${serverRow(tenant, server)}`),
    "",
    ...(lines.length > 0
      ? ["Left to do:", ...lines.map((line) => `  - ${line}`)]
      : ["Nothing is left to do."]),
    "",
  ].join("\n");
}

function serverRow(
  tenant: string,
  { kind, id, name, useOAuth2, confirmed, token, error }: ServerState,
): string {
  const pin = nextStepText(fieldPin("erp.fields.incoming.token", "<field>"), tenant);
  const unknown =
    kind === "incoming" && useOAuth2
      ? `whether it has a token is unknown, as its field is (${pin})`
      : undefined;
  const facts = [
    useOAuth2 ? "uses OAuth2" : "does not use OAuth2",
    confirmed === undefined ? undefined : confirmed ? "confirmed" : "not confirmed",
    token === undefined ? unknown : token ? "token there" : "no token",
  ].filter((fact) => fact !== undefined);
  return `"${name}" (id ${id}): ${facts.join(", ")}${error ? `; the ERP says: ${readableAnswer(error)}` : ""}`;
}
