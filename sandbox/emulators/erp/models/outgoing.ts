import { ERP_MODULE } from "#config/rules/defaults.ts";
import { missingError, userError } from "../errors.ts";
import { addonLabels, messages, say, type Text } from "../labels.ts";
import { ofRecords } from "../methods.ts";
import type { ErpState } from "../options.ts";
import { demand } from "../rights.ts";
import { type Call, type Model, table } from "../schema.ts";
import { truthy, type Value } from "../values.ts";
import { field, model } from "./common.ts";
import { visit } from "./network.ts";

const recipient: Text = [
  "The server refused the test recipient (noreply@odoo.com) with error b'5.7.1 Relaying denied'",
  "Le serveur a réfusé le destinataire de test (noreply@odoo.com) aver l'erreur b'5.7.1 Relaying denied'",
];

const failures: Record<"odoo-14" | "odoo-19", Record<"refused" | "login" | "recipient", Text>> = {
  "odoo-14": {
    refused: [
      "Connection Test Failed! Here is what we got instead:\n 111\nConnection refused",
      "Test de connexion echoué ! Voici ce que nous avons à la place : \n111\nConnection refused",
    ],
    login: [
      "Server replied with following exception:\n 5.7.139 Authentication unsuccessful, basic authentication is disabled.",
      "Le serveur a renvoyé l'exception suivante :\n 5.7.139 Authentication unsuccessful, basic authentication is disabled.",
    ],
    recipient,
  },
  "odoo-19": {
    refused: [
      "Connection Test Failed! Here is what we got instead:\n [Errno 111] Connection refused",
      "Test de connexion échoué ! Voici ce que nous avons à la place : \n[Errno 111] Connection refused",
    ],
    login: [
      "Server replied with following exception:\n (535, b'5.7.139 Authentication unsuccessful, basic authentication is disabled.')",
      "Le serveur a renvoyé l'exception suivante :\n (535, b'5.7.139 Authentication unsuccessful, basic authentication is disabled.')",
    ],
    recipient,
  },
};

/** Tries the servers without sending. Success is an action that shows a note, not a plain value. */
function testConnection(call: Call): Value {
  const { state } = call.world;
  demand(call, "read");
  for (const id of call.ids) {
    const row = table(state, "ir.mail_server")[String(id)];
    if (!row) throw missingError(call.model.name, id, call.uid);
    const email = table(state, "res.users")[String(call.uid)]?.["email"];
    if (!truthy(email)) throw userError(say(messages.noEmail, call.messageLanguage));
    const reply = visit(state, row, { host: "smtp_host", port: "smtp_port", user: "smtp_user" });
    if (reply !== "accepted") throw userError(say(failures[call.flavour][reply], call.messageLanguage));
  }
  const ok = say(messages.testOk, call.messageLanguage);
  const params =
    call.flavour === "odoo-14"
      ? { title: ok, message: say(messages.wellSetUp, call.messageLanguage), sticky: false }
      : { message: ok, type: "success", sticky: false, next: { type: "ir.actions.act_window_close" } };
  return { type: "ir.actions.client", tag: "display_notification", params };
}

const encryption14: readonly (readonly [string, Text])[] = [
  ["none", ["None", "Aucun"]],
  ["starttls", ["TLS (STARTTLS)", "TLS (STARTTLS)"]],
  ["ssl", ["SSL/TLS", "SSL/TLS"]],
];
const encryption19: typeof encryption14 = [
  ["none", ["None", "Aucun"]],
  [
    "starttls_strict",
    ["TLS (STARTTLS), encryption and validation", "TLS (STARTTLS), chiffrement et validation"],
  ],
  ["starttls", ["TLS (STARTTLS), encryption only", "TLS (STARTTLS), uniquement chiffrement"]],
  ["ssl_strict", ["SSL/TLS, encryption and validation", "SSL/TLS, chiffrement et validation"]],
  ["ssl", ["SSL/TLS, encryption only", "SSL/TLS, uniquement chiffrement"]],
];
const authentication: typeof encryption14 = [
  ["login", ["Username", "Nom d'utilisateur"]],
  ["certificate", ["SSL Certificate", "Certificat SSL"]],
  ["cli", ["Command Line Interface", "Interface de ligne de commande"]],
  ["gmail", ["Gmail OAuth Authentication", "Authentification OAuth Gmail"]],
  ["outlook", ["Outlook OAuth Authentication", "Authentification OAuth Outlook"]],
];

export function outgoingModel({ flavour, addon }: ErpState): Model {
  const fourteen = flavour === "odoo-14";
  const settings = { group: "settings" } as const;
  const how = field("smtp_authentication", "selection", ["Authenticate with", "S'authentifier avec"], {
    required: true,
    default: "login",
    selection: authentication,
  });
  return model(flavour, {
    name: "ir.mail_server",
    description: ["Mail Server", "Serveur d'email", "Serveur de messagerie"],
    order: "sequence",
    access: ["settings", "settings"],
    fields: [
      field("name", "char", fourteen ? ["Description", "Description"] : ["Name", "Nom"], { required: true }),
      field("smtp_host", "char", ["SMTP Server", "Serveur SMTP"], { required: fourteen }),
      field("smtp_port", "integer", ["SMTP Port", "Port SMTP"], { required: fourteen, default: 25 }),
      ...(fourteen ? [] : [how]),
      field("smtp_user", "char", ["Username", "Nom d'utilisateur"], {
        ...settings,
        help: [
          "Optional username for SMTP authentication",
          "Nom d'utilisateur pour l'authentification SMTP (facultatif)",
          "Nom d'utilisateur pour l'authentification SMTP optionnel",
        ],
      }),
      field("smtp_pass", "char", ["Password", "Mot de passe"], {
        ...settings,
        secret: true,
        password: true,
        help: [
          "Optional password for SMTP authentication",
          "Mot de passe d'authentification SMTP (facultatif)",
          "Mot de passe d'authentification SMTP optionnel",
        ],
      }),
      field(
        "smtp_encryption",
        "selection",
        ["Connection Security", "Sécurité de la connexion", "Chiffrement de la connexion"],
        {
          required: true,
          default: "none",
          selection: fourteen ? encryption14 : encryption19,
          help: [
            "Choose the connection encryption scheme",
            "Choisissez la méthode de chiffrement pour la connexion",
          ],
        },
      ),
      field("sequence", "integer", ["Priority", "Priorité"], { default: 10 }),
      field("active", "boolean", ["Active", "Actif"], { default: true }),
      field(addon.names.outgoingFlag, "boolean", addonLabels.flag, { module: ERP_MODULE }),
    ],
    methods: [["test_smtp_connection", ofRecords([], testConnection)]],
  });
}
