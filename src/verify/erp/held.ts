import type { ErpClient } from "#clients/erp/client.ts";
import type { CompanyOAuth } from "#clients/erp/company.ts";
import { BASE_URL, readParameters } from "#clients/erp/parameters.ts";
import type { MailSystem } from "#config/rules/mailSystems.ts";
import { type ParameterTemplate, roleIn } from "#config/rules/profiles.ts";
import { byHand } from "../check.ts";
import type { Problem } from "../finding.ts";
import { HeldSecret } from "./heldSecret.ts";

/** What the ERP's company tab holds for one system. `undefined` is a value that the ERP hides, or has no field for. */
export interface HeldByErp {
  clientId: string | undefined;
  tenant: string | undefined;
  redirectUri: string | undefined;
  secret: HeldSecret | "none" | "hidden";
}

/** Why nothing can be said of an ERP that nobody but its vendor reaches. */
export const AT_VENDOR: Problem = {
  what: "the vendor runs this ERP, and nobody else has access to it",
  next: [byHand("ask the vendor")],
};

/** What system parameters hold. Such an ERP builds its redirect URI from its own address. */
export async function heldInParameters(
  client: ErpClient,
  templates: readonly ParameterTemplate[],
  path: string,
): Promise<HeldByErp> {
  const live = await readParameters(client, [...templates.map(({ key }) => key), BASE_URL]);
  const base = live[BASE_URL] ?? "";
  const secret = roleIn(templates, "clientSecret", live) ?? "";
  return {
    clientId: roleIn(templates, "clientId", live),
    tenant: roleIn(templates, "tenant", live),
    redirectUri: URL.canParse(path, base) ? new URL(path, base).href : base,
    secret: secret === "" ? "none" : new HeldSecret(secret),
  };
}

/** What the company tab holds. */
export function heldIn(values: CompanyOAuth, system: MailSystem): HeldByErp {
  const secret = values[`${system}.clientSecret`]?.value;
  return {
    clientId: values[`${system}.clientId`]?.value,
    tenant: values[`${system}.tenant`]?.value,
    redirectUri: values[`${system}.redirectUri`]?.value,
    secret: secret === undefined ? "hidden" : secret === "" ? "none" : new HeldSecret(secret),
  };
}
