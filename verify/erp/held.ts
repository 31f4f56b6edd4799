import { type CompanyOAuth, findCompany, readCompanyOAuth } from "../../clients/erp/company.ts";
import { connect, type Protocol } from "../../clients/erp/connect.ts";
import { discoverCompanyFields } from "../../clients/erp/discovery.ts";
import type { Role } from "../../clients/erp/labels.ts";
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
  company: string | number;
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
  const { company, fields, incomingUse: _, ...connection } = access;
  try {
    const client = await connect(connection);
    const { id } = await findCompany(client, company);
    const found = await discoverCompanyFields(client, {
      providers: [system],
      ...(fields ? { overrides: { [system]: fields } } : {}),
    });
    return { value: heldIn(await readCompanyOAuth(client, id, found), system) };
  } catch (error) {
    return { problem: unreadable(error) };
  }
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
