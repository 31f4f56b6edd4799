import { userError } from "../errors.ts";
import { groupIds, groupRows } from "../groups.ts";
import { messages, say } from "../labels.ts";
import { ofModel, ofRecords, singleton } from "../methods.ts";
import type { ErpState, Flavour } from "../options.ts";
import { write } from "../records.ts";
import { groupsOf } from "../rights.ts";
import { type Call, type Field, type Model, table } from "../schema.ts";
import { freeze, isRow, pyStr, type Row, truthy } from "../values.ts";
import { field, model } from "./common.ts";

function idsOf(call: Call, row: Row, id: number) {
  const companies = Array.isArray(row["company_ids"]) ? row["company_ids"].length : 0;
  return groupIds(call.flavour, groupsOf(call.world.state, id), companies);
}

function groupFields(flavour: Flavour): Field[] {
  const relation = { relation: "res.groups" };
  if (flavour === "odoo-14") {
    return [
      field("groups_id", "many2many", ["Groups", "Groupes"], {
        ...relation,
        compute: (row, call, id) => idsOf(call, row, id).all,
      }),
    ];
  }
  return [
    field("group_ids", "many2many", ["Groups", "Groupes"], {
      ...relation,
      compute: (row, call, id) => idsOf(call, row, id).own,
    }),
    field("all_group_ids", "many2many", ["Groups and implied groups", "Groupes et groupes impliqués"], {
      ...relation,
      compute: (row, call, id) => idsOf(call, row, id).all,
    }),
  ];
}

/** Companies come in their own order, whatever the order they were given in. */
function companies(row: Row, call: Call): number[] {
  const own = Array.isArray(row["company_ids"]) ? row["company_ids"].map(Number) : [];
  const name = (id: number) => pyStr(table(call.world.state, "res.company")[String(id)]?.["name"] ?? "");
  return own.sort((a, b) => name(a).localeCompare(name(b), "en"));
}

function userFields(flavour: Flavour): Field[] {
  return [
    field("login", "char", ["Login", "Identifiant"], { required: true }),
    field("name", "char", ["Name", "Nom"], { required: true }),
    field("email", "char", ["Email", "Email", "E-mail"]),
    field("password", "char", ["Password", "Mot de passe"], { compute: () => "", secret: true }),
    field("lang", "char", ["Language", "Langue"], { default: "fr_FR" }),
    field("tz", "char", ["Timezone", "Fuseau horaire"], { default: "Europe/Zurich" }),
    field("active", "boolean", ["Active", "Actif"], { default: true }),
    field("company_id", "many2one", ["Company", "Société"], { required: true, relation: "res.company" }),
    field("company_ids", "many2many", ["Companies", "Sociétés"], {
      relation: "res.company",
      compute: companies,
    }),
    ...groupFields(flavour),
  ];
}

function changeUsers(call: Call): true {
  const values = call.args["vals"];
  if (isRow(values) && values["active"] === false && call.ids.includes(call.uid)) {
    throw userError(say(messages.ownDeactivation, call.messageLanguage));
  }
  const done = write(call, call.ids, values);
  if (isRow(values) && typeof values["password"] === "string") {
    for (const id of call.ids) {
      const credentials = call.world.state.credentials[String(id)];
      if (credentials) credentials.password = values["password"];
      delete table(call.world.state, "res.users")[String(id)]?.["password"];
    }
  }
  return done;
}

function hasGroup(call: Call, uid: number): boolean {
  const row = table(call.world.state, "res.users")[String(uid)] ?? {};
  const { all } = idsOf(call, row, uid);
  return groupRows(call.flavour).some(
    (group) => `base.${group.xmlId}` === call.args["group_ext_id"] && all.includes(group.id),
  );
}

function contextGet(call: Call): Row {
  const row = table(call.world.state, "res.users")[String(call.uid)] ?? {};
  const own: Row = { lang: row["lang"] ?? false, tz: row["tz"] ?? false };
  return call.flavour === "odoo-14" ? freeze(own) : { ...own, uid: call.uid };
}

function languages(call: Call) {
  const rows = Object.values(table(call.world.state, "res.lang")).filter((row) => truthy(row["active"]));
  return rows.map((row) => [row["code"] ?? false, row["name"] ?? false]);
}

export function userModels({ flavour }: ErpState): Model[] {
  const group =
    flavour === "odoo-14"
      ? ofModel(["group_ext_id"], (call) => hasGroup(call, call.uid))
      : ofRecords(["group_ext_id"], (call) => hasGroup(call, singleton(call)), "ResUsers");
  return [
    model(flavour, {
      name: "res.users",
      description: ["Users", "Utilisateurs"],
      order: "name, login",
      access: ["employee", "rights"],
      fields: userFields(flavour),
      methods: [
        ["context_get", ofModel([], contextGet)],
        ["has_group", group],
        ["write", ofRecords(["vals"], changeUsers, "ResUsers")],
      ],
    }),
    model(flavour, {
      name: "res.users.apikeys",
      description: ["Users API Keys", "Clés API des utilisateurs"],
      access: ["employee", "settings"],
      fields: [
        field("name", "char", ["Description", "Description"], { required: true }),
        field("scope", "char", ["Scope", "Portée"]),
        field("user_id", "many2one", ["User", "Utilisateur"], { relation: "res.users" }),
        ...(flavour === "odoo-14"
          ? []
          : [field("expiration_date", "datetime", ["Expiration Date", "Date d'expiration"])]),
      ],
      hides: (call, id) => table(call.world.state, "res.users.apikeys")[String(id)]?.["user_id"] !== call.uid,
    }),
    model(flavour, {
      name: "res.groups",
      description: ["Access Groups", "Groupes d'accès"],
      order: "name",
      access: ["employee", "rights"],
      fields: [
        field("name", "char", ["Name", "Nom"]),
        field("full_name", "char", ["Group Name", "Nom du groupe"], {
          compute: (_, call, id) => {
            const row = groupRows(call.flavour).find((one) => one.id === id);
            return row ? say(row.name, call.language) : false;
          },
        }),
      ],
    }),
    model(flavour, {
      name: "res.lang",
      description: ["Languages", "Langues"],
      order: "active desc, name",
      access: ["employee", "settings"],
      fields: [
        field("name", "char", ["Name", "Nom"], { required: true }),
        field("code", "char", ["Locale Code", "Code local"], { required: true }),
        field("iso_code", "char", ["ISO code", "Code ISO"]),
        field("url_code", "char", ["URL Code", "Code URL"]),
        field("active", "boolean", ["Active", "Actif"]),
      ],
      methods: [["get_installed", ofModel([], languages, "ResLang")]],
    }),
  ];
}
