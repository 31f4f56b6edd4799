import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { COLUMNS, rowReached, tenantRows } from "#cli/tenant/add/rows.ts";

const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const csv = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => row.map(cell).join(",")).join("\n");

const problem = (text: string): string => {
  try {
    tenantRows(text);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
};

it("The rows of a CSV file hold passwords in quotation marks exactly as they were written, and names without outer blanks, in any order of the columns", () => {
  fc.assert(
    fc.property(
      fc
        .uniqueArray(fc.tuple(fc.string({ unit: "binary" }), fc.string({ unit: "binary" })), {
          selector: ([name]) => name.trim(),
          minLength: 1,
          maxLength: 5,
        })
        .filter((tenants) => tenants.every((tenant) => tenant.join("").trim() !== "")),
      fc.shuffledSubarray(COLUMNS, { minLength: COLUMNS.length }),
      (tenants, columns) => {
        const cells = tenants.map(([name, password]) =>
          columns.map((column) => (column === "name" ? name : column === "erp-password" ? password : "")),
        );
        const rows = tenantRows(csv([columns, ...cells]));
        assert.deepEqual(
          rows.map(({ name, password }) => [name, password]),
          tenants.map(([name, password]) => [name.trim(), password]),
        );
        assert.deepEqual(
          rows.map(({ row }) => row),
          tenants.map((_, index) => index + 2),
        );
      },
    ),
  );
});

it("The rows of a CSV file are refused without a word of what stands in them, wherever the file is broken", () => {
  const secret = "s3cret-s3cret";
  const broken = [
    `name,erp-password\nacme,${secret},x`,
    `name,erp-password\nacme,"${secret}`,
    `name,erp-password\nacme,"${secret}"x`,
    `name,erp-password\nacme,x${secret}"x"`,
    `acme,${secret}\n`,
  ];
  for (const text of broken) {
    assert.match(problem(text), /^Row [12]\b.*Allowed: /, text);
    assert.equal(problem(text).includes(secret), false, text);
  }
});

it("The rows of a CSV file name an unknown column, one that stands there twice, and a name that stands there twice", () => {
  assert.match(problem("name,dsn\n"), /^Row 1: there is no column "dsn"\. Allowed: name, dns, tag, /);
  assert.match(problem("name,dns,dns\n"), /^Row 1: column dns stands there twice\./);
  assert.match(problem("name\nacme\nbeta\nacme\n"), /^Row 4, column name: "acme" stands in row 2 already\./);
});

it("The rows of a CSV file have several tags and servers in one cell, separated by semicolons", () => {
  const [row] = tenantRows('name,tag,incoming-server\nacme,a; b ;,"Office 365, in;7"\n');
  assert.deepEqual(
    [row?.given.tag, row?.given["incoming-server"]],
    [
      ["a", "b"],
      ["Office 365, in", "7"],
    ],
  );
});

it("The rows of a CSV file may be as a spreadsheet writes them, whatever separates the cells", () => {
  for (const separator of [",", ";", "\t"])
    for (const end of ["\r\n", "\n", "\r"]) {
      const line = (...some: string[]) => some.join(separator) + end;
      const body =
        line(" Name ", "DNS", '" ERP-Password"', "", "") +
        line(" acme", '" acme.cid-erp.app "', '" pw 1 "', "", "") +
        line("", " ", "", "", "") +
        line("beta", "\u00a0beta.cid-erp.app", " pw2 ", "", "");
      for (const text of [body, `sep=${separator}${end}${body}`, `"sep=${separator}"${end}${body}`])
        assert.deepEqual(
          tenantRows(text).map(({ row, name, given, password }) => [row, name, given.dns, password]),
          [
            [2, "acme", "acme.cid-erp.app", " pw 1 "],
            [4, "beta", "beta.cid-erp.app", "pw2"],
          ],
          text,
        );
    }
});

it("The rows of a CSV file are missed where there is only a header, or nothing", () => {
  assert.match(problem("name,dns\n,,\n"), /^Row 1 names the columns, and no tenant follows\./);
  assert.match(problem(""), /^Row 1: column name is missing\./);
});

it("The rows of a CSV file are counted as a spreadsheet does, line breaks within cells included", () => {
  const before = 'sep=;\r\nname;company\r\nacme;"Acme\nSA"\r\nbe';
  assert.equal(rowReached(before), "row 3");
});
