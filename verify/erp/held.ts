import type { ErpClient } from "../../clients/erp/client.ts";
import { type CompanyOAuth, findCompany, readCompanyOAuth } from "../../clients/erp/company.ts";
import { connect, type Protocol } from "../../clients/erp/connect.ts";
import { discoverCompanyFields } from "../../clients/erp/discovery.ts";
import type { Role } from "../../clients/erp/labels.ts";
import { BASE_URL, readParameters } from "../../clients/erp/parameters.ts";
import { type ErpProfile, type ParameterTemplate, PROFILES, roleIn } from "../../config/erpProfiles.ts";
import type { MailSystem } from "../../config/mailSystems.ts";
import type { Part, Problem } from "../finding.ts";
import { HeldSecret } from "./heldSecret.ts";

/** How a tenant's ERP is reached, and which of its companies is meant. */
export interface ErpAccess {
  url: string;
  /** @default "auto" */
  protocol?: Protocol;
  database: string;
  login: string;
  password: string;
  /** The ERP's kind. @default CID ERP */
  profile?: ErpProfile;
  /** For an ERP that keeps the values by company. */
  company?: string | number | undefined;
  /** Technical field names that the configuration pins. */
  fields?: Partial<Record<Role, string>>;
  /** The same for the incoming servers' switch "use OAuth2". */
  incomingUse?: string;
}

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
  fix: "ask the vendor",
};

/**
 * Reads what the ERP holds. Never throws: an ERP that cannot be read is a problem to report.
 *
 * @param access absent where the vendor alone has it
 */
export async function readHeld(access: ErpAccess | undefined, system: MailSystem): Promise<Part<HeldByErp>> {
  if (!access) return { problem: AT_VENDOR };
  const { company = "", profile = PROFILES.cid, fields } = access;
  const { store, redirectPaths } = profile;
  try {
    const client = await connect(access);
    if (store.kind === "parameters")
      return { value: await heldInParameters(client, store.parameters[system], redirectPaths[system][0]) };
    const { id } = await findCompany(client, company);
    const found = await discoverCompanyFields(client, {
      module: store.module,
      providers: [system],
      ...(fields ? { overrides: { [system]: fields } } : {}),
    });
    return { value: heldIn(await readCompanyOAuth(client, id, found), system) };
  } catch (error) {
    return { problem: unreadable(error) };
  }
}

/** What system parameters hold. Such an ERP builds its redirect URI from its own address. */
async function heldInParameters(
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

function heldIn(values: CompanyOAuth, system: MailSystem): HeldByErp {
  const secret = values[`${system}.clientSecret`]?.value;
  return {
    clientId: values[`${system}.clientId`]?.value,
    tenant: values[`${system}.tenant`]?.value,
    redirectUri: values[`${system}.redirectUri`]?.value,
    secret: secret === undefined ? "hidden" : secret === "" ? "none" : new HeldSecret(secret),
  };
}

/** The first line says what is wrong; what follows, such as a list of candidates, is what `pulumi preview` shows too. */
export function unreadable(error: unknown): Problem {
  const [what = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return { what, fix: "pulumi preview names the property to set" };
}
