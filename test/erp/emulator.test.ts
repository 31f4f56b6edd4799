import type { Protocol } from "#clients/erp/connect.ts";
import { createErp, type Flavour, inventNames } from "#sandbox/emulators/erp/erp.ts";
import { type ErpUnderTest, erpBehaviour, type Login } from "./behaviour.ts";

interface Lane {
  flavour: Flavour;
  protocol: Protocol;
  oldDialect?: boolean;
}

const password = (login: Login) => `pw-${login}-0815`;
const apiKey = (login: Login) => `key-${login}-4711`;

/** The emulator as the suite wants its servers, with names that differ from lane to lane. */
function emulator(name: string, { protocol, ...options }: Lane): ErpUnderTest {
  const own = (id: number, login: Login) => ({ id, login, password: password(login), apiKey: apiKey(login) });
  const erp = createErp({
    ...options,
    names: inventNames(name),
    addon: "unlisted",
    companies: [{ name: "Exemple SA" }, { name: "Exemple Romandie Sàrl" }],
    users: [
      { ...own(2, "admin"), groups: ["settings"], companies: [1, 2], lang: "fr_FR" },
      own(6, "clerk"),
      { ...own(8, "sleeper"), groups: ["settings"], active: false },
      { ...own(9, "otp"), groups: ["settings"], totp: true },
    ],
    incoming: [{ name: "Office 365", state: "done", password: "made-up-imap-1" }],
    outgoing: [{ name: "Office 365 SMTP", password: "made-up-smtp-1" }],
  });
  return {
    at: (login) => ({
      url: "https://erp.example.com",
      database: "erp",
      login,
      password: apiKey(login),
      protocol,
      retry: { retries: 1, firstPauseMs: 1 },
      fetch: (request) => erp.fetch(request),
    }),
    password: (login) => (protocol === "json2" ? undefined : password(login)),
    dropsUnknownFields: options.oldDialect ?? false,
    secrets: () => erp.secrets,
    close: async () => {},
  };
}

const LANES: Record<string, Lane> = {
  "the emulator's 19 over JSON-2": { flavour: "odoo-19", protocol: "json2" },
  "the emulator's 19 over JSON-RPC": { flavour: "odoo-19", protocol: "jsonrpc" },
  "the emulator's 19 over XML-RPC": { flavour: "odoo-19", protocol: "xmlrpc" },
  "the emulator's 14 over JSON-RPC": { flavour: "odoo-14", protocol: "jsonrpc" },
  "the emulator's 14 over XML-RPC": { flavour: "odoo-14", protocol: "xmlrpc" },
  "the emulator's 7.0 over its XML-RPC": { flavour: "odoo-14", protocol: "xmlrpc", oldDialect: true },
  "the emulator's 7.0, protocol found out": { flavour: "odoo-14", protocol: "auto", oldDialect: true },
};

for (const [name, lane] of Object.entries(LANES)) erpBehaviour(name, async () => emulator(name, lane));
