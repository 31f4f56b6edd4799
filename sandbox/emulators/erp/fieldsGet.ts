import { say } from "./labels.ts";
import { may, visibleFields } from "./rights.ts";
import type { Call, Field, Model } from "./schema.ts";
import { pyStr, type Row, type Value } from "./values.ts";

/** Fields that every model has, told by `fields_get` and owned by every module that extends the model. */
export function standardFields(flavour: Call["flavour"]): readonly Field[] {
  const fields: Field[] = [
    { name: "id", type: "integer", label: ["ID", "ID"], readonly: true },
    {
      name: "display_name",
      type: "char",
      label: ["Display Name", "Nom affiché", "Nom d'affichage"],
      readonly: true,
    },
    { name: "create_date", type: "datetime", label: ["Created on", "Créé le"], readonly: true },
    {
      name: "write_date",
      type: "datetime",
      label: ["Last Updated on", "Dernière mise à jour le", "Mis à jour le"],
      readonly: true,
    },
  ];
  if (flavour === "odoo-14") {
    fields.push({
      name: "__last_update",
      type: "datetime",
      label: ["Last Modified on", "Dernière modification le"],
      readonly: true,
    });
  }
  return fields;
}

/** Everything that a server tells of a field. `size` only where one is set. */
function attributes(call: Call, field: Field, writable: boolean): Row {
  const fourteen = call.flavour === "odoo-14";
  const kept = !field.type.endsWith("2many") && field.name !== "display_name";
  const draft14 = fourteen && field.draftOnly === true;
  const told: Row = {
    type: field.type,
    change_default: false,
    company_dependent: false,
    depends: [],
    manual: false,
    readonly: (fourteen && !writable) || draft14 || field.readonly === true,
    required: field.required === true,
    searchable: true,
    sortable: kept,
    store: kept,
    string: say(field.label, call.language),
  };
  if (!fourteen)
    Object.assign(told, {
      name: field.name,
      default_export_compatible: false,
      exportable: true,
      groupable: kept,
    });
  if (field.type === "char") Object.assign(told, { translate: false, trim: true });
  if (field.type === "integer" && field.name !== "id" && (fourteen || field.name !== "sequence")) {
    told[fourteen ? "group_operator" : "aggregator"] = "sum";
  }
  if (field.partner === "related") {
    told["related"] = fourteen ? ["partner_id", field.name] : `partner_id.${field.name}`;
  }
  if (field.size !== undefined) told["size"] = field.size;
  if (field.help) told["help"] = say(field.help, call.language);
  if (field.group === "settings") told["groups"] = "base.group_system";
  if (draft14) told["states"] = { draft: [["readonly", false]] };
  if (field.selection)
    told["selection"] = field.selection.map(([value, label]) => [value, say(label, call.language)]);
  if (field.relation) Object.assign(told, { relation: field.relation, context: {}, domain: [] });
  return told;
}

/** What `fields_get` answers. Unknown names are left out without a word; so are fields that the user must not know. */
export function fieldsGet(call: Call, names?: Value, wanted?: Value, model: Model = call.model): Row {
  const only = Array.isArray(names) && names.length > 0 ? new Set(names.map(pyStr)) : undefined;
  const keys = Array.isArray(wanted) && wanted.length > 0 ? new Set(wanted.map(pyStr)) : undefined;
  const writable = may(call, "write", model);
  const fields = visibleFields(call, model).filter((field) => !only || only.has(field.name));
  return Object.fromEntries(
    fields.map((field) => {
      const told = Object.entries(attributes(call, field, writable));
      return [field.name, Object.fromEntries(told.filter(([key]) => !keys || keys.has(key)))];
    }),
  );
}
