import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { COLUMNS, tenantRows } from "#cli/tenant/add/rows.ts";

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

it("The rows of a CSV file hold names and passwords exactly as they were written, in any order of the columns", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(fc.string({ unit: "binary" }), fc.string({ unit: "binary" })), {
        selector: ([name]) => name,
        maxLength: 5,
      }),
      fc.shuffledSubarray(COLUMNS, { minLength: COLUMNS.length }),
      (tenants, columns) => {
        const cells = tenants.map(([name, password]) =>
          columns.map((column) => (column === "name" ? name : column === "erp-password" ? password : "")),
        );
        const rows = tenantRows(csv([columns, ...cells]));
        assert.deepEqual(
          rows.map(({ name, password }) => [name, password]),
          tenants,
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
