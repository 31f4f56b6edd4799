import { ERP_MODULE } from "#config/rules/defaults.ts";
import { validationError } from "../errors.ts";
import { addonLabels } from "../labels.ts";
import { ofRecords } from "../methods.ts";
import { type CompanyRole, companyRoles } from "../names.ts";
import type { ErpState } from "../options.ts";
import { demandPartner, write } from "../records.ts";
import { groupsOf } from "../rights.ts";
import { type Call, type Field, type Model, table } from "../schema.ts";
import type { Row } from "../values.ts";
import { field, model } from "./common.ts";

/** What a role's field is called on the form, whichever cloud it belongs to. */
function labelOf(role: CompanyRole) {
  return addonLabels[role.slice(2) as "Client" | "Tenant" | "Secret" | "Redirect"];
}

/** The addon's eight fields. */
function addonFields({ names, sizes }: ErpState["addon"]): Field[] {
  return companyRoles.map((role) => {
    const size = sizes[role];
    const secret = role.endsWith("Secret") ? { secret: true, password: true } : {};
    const more = { module: ERP_MODULE, ...secret, ...(size === undefined ? {} : { size }) };
    return field(names[role], "char", labelOf(role), more);
  });
}

function fields(addon: ErpState["addon"]): Field[] {
  const [related, computed] = [{ partner: "related" }, { partner: "computed" }] as const;
  return [
    field("name", "char", ["Company Name", "Nom de la société"], { required: true, ...related }),
    field("sequence", "integer", ["Sequence", "Séquence"], { default: 10 }),
    field("parent_id", "many2one", ["Parent Company", "Société mère", "Société parente"], {
      relation: "res.company",
    }),
    field("child_ids", "one2many", ["Child Companies", "Filiales", "Branches"], {
      relation: "res.company",
      compute: (_, call, id) => children(call.world.state, id),
    }),
    field("partner_id", "many2one", ["Partner", "Partenaire"], {
      required: true,
      relation: "res.partner",
      compute: (row, _, id) => [
        typeof row["partner"] === "number" ? row["partner"] : id,
        row["name"] ?? false,
      ],
    }),
    field("currency_id", "many2one", ["Currency", "Devise"], {
      required: true,
      relation: "res.currency",
      compute: () => [5, "CHF"],
    }),
    field("street", "char", ["Street", "Rue"], computed),
    field("zip", "char", ["Zip", "Code postal"], computed),
    field("city", "char", ["City", "Ville"], computed),
    field("email", "char", ["Email", "Email", "E-mail"], related),
    field("phone", "char", ["Phone", "Téléphone"], related),
    field("website", "char", ["Website Link", "Lien vers un site web"], related),
    field("vat", "char", ["Tax ID", "N° TVA"], related),
    ...addonFields(addon),
  ];
}

function children(state: ErpState, id: number): number[] {
  const rows = Object.entries(table(state, "res.company"));
  return rows.filter(([, row]) => row["parent_id"] === id).map(([key]) => Number(key));
}

/** Names are unique to the server; a state in which two are the same was made by other means. */
function check(call: Call, values: Row, id: number | null): void {
  if (id === null) demandPartner(call, "create");
  const fourteen = call.flavour === "odoo-14";
  if (values["name"] === false && !fourteen) {
    throw validationError("The operation cannot be completed: Contacts require a name");
  }
  const others = Object.entries(table(call.world.state, "res.company")).filter(([key]) => Number(key) !== id);
  if (others.some(([, row]) => row["name"] === values["name"])) {
    throw validationError(
      fourteen
        ? "res_company_name_uniq"
        : "The operation cannot be completed: The company name must be unique!",
    );
  }
}

function checkUnlink(call: Call, id: number): void {
  const used = Object.values(table(call.world.state, "res.users")).some((user) => user["company_id"] === id);
  if (!used) return;
  throw validationError(
    call.flavour === "odoo-14"
      ? "The operation cannot be completed: another model requires the record being deleted. If possible, archive it instead.\n\nModel: Users (res.users), Constraint: res_users_company_id_fkey"
      : "The operation cannot be completed: Another model is using the record you are trying to delete.\n\nThe troublemaker is: 'User' (res.users)\nThanks to the following constraint: 'Company' (company_id)\nHow about archiving the record instead?",
  );
}

/** An employee sees the companies that the user record lists; who manages rights sees them all. */
function hides(call: Call, id: number): boolean {
  if (groupsOf(call.world.state, call.uid).has("rights")) return false;
  const own = table(call.world.state, "res.users")[String(call.uid)]?.["company_ids"];
  return !(Array.isArray(own) && own.includes(id));
}

export function companyModel({ flavour, addon }: ErpState): Model {
  const values = flavour === "odoo-14" ? "values" : "vals";
  const described = model(flavour, {
    name: "res.company",
    description: ["Companies", "Sociétés"],
    order: "sequence, name",
    access: ["employee", "rights"],
    fields: fields(addon),
    methods: [
      ["write", ofRecords([values], (call) => write(call, call.ids, call.args[values]), "ResCompany")],
    ],
    check,
    checkUnlink,
    hides,
  });
  // Whoever may not create a partner is told so before anything is said of companies.
  return { ...described, access: { ...described.access, create: "employee" } };
}
