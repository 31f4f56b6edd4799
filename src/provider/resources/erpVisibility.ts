import type { CompanyOAuth } from "#clients/erp/company.ts";
import type { FieldPath, Visibility } from "#clients/erp/companyValues.ts";
import type { ErpRole } from "#config/rules/profiles.ts";

import type { Values } from "../plugin.ts";
import { sameValue, text } from "../values.ts";

/*
 * A value that the ERP hides cannot be compared. The output `visibility` remembers which ones these are, by role; whether
 * somebody changed them is unknown, and the configuration's erp.forceWrite is what writes them all the same.
 */

/** How the ERP shows each value. One that it was once found to hide is comparable again when it shows what we wrote. */
export function visibilityOf(live: CompanyOAuth, outputs: Values, wanted: Values): Values {
  const { system } = wanted;
  const entries = Object.entries(live).filter(([path]) => path.startsWith(`${text(system)}.`));
  return Object.fromEntries(
    entries.map(([path, { value, visibility }]): [string, Visibility] => {
      const role = path.slice(path.indexOf(".") + 1);
      const hidden = isHidden(outputs, role) && !sameValue(value, wanted[role]);
      return [role, visibility === "readable" && hidden ? "masked" : visibility];
    }),
  );
}

/** Whether what the ERP shows of a value says nothing about it. */
export function isHidden(outputs: Values, role: string): boolean {
  const known = (outputs.visibility ?? {}) as Values;
  return known[role] === "masked" || known[role] === "forbidden";
}

export const hiddenPaths = (outputs: Values, system: string, roles: readonly ErpRole[]): FieldPath[] =>
  roles.filter((role) => isHidden(outputs, role)).map((role) => `${system}.${role}` as FieldPath);
