import { accessError, ErpError, missingError } from "../errors.ts";
import { say, type Text } from "../labels.ts";
import { ofRecords } from "../methods.ts";
import type { ErpState } from "../options.ts";
import { demand } from "../rights.ts";
import { type Call, type Model, table } from "../schema.ts";
import { pyRepr, pyStr, type Row, truthy } from "../values.ts";
import { field, model } from "./common.ts";
import { type Reply, visit } from "./network.ts";

const connect: Text = ["Unable to connect to SMTP Server", "Impossible de se connecter au serveur SMTP"];
const failed: Text = ["Mail Delivery Failed", "Échec d'envoi de l'e-mail"];
const failedVia: Text = [
  "Mail delivery failed via SMTP server 'None'.",
  "Échec de l'envoi de l'e-mail via le serveur SMTP 'None'.",
];
const disabled = "5.7.139 Authentication unsuccessful, basic authentication is disabled.";

const tuple = (items: readonly string[]) => `(${items.join(", ")})`;

interface Failure {
  reason: string;
  type: string | false;
  error: ErpError;
}

/** Why a mail could not be sent, as the record keeps it and as an exception says it. */
function failure(call: Call, row: Row, reply: Exclude<Reply, "accepted">): Failure {
  const kind = "odoo.addons.base.models.ir_mail_server.MailDeliveryException";
  const fourteen = call.flavour === "odoo-14";
  if (reply === "recipient") {
    const refused = `SMTPRecipientsRefused: {'${pyStr(row["email_to"] ?? "")}': (550, b'5.7.1 Relaying denied')}`;
    const parts = [say(failed, call.messageLanguage), `${say(failedVia, call.messageLanguage)}\n${refused}`];
    const reason = parts.join("\n");
    return { reason, type: "unknown", error: new ErpError(kind, reason, parts, tuple(parts.map(pyRepr))) };
  }
  const login = reply === "login";
  const why = login ? `535\n${fourteen ? disabled : `b'${disabled}'`}` : "111\nConnection refused";
  const parts = [
    say(connect, call.messageLanguage),
    !fourteen && !login ? "[Errno 111] Connection refused" : why,
  ];
  const cause = login
    ? `SMTPAuthenticationError(535, b'${disabled}')`
    : "ConnectionRefusedError(111, 'Connection refused')";
  const detail = tuple([pyRepr(parts[0] ?? ""), cause]);
  return { reason: why, type: false, error: new ErpError(kind, parts.join("\n"), parts, detail) };
}

function deliver(call: Call, id: number, row: Row): void {
  if (row["state"] !== "outgoing" && call.args["raise_exception"] !== true) return;
  const { state } = call.world;
  const server = table(state, "ir.mail_server")[pyStr(row["mail_server_id"] ?? false)] ?? {};
  const reply = visit(state, server, { host: "smtp_host", port: "smtp_port", user: "smtp_user" });
  if (reply === "accepted") {
    Object.assign(row, { state: "sent", failure_reason: false });
    if (truthy(row["auto_delete"])) delete table(state, "mail.mail")[String(id)];
    return;
  }
  const { reason, type, error } = failure(call, row, reply);
  // An exception rolls the transaction back, so that the record then shows nothing of the failure.
  if (call.args["raise_exception"] === true) throw error;
  Object.assign(row, { state: "exception", failure_reason: reason, failure_type: type });
}

/** Sending never fails by itself: what became of a mail is read from the record. */
function send(call: Call): undefined {
  if (call.ids.length === 0) return;
  demand(call, "write");
  for (const id of call.ids) {
    const row = table(call.world.state, "mail.mail")[String(id)];
    if (!row && call.flavour === "odoo-14") throw missingError("mail.mail", id, call.uid);
    if (row) deliver(call, id, row);
  }
}

function checkUnlink(call: Call, id: number): void {
  throw accessError(
    call.flavour === "odoo-14" || !call.messageLanguage.french
      ? `The requested operation cannot be completed due to security restrictions. Please contact your system administrator.\n\n(Document type: Message, Operation: unlink) - (Records: [${id}], User: ${call.uid})`
      : `L'opération demandée ne peut pas être effectuée en raison de la politique de sécurité. Veuillez contacter votre administrateur système.\n\n(Type de document : Message, Opération : unlink)\n\nDonnées : ${id}, Utilisateur : ${call.uid}`,
  );
}

export function mailModel({ flavour }: ErpState): Model {
  return model(flavour, {
    name: "mail.mail",
    description: ["Outgoing Mails", "Emails sortants", "E-mails sortants"],
    order: "id desc",
    access: ["settings", "settings"],
    fields: [
      field("subject", "char", ["Subject", "Sujet"]),
      field("body_html", "text", ["Rich-text Contents", "Contenu en texte riche"]),
      field("email_from", "char", ["From", "De"]),
      field("email_to", "text", ["To", "À"]),
      field("mail_server_id", "many2one", ["Outgoing mail server", "Serveur de courriel sortant"], {
        relation: "ir.mail_server",
      }),
      field("auto_delete", "boolean", ["Auto Delete", "Suppression automatique"]),
      field("state", "selection", ["Status", "Statut"], {
        default: "outgoing",
        selection: [
          ["outgoing", ["Outgoing", "Sortant"]],
          ["sent", ["Sent", "Envoyé"]],
          ["exception", ["Delivery Failed", "Échec de l'envoi"]],
          ["cancel", ["Cancelled", "Annulé"]],
        ],
      }),
      field("failure_reason", "text", ["Failure Reason", "Raison de l'échec"]),
      ...(flavour === "odoo-14" ? [] : [field("failure_type", "char", ["Failure type", "Type d'échec"])]),
    ],
    methods: [["send", ofRecords(["auto_commit?", "raise_exception?"], send)]],
    checkUnlink,
  });
}
