import { CsvError, parse } from "csv-parse/sync";
import { WrongUsage } from "#cli/terminal.ts";
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

/** What separates cells: a comma, or what Excel writes where a comma is the decimal sign, or a tab. */
const DELIMITERS = [",", ";", "\t"] as const;
type Delimiter = (typeof DELIMITERS)[number];

/**
 * Reads the tenants that a CSV file lists, as RFC 4180 or a spreadsheet writes it. An empty cell is as good as none. Blanks around a cell
 * do not count; a password keeps its own where it stands in quotation marks.
 *
 * @throws WrongUsage naming row and column; never with what stands in a cell, because that may be a password
 */
export function tenantRows(text: string): TenantRow[] {
  const { delimiter, body } = separated(text);
  const [first = [], ...lines] = cells(body, delimiter);
  const header = withoutEmptyEnd(first.map((column) => column.trim().toLowerCase()));
  checkHeader(header);
  const rows = lines.flatMap((line, index) => {
    const row = index + 2;
    if (line.every((cell) => cell.trim() === "")) return [];
    if (line.length < header.length || withoutEmptyEnd(line).length > header.length)
      throw new WrongUsage(`Row ${row} has ${line.length} cells, and row 1 has ${header.length}. ${QUOTING}`);
    const cell = (column: string) => line[header.indexOf(column)] ?? "";
    const fields = FIELD_NAMES.map((field) => [field, given(field, cell(field).trim())]);
    const password = cell(PASSWORD);
    return [{ row, name: cell(NAME).trim(), given: Object.fromEntries(fields) as Given, password }];
  });
  if (rows.length === 0)
    throw new WrongUsage("Row 1 names the columns, and no tenant follows. Allowed: a row for each tenant.");
  const names = rows.map(({ name }) => name);
  const twice = rows.find(({ name }, index) => names.indexOf(name) < index);
  if (!twice) return rows;
  const before = rows.find(({ name }) => name === twice.name);
  throw new WrongUsage(
    `Row ${twice.row}, column ${NAME}: "${twice.name}" stands in row ${before?.row} already. Allowed: each name once.`,
  );
}

/** The row that the text of a CSV file has come to, counted as everywhere here. */
export function rowReached(text: string): string {
  const { body } = separated(text);
  let inQuotes = false;
  let row = 1;
  for (const [at] of body.matchAll(/"|\r\n|\r|\n/g))
    if (at === '"') inQuotes = !inQuotes;
    else if (!inQuotes) row += 1;
  return `row ${row}`;
}

/** What separates the cells, as between the names of the columns, none of which has such a character; without Excel's line "sep=". */
function separated(text: string): { delimiter: Delimiter; body: string } {
  const [declaration = ""] = /^"?sep=[,;\t]"?(?:\r\n|\r|\n|$)/i.exec(text) ?? [];
  const body = text.slice(declaration.length);
  const [header = ""] = /^[^\r\n]*/.exec(body) ?? [];
  const count = (one: string) => header.split(one).length;
  const [most] = DELIMITERS.toSorted((a, b) => count(b) - count(a));
  return { delimiter: most ?? ",", body };
}

/** Spreadsheets write columns on after the last one that is used. */
const withoutEmptyEnd = (line: readonly string[]): readonly string[] =>
  line.slice(0, line.findLastIndex((cell) => cell.trim() !== "") + 1);

const given = (field: FieldName, cell: string): string | string[] =>
  fieldOf(field).list
    ? cell
        .split(SEPARATOR)
        .map((one) => one.trim())
        .filter((one) => one !== "")
    : cell;

function checkHeader(header: readonly string[]): void {
  const allowed = `Allowed: ${COLUMNS.join(", ")}, each once, separated by commas, semicolons or tabs.`;
  // First: what is no header may be a row with a password.
  if (!header.includes(NAME)) throw new WrongUsage(`Row 1: column ${NAME} is missing. ${allowed}`);
  header.forEach((column, index) => {
    if (!COLUMNS.includes(column)) throw new WrongUsage(`Row 1: there is no column "${column}". ${allowed}`);
    if (header.indexOf(column) < index)
      throw new WrongUsage(`Row 1: column ${column} stands there twice. ${allowed}`);
  });
}

const QUOTING =
  'Allowed: a cell with the separator, a quotation mark or a line break stands in quotation marks, and each of its own is doubled: "a ""b"", c"';

function cells(text: string, delimiter: Delimiter): string[][] {
  // Rows are counted here, because the library counts lines, and a cell may have several.
  let rows = 0;
  const on_record = (record: string[]): string[] => {
    rows += 1;
    return record;
  };
  try {
    return parse(text, {
      delimiter,
      relax_column_count: true,
      on_record,
      // Blanks between a separator and a quotation mark would otherwise be taken for an error.
      trim: true,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new WrongUsage(`Row ${rows + 1} has a quotation mark in a wrong place. ${QUOTING}`);
  }
}
