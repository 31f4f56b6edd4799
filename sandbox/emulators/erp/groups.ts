import { type Language, say, type Text } from "./labels.ts";
import type { Flavour } from "./options.ts";
import type { Group } from "./schema.ts";

/** A row of res.groups and its external id. */
interface GroupRow {
  readonly id: number;
  readonly xmlId: string;
  readonly name: Text;
  readonly dataId: number;
}

/** How an AccessError names a group. */
const titles: Record<Flavour, Record<Group, Text>> = {
  "odoo-14": {
    employee: ["User types/Internal User", "User types/Internal User"],
    rights: ["Administration/Access Rights", "Administration/Access Rights"],
    contacts: ["Extra Rights/Contact Creation", "Extra Rights/Contact Creation"],
    settings: ["Administration/Settings", "Administration/Settings"],
  },
  "odoo-19": {
    employee: ["Role / User", "Rôle / Utilisateur"],
    rights: ["Access Rights", "Droits d'accès"],
    contacts: ["Contact/Creation", "Contact/Création"],
    settings: ["Role / Administrator", "Rôle / Administrateur"],
  },
};

export function groupTitle(group: Group, language: Language): string {
  return say(titles[language.flavour][group], language);
}

const row = (id: number, xmlId: string, dataId: number, ...name: [string, string]): GroupRow => ({
  id,
  xmlId,
  name,
  dataId,
});

const groups14: readonly GroupRow[] = [
  row(1, "group_user", 5, "User types / Internal User", "Types d'utilisateur / Utilisateur interne"),
  row(2, "group_erp_manager", 2721, "Administration / Access Rights", "Administration / Droits d'accès"),
  row(3, "group_system", 2722, "Administration / Settings", "Administration / Configuration"),
  row(
    4,
    "group_multi_company",
    2725,
    "Extra Rights / Multi Companies",
    "Droits supplémentaires / Multi sociétés",
  ),
  row(
    6,
    "group_no_one",
    2727,
    "Extra Rights / Technical Features",
    "Droits supplémentaires / Caractéristiques techniques",
  ),
  row(
    7,
    "group_allow_export",
    2728,
    "Technical / Access to export feature",
    "Technique / Access to export feature",
  ),
  row(
    8,
    "group_partner_manager",
    2730,
    "Extra Rights / Contact Creation",
    "Droits supplémentaires / Création de contact",
  ),
];

const groups19: readonly GroupRow[] = [
  row(1, "group_user", 3913, "Role / User", "Rôle / Utilisateur"),
  row(2, "group_erp_manager", 3914, "Access Rights", "Droits d'accès"),
  row(3, "group_partner_manager", 3915, "Contact / Creation", "Contact / Création"),
  row(4, "group_system", 3916, "Role / Administrator", "Rôle / Administrateur"),
  row(5, "group_multi_company", 3918, "Multi Companies", "Multi-sociétés"),
];

/** The groups that matter here. The real servers have some more. */
export function groupRows(flavour: Flavour): readonly GroupRow[] {
  return flavour === "odoo-14" ? groups14 : groups19;
}

/** External ids of a user's groups: those given, and those that they bring along. */
export function groupIds(flavour: Flavour, groups: ReadonlySet<Group>, companies: number) {
  const settings = groups.has("settings");
  const multi = companies > 1 ? ["group_multi_company"] : [];
  const own = [
    ...(settings ? ["group_system"] : groups.has("rights") ? ["group_erp_manager"] : ["group_user"]),
    ...multi,
  ];
  if (!settings && groups.has("rights")) own.push("group_user");
  const all = settings ? ["group_user", "group_erp_manager", "group_partner_manager", ...own] : [...own];
  if (flavour === "odoo-14") all.push("group_no_one", ...(settings ? ["group_allow_export"] : []));
  const ids = (names: readonly string[]) =>
    groupRows(flavour)
      .filter((row) => names.includes(row.xmlId))
      .map((row) => row.id);
  return { own: ids(own), all: ids(all) };
}
