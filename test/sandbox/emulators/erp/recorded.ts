import type { Emulator } from "#sandbox/emulators/core/emulator.ts";
import { createErp, type ErpState, type ErpUserOption, type Flavour } from "#sandbox/emulators/erp/erp.ts";
import type { Exchange } from "#test/contracts/wire.ts";

/** The users of the recorded database. The recordings' placeholders serve as their secrets. */
function users(flavour: Flavour): ErpUserOption[] {
  const fourteen = flavour === "odoo-14";
  const own = (login: string, id: number, more: Partial<ErpUserOption>): ErpUserOption => ({
    login,
    id,
    password: `<password of ${login}>`,
    apiKey: `<key of ${login}>`,
    ...more,
  });
  const id = (first: number) => (fourteen ? first + 1 : first);
  return [
    own("admin", 2, {
      name: "Administrator",
      groups: ["settings"],
      companies: [1, 2],
      ...(fourteen ? { email: "admin@example.com" } : {}),
    }),
    own("clerk", id(5), { name: "Employé sans droits" }),
    own("rights", id(6), { groups: ["employee", "rights"] }),
    own("sleeper", id(7), { groups: ["settings"], companies: [1, 2], active: false }),
    own("otp", id(8), { groups: ["settings"], companies: [1, 2], totp: true }),
  ];
}

/** An emulator that stands as the recorded server stood before the first exchange. */
export function recordedErp(flavour: Flavour): Emulator<ErpState> {
  const erp = createErp({
    flavour,
    databases: ["erp", "tpl"],
    users: users(flavour),
    companies: [{ name: "Exemple SA" }, { name: "Exemple Romandie Sàrl" }],
    addon: "unlisted",
    names: {
      msClient: "oauth2_ms_client",
      msTenant: "oauth2_ms_tenant",
      msSecret: "oauth2_ms_secret",
      msRedirect: "oauth2_ms_redirect",
      ggClient: "oauth2_gg_client",
      ggTenant: "oauth2_gg_tenant",
      ggSecret: "oauth2_gg_secret",
      ggRedirect: "oauth2_gg_redirect",
      incomingFlag: "oauth2_use",
      outgoingFlag: "oauth2_use",
      tokenMethod: "oauth2_get_token",
    },
    sizes: { ggClient: 64 },
  });
  const open = { refusedLogins: [], noLogin: false, noRelay: false };
  erp.state.mailHosts = {
    "127.0.0.1:21143": { ...open, refusedLogins: ["refuse@example.com"] },
    "127.0.0.1:21025": { ...open, noLogin: true },
    "127.0.0.1:21026": { ...open, noRelay: true },
  };
  for (const company of Object.values(erp.state.records["res.company"] ?? {})) company["phone"] = "";
  // Two mails had been sent by the server itself before the recording of 19 began.
  if (flavour === "odoo-19") erp.state.lastIds["mail.mail"] = 2;
  return erp;
}

/** The answer of an emulator to a recorded request. */
export async function replay(erp: Emulator<ErpState>, { request }: Exchange): Promise<Response> {
  const { method, path, headers, body } = request;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const withBody = method === "GET" || body === null ? {} : { body: text };
  return await erp.fetch(
    new Request(`http://erp.example.com${path}`, { method, headers, ...withBody, redirect: "manual" }),
  );
}

/** What was done between two exchanges and is not in the recordings: ports, users and locks, changed by hand. */
export function stepsLeftOut(erp: Emulator<ErpState>): Map<string, () => void> {
  const set = (model: string, id: number, values: Record<string, string | number | boolean>) => () => {
    Object.assign(erp.state.records[model]?.[String(id)] ?? {}, values);
  };
  const firstMail = erp.state.flavour === "odoo-14" ? 1 : 3;
  const smtp = (values: Record<string, string | number | boolean>) => set("ir.mail_server", 1, values);
  const mail = (offset: number) => {
    const mails = erp.state.records["mail.mail"] ?? {};
    const first = mails[String(firstMail)] ?? {};
    mails[String(firstMail + offset)] = { ...first, state: "outgoing", failure_reason: false };
    erp.state.lastIds["mail.mail"] = firstMail + offset;
  };
  const withMail = (offset: number, values: Record<string, string | number | boolean>) => () => {
    smtp(values)();
    mail(offset);
  };
  const anonymous = { smtp_user: false, smtp_pass: false };
  return new Map<string, () => void>([
    [
      "module: button_immediate_install while a scheduled action is locked",
      () => Object.assign(erp.state.install, { busy: true }),
    ],
    ["module: button_immediate_install", () => Object.assign(erp.state.install, { busy: false })],
    [
      "incoming: button_confirm_login, login refused",
      set("fetchmail.server", 1, { port: 21143, user: "refuse@example.com" }),
    ],
    ["outgoing: test_smtp_connection, recipient refused", smtp({ smtp_port: 21026 })],
    ["outgoing: test_smtp_connection, accepted", smtp({ ...anonymous, smtp_port: 21025 })],
    [
      "rights: read the eight fields as a user without rights",
      set("res.company", 1, { oauth2_ms_redirect: "https://erp.example.com/oauth2/retrieve_token" }),
    ],
    ["mail: create", smtp({ ...anonymous, smtp_port: 21999 })],
    ["mail: send, recipient refused", withMail(1, { smtp_port: 21026 })],
    ["mail: send with raise_exception, recipient refused", withMail(2, {})],
    ["mail: send, SMTP login refused", withMail(3, { smtp_port: 21025, smtp_user: "mail@example.com" })],
    ["mail: send, accepted", withMail(4, anonymous)],
    [
      "parameter: create a key that exists",
      () => {
        const rows = erp.state.records["ir.config_parameter"] ?? {};
        rows["900"] = { key: "erp.example.three", value: "x" };
      },
    ],
  ]);
}
