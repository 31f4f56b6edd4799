import { CsvError, parse } from "csv-parse/sync";
import { FIELD_NAMES, type FieldName, fieldOf, type Given } from "#config/tenantFields.ts";
import type { TenantDraft } from "./questions.ts";

/** One tenant as a row of a CSV file says it is. */
export interface TenantRow extends TenantDraft {
  /** Counted as a spreadsheet does: the names of the columns are row 1. */
  row: number;
}

const NAME = "name";
const PASSWORD = "erp-password";
/** The columns that there may be. */
export const COLUMNS = [NAME, ...FIELD_NAMES, PASSWORD];

/** Separates the values of one cell, where a field may have several. */
const SEPARATOR = ";";

/**
 * Reads the tenants that a CSV file (RFC 4180) lists. An empty cell is as good as none.
 *
 * @throws Error naming row and column; never with what stands in a cell, because that may be a password
 */
export function tenantRows(text: string): TenantRow[] {
  const [header = [], ...lines] = cells(text);
  checkHeader(header);
  const rows = lines.flatMap((line, index) => {
    const row = index + 2;
    if (line.length === 1 && line[0] === "") return [];
    if (line.length !== header.length)
      throw new Error(`Row ${row} has ${line.length} cells, and row 1 has ${header.length}. ${QUOTING}`);
    const cell = (column: string) => line[header.indexOf(column)] ?? "";
    const fields = FIELD_NAMES.map((field) => [field, given(field, cell(field))]);
    return [{ row, name: cell(NAME), given: Object.fromEntries(fields) as Given, password: cell(PASSWORD) }];
  });
  const names = rows.map(({ name }) => name);
  const twice = rows.find(({ name }, index) => names.indexOf(name) < index);
  if (!twice) return rows;
  const first = rows.find(({ name }) => name === twice.name);
  throw new Error(
    `Row ${twice.row}, column ${NAME}: "${twice.name}" stands in row ${first?.row} already. Allowed: each name once.`,
  );
}

const given = (field: FieldName, cell: string): string | string[] =>
  fieldOf(field).list
    ? cell
        .split(SEPARATOR)
        .map((one) => one.trim())
        .filter((one) => one !== "")
    : cell;

function checkHeader(header: readonly string[]): void {
  const allowed = `Allowed: ${COLUMNS.join(", ")}, each once, separated by commas.`;
  // First: what is no header may be a row with a password.
  if (!header.includes(NAME)) throw new Error(`Row 1: column ${NAME} is missing. ${allowed}`);
  header.forEach((column, index) => {
    if (!COLUMNS.includes(column)) throw new Error(`Row 1: there is no column "${column}". ${allowed}`);
    if (header.indexOf(column) < index)
      throw new Error(`Row 1: column ${column} stands there twice. ${allowed}`);
  });
}

const QUOTING =
  'Allowed: a cell with a comma, a quotation mark or a line break stands in quotation marks, and each of its own is doubled: "a ""b"", c"';

function cells(text: string): string[][] {
  // Rows are counted here, because the library counts lines, and a cell may have several.
  let rows = 0;
  const on_record = (record: string[]): string[] => {
    rows += 1;
    return record;
  };
  try {
    return parse(text, { bom: true, relax_column_count: true, on_record });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new Error(`Row ${rows + 1} has a quotation mark in a wrong place. ${QUOTING}`);
  }
}
