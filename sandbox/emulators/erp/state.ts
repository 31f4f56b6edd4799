import { randomUUID } from "node:crypto";
import { install, registerGroups } from "./addon.ts";
import { addonRow } from "./models/modules.ts";
import type { CompanyRole } from "./names.ts";
import { inventNames } from "./names.ts";
import type { ErpCompanyOption, ErpOptions, ErpState, ErpUserOption, OAuthSet } from "./options.ts";
import { blank } from "./records.ts";
import { type Model, table, type World } from "./schema.ts";
import type { Row, Value } from "./values.ts";

/** When everything that is there from the start was made. */
const seededAt = "2026-01-05 08:00:00";

/** The world before any record: what decides which models and fields there are. */
export function emptyState(options: ErpOptions): ErpState {
  return {
    flavour: options.flavour ?? "odoo-19",
    oldDialect: options.oldDialect ?? false,
    databases: [...(options.databases ?? ["erp"])],
    databaseList: true,
    // Nobody has sent a mail: a look at them must not make a difference.
    records: { "mail.mail": {} },
    lastIds: {},
    credentials: {},
    addon: {
      onServer: options.addon !== "absent",
      names: { ...inventNames(), ...options.names },
      tokenField: options.tokenField ?? null,
      sizes: { ...options.sizes },
    },
    logins: { failures: 0, lastFailure: "" },
    mailHosts: {
      "outlook.office365.com:993": { refusedLogins: [], noLogin: false, noRelay: false },
      "smtp.office365.com:587": { refusedLogins: [], noLogin: false, noRelay: false },
      "imap.gmail.com:993": { refusedLogins: [], noLogin: false, noRelay: false },
      "smtp.gmail.com:587": { refusedLogins: [], noLogin: false, noRelay: false },
    },
    proxy: null,
    install: { busy: false, answer: "now", lateMs: 0 },
    leakyTracebacks: false,
    masked: [],
    hidden: [],
    forbidden: [],
    lost: [],
    lockedWrites: 0,
    incomingSwitch: "free",
  };
}

/** Puts a record into the world as if it had always been there. */
function put(world: World, modelName: string, id: number | undefined, values: Row): number {
  const { state } = world;
  const rows = table(state, modelName);
  const next = Math.max(state.lastIds[modelName] ?? 0, 0, ...Object.keys(rows).map(Number)) + 1;
  const model = world.models.get(modelName);
  const key = id ?? next;
  rows[String(key)] = { ...defaults(model), ...values, create_date: seededAt, write_date: seededAt };
  state.lastIds[modelName] = Math.max(key, state.lastIds[modelName] ?? 0);
  return key;
}

function defaults(model: Model | undefined): Row {
  const fields =
    model?.fields.filter((field) => !field.module && !field.compute && field.name !== "id") ?? [];
  return Object.fromEntries(
    fields.map((field): [string, Value] => [field.name, field.default ?? blank(field)]),
  );
}

const given = (values: Record<string, Value | undefined>): Row =>
  Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, Value] => entry[1] !== undefined),
  );

function seedUsers(world: World, users: readonly ErpUserOption[]): void {
  const companies = Object.keys(table(world.state, "res.company")).map(Number);
  for (const [index, user] of users.entries()) {
    const own = [...(user.companies ?? companies.slice(0, 1))];
    const id = put(world, "res.users", user.id ?? (index === 0 ? 2 : undefined), {
      ...given({ email: user.email, lang: user.lang, active: user.active }),
      login: user.login,
      name: user.name ?? user.login,
      groups: [...(user.groups ?? ["employee"])],
      company_id: own[0] ?? false,
      company_ids: own,
    });
    const password = user.password ?? randomUUID();
    const apiKey = user.apiKey ?? randomUUID().replaceAll("-", "");
    world.state.credentials[String(id)] = { password, apiKey, totp: user.totp ?? false };
    for (const secret of [password, apiKey]) world.secrets.add(secret);
    put(world, "res.users.apikeys", undefined, { name: "automation", scope: "rpc", user_id: id });
  }
}

const allLanguages: readonly (readonly [string, string])[] = [
  ["en_US", "English (US)"],
  ["de_CH", "German (CH) / Deutsch (CH)"],
  ["de_DE", "German / Deutsch"],
  ["fr_CH", "French (CH) / Français (CH)"],
  ["fr_FR", "French / Français"],
  ["it_IT", "Italian / Italiano"],
];

function seedBase(world: World, options: ErpOptions): void {
  const installed = options.languages ?? ["fr_FR"];
  for (const [code, name] of allLanguages) {
    const short = code.slice(0, 2);
    const own = installed.includes(code);
    put(world, "res.lang", undefined, { name, code, iso_code: short, url_code: short, active: own });
  }
  const parameters = {
    "base.login_cooldown_after": "10",
    "base.login_cooldown_duration": "60",
    "web.base.url": "http://localhost:8069",
    ...options.parameters,
  };
  for (const [key, value] of Object.entries(parameters))
    put(world, "ir.config_parameter", undefined, { key, value });
  const version = world.state.flavour === "odoo-14" ? "14.0" : "19.0";
  const always = ["base", "mail", "web", ...(world.state.flavour === "odoo-14" ? ["fetchmail"] : [])];
  for (const name of always) {
    const versions = { installed_version: `${version}.1.0`, latest_version: `${version}.1.0` };
    put(world, "ir.module.module", undefined, { name, shortdesc: name, state: "installed", ...versions });
  }
  world.state.lastIds["ir.module.module"] = world.state.flavour === "odoo-14" ? 393 : 653;
  registerGroups(world);
}

function seedServers(world: World, { incoming = [], outgoing = [] }: ErpOptions): void {
  for (const one of incoming) {
    put(world, "fetchmail.server", one.id, {
      ...given({
        server: one.server,
        port: one.port,
        user: one.user,
        password: one.password,
        state: one.state,
      }),
      ...given({ is_ssl: one.ssl, active: one.active }),
      name: one.name,
      server_type: "imap",
    });
    if (one.password) world.secrets.add(one.password);
  }
  for (const one of outgoing) {
    put(world, "ir.mail_server", one.id, {
      ...given({ smtp_host: one.host, smtp_port: one.port, smtp_user: one.user, smtp_pass: one.password }),
      ...given({ smtp_encryption: one.encryption, active: one.active }),
      name: one.name,
    });
    if (one.password) world.secrets.add(one.password);
  }
}

function setCompany(world: World, id: number, company: ErpCompanyOption): void {
  const { names } = world.state.addon;
  const row = table(world.state, "res.company")[String(id)];
  const sets: [string, OAuthSet | undefined][] = [
    ["ms", company.microsoft],
    ["gg", company.google],
  ];
  for (const [cloud, set] of sets) {
    for (const [what, value] of Object.entries(set ?? {})) {
      const role = `${cloud}${what.charAt(0).toUpperCase()}${what.slice(1)}` as CompanyRole;
      if (row) row[names[role]] = value;
      if (what === "secret" && value) world.secrets.add(value);
    }
  }
}

/** Fills the world with what the options ask for. */
export function seed(world: World, options: ErpOptions): void {
  seedBase(world, options);
  const companies = options.companies ?? [{ name: "Exemple SA" }];
  const ids = companies.map((company) => put(world, "res.company", company.id, { name: company.name }));
  seedUsers(world, options.users ?? [{ login: "admin", groups: ["settings"], companies: ids }]);
  seedServers(world, options);
  const presence = options.addon ?? "uninstalled";
  if (presence === "absent" || presence === "unlisted") return;
  const module = addonRow(world.state);
  const id = world.state.flavour === "odoo-14" ? 394 : 654;
  table(world.state, "ir.module.module")[String(id)] = module;
  if (presence !== "installed") return;
  install(world, module);
  for (const [index, company] of companies.entries()) setCompany(world, ids[index] ?? 0, company);
  seedFlags(world, options);
}

function seedFlags(world: World, { incoming = [], outgoing = [] }: ErpOptions): void {
  const { names } = world.state.addon;
  const tick = (model: string, field: string, wanted: readonly { name: string; useOAuth2?: boolean }[]) => {
    for (const row of Object.values(table(world.state, model))) {
      if (wanted.some((one) => one.name === row["name"] && one.useOAuth2)) row[field] = true;
    }
  };
  tick("fetchmail.server", names.incomingFlag, incoming);
  tick("ir.mail_server", names.outgoingFlag, outgoing);
}
