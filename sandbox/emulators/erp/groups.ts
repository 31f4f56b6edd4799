import { type Language, say, type Text } from "./labels.ts";
import type { Flavour } from "./options.ts";
import type { Group } from "./schema.ts";

/** A row of res.groups and its external id. */
export interface GroupRow {
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

const groups14: readonly GroupRow[] = [
  {
    id: 1,
    xmlId: "group_user",
    dataId: 5,
    name: ["User types / Internal User", "Types d'utilisateur / Utilisateur interne"],
  },
  {
    id: 2,
    xmlId: "group_erp_manager",
    dataId: 2721,
    name: ["Administration / Access Rights", "Administration / Droits d'accès"],
  },
  {
    id: 3,
    xmlId: "group_system",
    dataId: 2722,
    name: ["Administration / Settings", "Administration / Configuration"],
  },
  {
    id: 4,
    xmlId: "group_multi_company",
    dataId: 2725,
    name: ["Extra Rights / Multi Companies", "Droits supplémentaires / Multi sociétés"],
  },
  {
    id: 6,
    xmlId: "group_no_one",
    dataId: 2727,
    name: ["Extra Rights / Technical Features", "Droits supplémentaires / Caractéristiques techniques"],
  },
  {
    id: 7,
    xmlId: "group_allow_export",
    dataId: 2728,
    name: ["Technical / Access to export feature", "Technique / Access to export feature"],
  },
  {
    id: 8,
    xmlId: "group_partner_manager",
    dataId: 2730,
    name: ["Extra Rights / Contact Creation", "Droits supplémentaires / Création de contact"],
  },
];

const groups19: readonly GroupRow[] = [
  { id: 1, xmlId: "group_user", dataId: 3913, name: ["Role / User", "Rôle / Utilisateur"] },
  { id: 2, xmlId: "group_erp_manager", dataId: 3914, name: ["Access Rights", "Droits d'accès"] },
  { id: 3, xmlId: "group_partner_manager", dataId: 3915, name: ["Contact / Creation", "Contact / Création"] },
  { id: 4, xmlId: "group_system", dataId: 3916, name: ["Role / Administrator", "Rôle / Administrateur"] },
  { id: 5, xmlId: "group_multi_company", dataId: 3918, name: ["Multi Companies", "Multi-sociétés"] },
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
