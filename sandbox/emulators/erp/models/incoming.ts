import { ERP_MODULE } from "#config/rules/defaults.ts";
import { missingError, userError } from "../errors.ts";
import { addonLabels, messages, say, type Text } from "../labels.ts";
import { ofRecords } from "../methods.ts";
import type { ErpState } from "../options.ts";
import { read, write } from "../records.ts";
import { demand } from "../rights.ts";
import { type Call, type Field, isInstalled, type Model, on, table } from "../schema.ts";
import { pyStr, type Row, type Value } from "../values.ts";
import { field, model } from "./common.ts";
import { visit } from "./network.ts";

/** The records asked for; methods that look before they act know of missing ones. */
function rowsOf(call: Call): { id: number; row: Row }[] {
  demand(call, "read");
  return call.ids.map((id) => {
    const row = table(call.world.state, call.model.name)[String(id)];
    if (!row) throw missingError(call.model.name, id, call.uid);
    return { id, row };
  });
}

/** Where a person signs in: at Google for its mail servers, at Microsoft for all others. */
function tokenAction(call: Call): Value {
  const { names } = call.world.state.addon;
  const [first] = rowsOf(call);
  if (first?.row[names.incomingFlag] !== true) throw userError(say(messages.tickFirst, call.messageLanguage));
  const companyId = table(call.world.state, "res.users")[String(call.uid)]?.["company_id"];
  const [company = {}] = read(on(call, "res.company"), [Number(companyId)], []);
  const google = /gmail|google/i.test(pyStr(first.row["server"] ?? ""));
  const value = (role: "Client" | "Tenant" | "Redirect") =>
    pyStr(company[names[`${google ? "gg" : "ms"}${role}`]] || "");
  const query = new URLSearchParams({
    client_id: value("Client"),
    response_type: "code",
    redirect_uri: value("Redirect"),
    scope: google
      ? "https://mail.google.com/"
      : "offline_access https://outlook.office.com/IMAP.AccessAsUser.All",
    ...(google ? { access_type: "offline", prompt: "consent" } : {}),
    login_hint: pyStr(first.row["user"] ?? ""),
    state: `${call.model.name},${first.id}`,
  });
  const base = google
    ? "https://accounts.google.com/o/oauth2/v2/auth"
    : `https://login.microsoftonline.com/${value("Tenant")}/oauth2/v2.0/authorize`;
  return { type: "ir.actions.act_url", url: `${base}?${query}`, target: "self" };
}

const refused: Text = [
  "Connection test failed: 111\nConnection refused",
  "Le test de connexion a échoué: 111\nConnection refused",
];

const refusals: Record<"odoo-14" | "odoo-19", { refused: Text; login: Text }> = {
  "odoo-14": {
    refused,
    login: [
      "Server replied with following exception:\n [AUTHENTICATIONFAILED] LOGIN failed.",
      "Le serveur a renvoyé l'exception suivante :\n [AUTHENTICATIONFAILED] LOGIN failed.",
    ],
  },
  "odoo-19": {
    refused,
    login: [
      "Server replied with following exception:\n b'[AUTHENTICATIONFAILED] LOGIN failed.'",
      "Le serveur a renvoyé l'exception suivante\u00a0:\n b'[AUTHENTICATIONFAILED] LOGIN failed.'",
    ],
  },
};

function confirmLogin(call: Call): true {
  for (const { id, row } of rowsOf(call)) {
    const reply = visit(call.world.state, row, { host: "server", port: "port", user: "user" });
    if (reply === "refused" || reply === "login") {
      throw userError(say(refusals[call.flavour][reply], call.messageLanguage));
    }
    write(call, [id], { state: "done" });
  }
  return true;
}

/** A vendor may guard the switch of a confirmed server. @throws ErpError UserError */
function guardSwitch(call: Call, values: Row, id: number | null): void {
  const { addon, incomingSwitch } = call.world.state;
  const confirmed = table(call.world.state, call.model.name)[String(id)]?.["state"] === "done";
  if (incomingSwitch === "free" || !(addon.names.incomingFlag in values)) return;
  if (confirmed || incomingSwitch === "never")
    throw userError(say(messages.resetFirst, call.messageLanguage));
}

const types: readonly (readonly [string, Text])[] = [
  ["imap", ["IMAP Server", "Serveur IMAP"]],
  ["pop", ["POP Server", "Serveur POP"]],
  ["local", ["Local Server", "Serveur local"]],
];
const types19: typeof types = [
  ...types,
  ["gmail", ["Gmail OAuth Authentication", "Authentification OAuth Gmail"]],
  ["outlook", ["Outlook OAuth Authentication", "Authentification OAuth Outlook"]],
];

export function incomingModel({ flavour, addon }: ErpState): Model {
  const fourteen = flavour === "odoo-14";
  const errors = [
    field("error_date", "datetime", ["Date", "Date"], { readonly: true }),
    field("error_message", "text", ["Last Error Message", "Dernier message d'erreur"], { readonly: true }),
  ];
  const described = model(flavour, {
    name: "fetchmail.server",
    description: ["Incoming Mail Server", "Serveur d'emails entrant", "Serveur de messagerie entrant"],
    order: "priority",
    access: ["settings", "settings"],
    fields: [
      field("name", "char", ["Name", "Nom"], { required: true }),
      field("active", "boolean", ["Active", "Actif"], { default: true }),
      field("state", "selection", ["Status", "Statut"], {
        readonly: true,
        default: "draft",
        selection: [
          ["draft", ["Not Confirmed", "Non confirmé"]],
          ["done", ["Confirmed", "Confirmé"]],
        ],
      }),
      field("server", "char", ["Server Name", "Nom du serveur"], { draftOnly: true }),
      field("port", "integer", ["Port", "Port"], { draftOnly: true }),
      field("server_type", "selection", ["Server Type", "Type de serveur"], {
        required: true,
        default: fourteen ? "pop" : "imap",
        selection: fourteen
          ? [types[1], types[0], types[2]].flatMap((type) => (type ? [type] : []))
          : types19,
      }),
      field("is_ssl", "boolean", ["SSL/TLS", "SSL/TLS"], {
        help: [
          "Connections are encrypted with SSL/TLS through a dedicated port (default: IMAPS=993, POP3S=995)",
          "Les connexions sont chiffrées via SSL/TLS au travers d'un port dédié (par défaut : IMAPS=993, POP3S=995)",
        ],
      }),
      field("user", "char", ["Username", "Nom d'utilisateur"], { draftOnly: true }),
      field("password", "char", ["Password", "Mot de passe"], {
        draftOnly: true,
        secret: true,
        password: true,
      }),
      field("priority", "integer", ["Server Priority", "Priorité du serveur"], {
        default: 5,
        draftOnly: true,
      }),
      field("date", "datetime", ["Last Fetch Date", "Last Fetch Date"], { readonly: true }),
      ...(fourteen ? [] : errors),
      field(addon.names.incomingFlag, "boolean", addonLabels.flag, { module: ERP_MODULE }),
      ...(addon.tokenField === null ? [] : [tokenField(addon.tokenField)]),
    ],
    methods: [
      ["set_draft", ofRecords([], (call) => write(call, call.ids, { state: "draft" }))],
      ["button_confirm_login", ofRecords([], confirmLogin)],
      [
        "fetch_mail",
        ofRecords(["raise_exception?"], (call) => (rowsOf(call) && fourteen ? true : undefined)),
      ],
    ],
    check: guardSwitch,
  });
  return withTokenButton(described, addon.names.tokenMethod);
}

/** What a sign-in brings is for administrators. */
function tokenField(name: string): Field {
  const more = {
    module: ERP_MODULE,
    secret: true,
    password: true,
    readonly: true,
    group: "settings",
  } as const;
  return field(name, "char", addonLabels.tokenField, more);
}

/** The button's method exists only while the addon is installed; `core` asks for it each time. */
function withTokenButton(described: Model, name: string): Model {
  const button = ofRecords([], tokenAction);
  const methods = new Map(described.methods);
  methods.set(name, { ...button, exists: (state) => isInstalled(state, ERP_MODULE) });
  return { ...described, methods };
}
