import type { MailSystem } from "#config/rules/mailSystems.ts";
import { nearest } from "#config/rules/nearMiss.ts";
import { nextStepText } from "#config/rules/nextStep.ts";
import type { ErpRole } from "#config/rules/profiles.ts";
import type { ErpClient } from "./client.ts";
import {
  type FieldEntry,
  type FieldPath,
  type FieldValue,
  fieldEntries,
  judge,
  lengthOf,
  needsWriting,
  readValue,
} from "./companyValues.ts";
import type { CompanyFields } from "./discovery.ts";
import { ErpError, type ErpErrorDetails, isErpError } from "./errors.ts";
import { fieldPin } from "./pin.ts";
import { readOne, refuseReadonly, searchRead, write } from "./records.ts";

const COMPANY = "res.company";
const MOST_LISTED = 20;
const MASKED: FieldValue = { value: undefined, visibility: "masked" };
const FORBIDDEN: FieldValue = { value: undefined, visibility: "forbidden" };

export interface Company {
  id: number;
  name: string;
}

/** Values to write, under the names that the configuration uses. */
export type CompanyValues = Partial<Record<MailSystem, Partial<Record<ErpRole, string>>>>;

/** What the ERP shows of each field. Holds secrets. */
export type CompanyOAuth = Partial<Record<FieldPath, FieldValue>>;

export interface WriteResult {
  /** Fields that differed and were written. */
  written: FieldPath[];
  /** Every field afterwards, with the visibility that the comparison found. Holds secrets. */
  after: CompanyOAuth;
}

export interface WriteOptions {
  /** Let an empty text clear a secret, e.g. to leave the ERP as it was found. @default false */
  clearSecrets?: boolean;
  /** Fields that were found masked before: what they show, even if it never changes, proves nothing. */
  masked?: readonly FieldPath[];
}

/** Finds a company by exact name or by id. @throws ErpError when there is none, or several of that name */
export async function findCompany(client: ErpClient, nameOrId: string | number): Promise<Company> {
  const key = typeof nameOrId === "number" ? "id" : "name";
  const companies = (await searchRead(client, COMPANY, [[key, "=", nameOrId]], ["name"])).map(toCompany);
  const [only, ...others] = companies;
  if (only && others.length === 0) return only;
  const wanted = key === "id" ? `with the id ${nameOrId}` : `named "${nameOrId}"`;
  if (only) {
    const ids = companies.map(({ id }) => id).join(", ");
    throw refusal(
      "validation",
      `The ERP has ${companies.length} companies ${wanted}: ids ${ids}. Give the id (a number) instead of the name.`,
    );
  }
  const visible = await listCompanies(client);
  const near = nearest(String(nameOrId), key === "id" ? [] : visible, ({ name }) => name);
  const names = visible.slice(0, MOST_LISTED).map(nameAndId).join(", ");
  throw refusal(
    "missing-record",
    `The ERP has no company ${wanted}, or the ERP user has no access to it. A name must be exact${near ? `: ${nameAndId(near.candidate)} ${near.miss}` : ""}. ` +
      `Companies that the ERP user sees: ${names || "none"}.`,
    { instead: near && String(near.candidate.id) },
  );
}

/** All companies that the ERP user sees. */
export const listCompanies = async (client: ErpClient): Promise<Company[]> =>
  (await searchRead(client, COMPANY, [], ["name"])).map(toCompany);

/** Reads the OAuth2 values of a company. The secrets among them are known to the client's redaction from now on. */
export async function readCompanyOAuth(
  client: ErpClient,
  companyId: number,
  fields: CompanyFields,
): Promise<CompanyOAuth> {
  return (await readNamedCompany(client, companyId, fields)).values;
}

/** The same, with the company's name: for whoever knows it by that. */
export async function readNamedCompany(
  client: ErpClient,
  companyId: number,
  fields: CompanyFields,
): Promise<{ name: string; values: CompanyOAuth }> {
  const entries = fieldEntries(fields);
  const names = entries.map(({ found }) => found.field);
  const shown = await readShown(client, companyId, ["name", ...names]);
  const values: CompanyOAuth = {};
  for (const { path, found } of entries) {
    const value = found.field in shown ? readValue(shown[found.field]) : FORBIDDEN;
    if (found.secret && value.value) client.protect(value.value);
    values[path] = value;
  }
  return { name: String(shown["name"]), values };
}

/** Reads the fields together; where the ERP refuses, one by one, as a single forbidden field makes it refuse all of them. */
async function readShown(
  client: ErpClient,
  companyId: number,
  names: readonly string[],
): Promise<Record<string, unknown>> {
  const ask = async (fields: readonly string[]): Promise<Record<string, unknown>> =>
    await readOne(client, COMPANY, companyId, fields);
  try {
    return await ask(names);
  } catch (error) {
    if (!isErpError(error, "no-rights")) throw error;
    const shown: Record<string, unknown> = {};
    for (const name of names) Object.assign(shown, await ask([name]).catch(noRights));
    if (names.some((name) => name !== "name" && name in shown)) return shown;
    throw error;
  }
}

function noRights(error: unknown): Record<string, unknown> {
  if (isErpError(error, "no-rights")) return {};
  throw error;
}

/**
 * Makes a company hold these values: reads, writes what differs, reads back. A value that is not given stays as it is. A
 * field that the ERP hides cannot be compared and is written each time: leave its value out to spare it.
 * @throws ErpError before anything is written when a value does not fit, afterwards when one was not kept
 */
export async function writeCompanyOAuth(
  client: ErpClient,
  companyId: number,
  fields: CompanyFields,
  values: CompanyValues,
  options: WriteOptions = {},
): Promise<WriteResult> {
  const wanted = pair(fields, values);
  for (const { found, value } of wanted) if (found.secret && value) client.protect(value);
  for (const entry of wanted) {
    refuseReadonly(COMPANY, entry.found);
    refuseUnfit(entry, options);
  }

  const before = await readCompanyOAuth(client, companyId, fields);
  const differing = wanted.filter(({ path, value }) => needsWriting(before[path], value));
  if (differing.length === 0) return { written: [], after: before };

  // `false` is how the ERP itself stores "nothing".
  const update = Object.fromEntries(differing.map(({ found, value }) => [found.field, value || false]));
  await write(client, COMPANY, [companyId], update);

  const after = await readCompanyOAuth(client, companyId, fields);
  for (const entry of differing) {
    const { path, found, value } = entry;
    const shown = after[path] ?? readValue(undefined);
    const earlier = options.masked?.includes(path) ? MASKED : (before[path] ?? readValue(undefined));
    const verdict = judge(value, earlier, shown, found.secret ?? false);
    if (verdict === "lost") throw notKept(client, entry, companyId, shown);
    after[path] = verdict === "readable" ? shown : { value: undefined, visibility: verdict };
  }
  return { written: differing.map(({ path }) => path), after };
}

interface Wanted extends FieldEntry {
  value: string;
}

function pair(fields: CompanyFields, values: CompanyValues): Wanted[] {
  const entries = new Map<string, FieldEntry>(fieldEntries(fields).map((entry) => [entry.path, entry]));
  return Object.entries(values).flatMap(([provider, roles]) =>
    Object.entries(roles).map(([role, value]) => {
      const entry = entries.get(`${provider}.${role}`);
      if (entry) return { ...entry, value };
      throw refusal(
        "no-such-field",
        `The ERP's company form has no field for ${provider}.${role}. Leave the value out, or pin its field: ` +
          nextStepText(fieldPin(`erp.fields.${provider}.${role}`, "<field>")),
      );
    }),
  );
}

function refuseUnfit({ path, found, value }: Wanted, options: WriteOptions): void {
  const { field, label, size, secret } = found;
  if (secret && value === "" && !options.clearSecrets) {
    throw refusal(
      "validation",
      `${path} is empty: an empty secret is never written to the ERP's field ${field}.`,
      { field },
    );
  }
  const length = lengthOf(value);
  if (size !== undefined && length > size) {
    throw refusal(
      "validation",
      `${path} has ${length} characters, the ERP's field ${field} ("${label}") takes ${size} and would cut the rest without a ` +
        "word. Nothing was written. Ask who runs the ERP to make the field longer.",
      { field },
    );
  }
}

/** Says how the value differs, without showing a secret. */
function notKept(
  client: ErpClient,
  { path, found, value }: Wanted,
  companyId: number,
  shown: FieldValue,
): ErpError {
  const { field, label, secret } = found;
  const is = shown.value ?? "";
  const how =
    is !== "" && value.startsWith(is)
      ? `it was cut to ${lengthOf(is)} of ${lengthOf(value)} characters`
      : secret
        ? "another value is there"
        : `it reads "${is}"`;
  return refusal(
    "validation",
    client.redact(
      `The ERP accepted ${path} for company ${companyId}, but its field ${field} ("${label}") did not keep it: ${how}. The ERP user may ` +
        "lack the right to write it, something in the ERP sets it (server environment files, a computed field), or somebody " +
        "changed it at the same moment.",
    ),
    { field },
  );
}

function refusal(
  kind: ErpError["kind"],
  message: string,
  more: Pick<ErpErrorDetails, "field" | "instead"> = {},
): ErpError {
  return new ErpError({ kind, message, model: COMPANY, ...more });
}

/** As errors list a record. */
export const nameAndId = ({ id, name }: Company): string => `"${name}" (id ${id})`;

function toCompany(row: { id: number; name?: unknown }): Company {
  return { id: row.id, name: String(row.name) };
}
