import { existsSync } from "node:fs";
import { join } from "node:path";
import { isMap, isScalar, isSeq, parseDocument } from "yaml";
import { ownEntries } from "./entries.ts";
import type { RawEntry } from "./parse.ts";
import type { Project } from "./project.ts";
import { readOtherwise, type Unquoted } from "./rules/unquoted.ts";
import { readText } from "./text.ts";

/** The same with the stack's own file; the entries as they are where that is not there. @throws Error for a file that is no text */
export function withFileOf(
  entries: Readonly<Record<string, RawEntry>>,
  { name, stackFolder }: Pick<Project, "name" | "stackFolder">,
  stack: string,
): Readonly<Record<string, RawEntry>> {
  const file = ["yaml", "yml"].map((end) => join(stackFolder, `Pulumi.${stack}.${end}`)).find(existsSync);
  return file ? withUnquoted(entries, name, readText(file)) : entries;
}

/**
 * The entries of a configuration, with what their file says and YAML reads as something else: the engine hands over no trace of it.
 *
 * @param project its name, which its keys begin with @param text the file; one that is not YAML adds nothing
 */
export function withUnquoted(
  entries: Readonly<Record<string, RawEntry>>,
  project: string,
  text: string,
): Record<string, RawEntry> {
  // Where all scalars stay the text that they are.
  const document = parseDocument(text, { schema: "failsafe" });
  const config = document.errors.length > 0 ? undefined : document.get("config");
  const pairs = isMap(config) ? config.items : [];
  const all = Object.fromEntries(pairs.map(({ key, value }) => [String(key), { value, encrypted: false }]));
  const nodes = ownEntries(project, all as unknown as Record<string, RawEntry>);
  return Object.fromEntries(
    Object.entries(entries).map(([key, entry]) => {
      const unquoted = unquotedBelow(nodes[key]?.value, [key]);
      return [key, unquoted.length > 0 ? { ...entry, unquoted } : entry];
    }),
  );
}

function unquotedBelow(node: unknown, path: Unquoted["path"]): Unquoted[] {
  if (isMap(node))
    return node.items.flatMap(({ key, value }) => unquotedBelow(value, [...path, String(key)]));
  if (isSeq(node)) return node.items.flatMap((item, index) => unquotedBelow(item, [...path, index]));
  if (!isScalar(node) || node.type !== "PLAIN") return [];
  const written = String(node.value);
  const readAs = readOtherwise(written);
  return readAs ? [{ path, written, readAs }] : [];
}
