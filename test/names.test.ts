import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { trackedFiles } from "./support/trackedFiles.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Names that two files may export, and why that confuses nobody. */
const SHARED: Readonly<Record<string, string>> = {
  ErpCompanyOAuth: "the component, and the plugin's resource that it declares",
  ErpParameters: "the component, and the plugin's resource that it declares",
  GoogleOAuthClient: "the component, and the plugin's resource that it declares",
};

/** What a file exports under a name of its own; what it only passes on has its name elsewhere. */
function exportedNames(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.Latest);
  const isExported = (node: ts.Node): boolean =>
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  return source.statements.filter(isExported).flatMap((statement) => {
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.flatMap(({ name }) =>
        ts.isIdentifier(name) ? [name.text] : [],
      );
    const { name } = statement as ts.DeclarationStatement;
    return name && ts.isIdentifier(name) ? [name.text] : [];
  });
}

const filesByName = new Map<string, Set<string>>();
for (const file of trackedFiles().filter((path) => /^(src|components)\/.*\.ts$/.test(path)))
  for (const name of exportedNames(file))
    filesByName.set(name, (filesByName.get(name) ?? new Set()).add(file));

it("Each name is exported by one file of src and components, so that it stands for one thing", () => {
  const twice = [...filesByName].filter(([, files]) => files.size > 1);
  assert.ok(filesByName.size > 500, "the files were read");
  assert.deepEqual(
    Object.fromEntries(
      twice.filter(([name]) => !(name in SHARED)).map(([name, files]) => [name, [...files].toSorted()]),
    ),
    {},
  );
  assert.deepEqual(
    Object.keys(SHARED).filter((name) => !twice.some(([one]) => one === name)),
    [],
    "no longer exported twice: take it off the list",
  );
});
