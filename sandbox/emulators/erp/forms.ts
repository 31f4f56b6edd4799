import { ERP_MODULE } from "#config/rules/defaults.ts";
import { addonLabels, type Text } from "./labels.ts";
import type { CompanyRole, ErpNames } from "./names.ts";
import type { Call } from "./schema.ts";

/** An element of a form. */
export interface Node {
  readonly tag: string;
  readonly string?: Text;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children?: readonly Node[];
  /** The module that brings the element. */
  readonly module?: string;
}

const field = (name: string, attributes: Record<string, string> = {}): Node => ({
  tag: "field",
  attributes: { name, ...attributes },
});

function button(name: string, string: Text, attributes: Record<string, string> = {}): Node {
  return { tag: "button", string, attributes: { type: "object", name, ...attributes } };
}

function companyForm(names: ErpNames): Node {
  const cloud = (title: string, roles: readonly CompanyRole[]): Node => ({
    tag: "group",
    string: [title, title],
    children: roles.map((role) => field(names[role])),
  });
  const general = ["street", "zip", "city", "phone", "email", "vat", "parent_id"];
  const pages: Node[] = [
    {
      tag: "page",
      string: ["General Information", "Information générale", "Informations générales"],
      attributes: { name: "general_info" },
      children: [{ tag: "group", children: general.map((name) => field(name)) }],
    },
    {
      tag: "page",
      string: ["OAuth2", "OAuth2"],
      attributes: { name: "oauth2" },
      module: ERP_MODULE,
      children: [
        {
          tag: "group",
          children: [
            cloud("Microsoft", ["msClient", "msTenant", "msSecret", "msRedirect"]),
            cloud("Google", ["ggClient", "ggTenant", "ggSecret", "ggRedirect"]),
          ],
        },
      ],
    },
  ];
  return {
    tag: "form",
    string: ["Company", "Société"],
    children: [{ tag: "sheet", children: [field("name"), { tag: "notebook", children: pages }] }],
  };
}

/** When a button shows: 14 has an attribute of its own, 19 an expression. */
function inState(call: Call, state: string): Record<string, string> {
  return call.flavour === "odoo-14" ? { states: state } : { invisible: `state != '${state}'` };
}

function incomingForm(call: Call, names: ErpNames): Node {
  const header: Node[] = [
    button(
      "button_confirm_login",
      ["Test & Confirm", "Tester et confirmer", "Tester & confirmer"],
      inState(call, "draft"),
    ),
    button(
      "fetch_mail",
      ["Fetch Now", "Rapatrier maintenant", "Récupérer maintenant"],
      inState(call, "done"),
    ),
    button("set_draft", ["Reset Confirmation", "Reinitialiser la confirmation"], inState(call, "done")),
    { ...button(names.tokenMethod, addonLabels.token), module: ERP_MODULE },
    field("state", { widget: "statusbar" }),
  ];
  const login: Node[] = [
    {
      tag: "group",
      string: ["Server Information", "Information du serveur", "Informations du serveur"],
      children: [field("server"), field("port"), field("is_ssl")],
    },
    {
      tag: "group",
      string: ["Login Information", "Information de connexion", "Informations de connexion"],
      children: [field("user"), field("password"), field(names.incomingFlag)],
    },
  ];
  const page: Node = {
    tag: "page",
    string: ["Server & Login", "Serveur et login"],
    attributes: { name: "server_login_details" },
    children: [{ tag: "group", children: login }],
  };
  return {
    tag: "form",
    string: ["Incoming Mail Server", "Serveur d'emails entrant", "Serveur de messagerie entrant"],
    children: [
      { tag: "header", children: header },
      {
        tag: "sheet",
        children: [field("name"), field("server_type"), { tag: "notebook", children: [page] }],
      },
    ],
  };
}

function outgoingForm(call: Call, names: ErpNames): Node {
  const test = button("test_smtp_connection", ["Test Connection", "Test de connexion"]);
  const login = ["smtp_user", "smtp_pass", names.outgoingFlag].map((name) => field(name));
  const server = ["smtp_host", "smtp_port"].map((name) => field(name));
  const string: Text = [
    "Outgoing Mail Servers",
    "Serveurs d'emails sortants",
    "Serveurs de messagerie sortants",
  ];
  if (call.flavour === "odoo-14") {
    const general = ["name", "sequence", "active"].map((name) => field(name));
    const groups: Node[] = [
      { tag: "group", children: general },
      { tag: "group", string: ["Connection Information", "Informations sur la connexion"], children: server },
      {
        tag: "group",
        string: ["Security and Authentication", "Sécurité et authentification"],
        children: [field("smtp_encryption"), ...login, test],
      },
    ];
    return { tag: "form", string, children: [{ tag: "sheet", children: groups }] };
  }
  const page: Node = {
    tag: "page",
    string: ["Connection", "Connexion"],
    attributes: { name: "connection" },
    children: [{ tag: "group", children: [field("smtp_encryption"), ...server, ...login] }],
  };
  const sheet: Node = {
    tag: "sheet",
    children: [
      field("name"),
      field("sequence"),
      field("smtp_authentication"),
      { tag: "notebook", children: [page] },
    ],
  };
  return { tag: "form", string, children: [{ tag: "header", children: [test] }, sheet] };
}

/** The form of a model. Models without one of their own show their name. */
export function formOf(call: Call): { root: Node; viewId: number } {
  const { names } = call.world.state.addon;
  const fourteen = call.flavour === "odoo-14";
  switch (call.model.name) {
    case "res.company":
      return { root: companyForm(names), viewId: fourteen ? 107 : 118 };
    case "fetchmail.server":
      return { root: incomingForm(call, names), viewId: fourteen ? 369 : 261 };
    case "ir.mail_server":
      return { root: outgoingForm(call, names), viewId: fourteen ? 31 : 44 };
    default:
      return { root: { tag: "form", string: call.model.description, children: [field("name")] }, viewId: 1 };
  }
}
