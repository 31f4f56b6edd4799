import { ERP_MODULE } from "#config/rules/defaults.ts";
import { say } from "../labels.ts";
import type { ErpState } from "../options.ts";
import type { Call, Field, Model } from "../schema.ts";
import type { Row } from "../values.ts";
import { field, model } from "./common.ts";

/** Modules that extend the models the addon extends too, so that they own `id` and its like together. */
const owners: Record<ErpState["flavour"], Record<string, readonly string[]>> = {
  "odoo-14": {
    "res.company": ["base", "mail", "partner_autocomplete", "snailmail", "web"],
    "ir.mail_server": ["base"],
    "fetchmail.server": ["fetchmail"],
  },
  "odoo-19": {
    "res.company": ["base", "mail", "partner_autocomplete", "sms", "snailmail", "web"],
    "ir.mail_server": ["base", "google_gmail", "mail", "microsoft_outlook"],
    "fetchmail.server": ["google_gmail", "mail", "microsoft_outlook"],
  },
};

function described(row: Row, call: Call): Field | undefined {
  const fields = call.world.models.get(String(row["model"]))?.fields ?? [];
  return fields.find((one) => one.name === row["name"]);
}

function modules(row: Row, call: Call): string {
  const one = described(row, call);
  if (one?.module) return one.module;
  return [ERP_MODULE, ...(owners[call.flavour][String(row["model"])] ?? ["base"])].join(", ");
}

/** The models that describe the others: which fields there are, and which module brought them. */
export function metaModels({ flavour }: ErpState): Model[] {
  const reader = flavour === "odoo-14" ? "employee" : "rights";
  return [
    model(flavour, {
      name: "ir.model.fields",
      description: ["Fields", "Champs"],
      order: "name",
      access: [reader, "settings"],
      fields: [
        field("name", "char", ["Field Name", "Nom de champ"]),
        field("model", "char", ["Model Name", "Nom du modèle"]),
        field("ttype", "char", ["Field Type", "Type de champ"]),
        field("size", "integer", ["Size", "Taille"]),
        field("field_description", "char", ["Field Label", "Libellé du champ"], {
          compute: (row, call) => {
            const one = described(row, call);
            return one ? say(one.label, call.language) : String(row["name"]);
          },
        }),
        field("store", "boolean", ["Stored", "Stocké"], {
          compute: (row, call) => !described(row, call)?.compute,
        }),
        field("modules", "char", ["In Apps", "Dans les applications"], { compute: modules }),
      ],
    }),
    model(flavour, {
      name: "ir.model.data",
      description: ["Model Data", "Données du modèle"],
      order: "module, model, name",
      access: [reader, "settings"],
      fields: [
        field("name", "char", ["External Identifier", "Identifiant externe"], { required: true }),
        field("module", "char", ["Module", "Module"]),
        field("model", "char", ["Model Name", "Nom du modèle"], { required: true }),
        field("res_id", "integer", ["Record ID", "ID de l'enregistrement"]),
      ],
    }),
  ];
}
