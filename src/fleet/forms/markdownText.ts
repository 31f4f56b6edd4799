import { plainLine } from "#config/rules/printable.ts";

/** Characters that a text may take up, so that one long value does not push everything else out. */
const MOST = 400;

/**
 * Any text as code in Markdown: on one line, and whatever stands in it is neither markup nor a table's edge. As HTML's code element,
 * because there GitHub and GitLab take no @name for somebody to notify and no #1 for a reference.
 */
export function markdownCode(text: string): string {
  let escaped = "";
  for (const character of plainLine(text).replace(/\s+/g, " ").trim()) {
    const next = character.replace(/[&<>|`*_~[\]\\$]/, (special) => `&#${special.charCodeAt(0)};`);
    if (escaped.length + next.length > MOST) return `<code>${escaped}…</code>`;
    escaped += next;
  }
  return escaped && `<code>${escaped}</code>`;
}

/** A table of at most so many rows, with a word on those left out. None where there is no row. */
export function markdownTable(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  most: number,
): readonly string[] {
  if (rows.length === 0) return [];
  return [
    "",
    line(heads),
    line(heads.map(() => "---")),
    ...rows.slice(0, most).map(line),
    ...(rows.length > most ? ["", `${rows.length - most} more are left out here.`] : []),
  ];
}

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
