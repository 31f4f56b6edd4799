import { type CompanyOAuth, findCompany, readCompanyOAuth } from "../../clients/erp/company.ts";
import { connect, type Protocol } from "../../clients/erp/connect.ts";
import { discoverCompanyFields } from "../../clients/erp/discovery.ts";
import type { Role } from "../../clients/erp/labels.ts";
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
}

/** What the ERP's company tab holds for Microsoft. `undefined` is a value that the ERP hides. */
export interface HeldByErp {
  clientId: string | undefined;
  tenant: string | undefined;
  redirectUri: string | undefined;
  secret: HeldSecret | "none" | "hidden";
}

/** Reads what the ERP holds. Never throws: an ERP that cannot be read is a problem to report. */
export async function readHeld(access: ErpAccess): Promise<Part<HeldByErp>> {
  const { company, fields, ...connection } = access;
  try {
    const client = await connect(connection);
    const { id } = await findCompany(client, company);
    const found = await discoverCompanyFields(client, {
      providers: ["microsoft"],
      ...(fields ? { overrides: { microsoft: fields } } : {}),
    });
    return { value: heldIn(await readCompanyOAuth(client, id, found)) };
  } catch (error) {
    return { problem: unreadable(error) };
  }
}

function heldIn(values: CompanyOAuth): HeldByErp {
  const secret = values["microsoft.clientSecret"]?.value;
  return {
    clientId: values["microsoft.clientId"]?.value,
    tenant: values["microsoft.tenant"]?.value,
    redirectUri: values["microsoft.redirectUri"]?.value,
    secret: secret === undefined ? "hidden" : secret === "" ? "none" : new HeldSecret(secret),
  };
}

/** The first line says what is wrong; what follows, such as a list of candidates, is what `pulumi preview` shows too. */
function unreadable(error: unknown): Problem {
  const [what = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return { what, fix: "pulumi preview names the property to set" };
}
