import { DEFAULT_SWITCHES, selectPermissions } from "#config/rules/permissions.ts";
import { inWords } from "#test/fixtures/findings.ts";
import { type Finding, needsAttention } from "#verify/finding.ts";
import { named, type Preview } from "./world.ts";

export interface Row {
  what: string;
  preview: string;
  verify: string;
}

/** What `pulumi preview` would change, each property once; "stops" where it goes no further. */
export const plannedLines = ({ code, steps }: Preview): string[] =>
  code === 0 || code === 7 ? [...new Set(named(steps).map(withoutPlaces))] : ["stops"];

/** What `pulumi preview` says: the properties or resources that it would change, and what it warns of. */
export function previewCell(preview: Preview): string {
  const { messages } = preview;
  const planned = plannedLines(preview);
  if (planned[0] === "stops") return `stops: ${cell(firstError(messages))}`;
  const lines = planned.map((line) => `\`${line}\``);
  const warned = /The app registration has a secret that this stack does not manage/.test(messages);
  return [...lines, ...(warned ? ["names the secret in a warning"] : [])].join("<br>") || "nothing";
}

/** What `modern-auth verify` says of everything that needs attention. */
export const verifyCell = (findings: readonly Finding[]): string =>
  findings
    .filter(needsAttention)
    .map(inWords)
    .map(({ verdict, check, actual }) => cell(`${verdict} \`${check}\`: ${actual}`))
    .join("<br>") || "nothing: it is no drift";

/** The whole page. */
export const page = (rows: Readonly<Record<string, readonly Row[]>>): string =>
  [INTRODUCTION, ...Object.entries(rows).map(([group, list]) => section(group, list))].join("\n");

/** The page without its second column. */
export const withoutPreview = (text: string): string => text.replace(/^(\| [^|]+) \| [^|]+ \|/gm, "$1 |");

const section = (group: string, rows: readonly Row[]): string =>
  [
    `## ${group}`,
    "| somebody did this | `pulumi preview` | `modern-auth verify` |",
    "|---|---|---|",
    ...rows.map(({ what, preview, verify }) => `| ${what} | ${preview} | ${verify} |`),
    "",
  ].join("\n");

const EVERY_SCOPE = selectPermissions(DEFAULT_SWITCHES)
  .filter(({ type }) => type === "Scope")
  .map(({ name }) => name)
  .toSorted()
  .join(", ");

/** Ids differ from run to run; a list of all that the stack asks for is not repeated. */
const cell = (text: string): string =>
  text
    .replaceAll(EVERY_SCOPE, "every delegated permission")
    .replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, "…")
    .replaceAll("|", "\\|")
    .replaceAll("\n", " ");

const firstError = (messages: string): string =>
  messages
    .split("\n")
    .find((line) => /error|refuse|cannot/i.test(line))
    ?.trim() ?? "an error";

/** Where in a list something stands depends on ids, which are random; and one change may move every place in it. */
const withoutPlaces = (line: string): string => line.replace(/\[\d+\].*$/, "[…]");

const INTRODUCTION = `# Drift in the Microsoft part

What the two commands say when somebody changes something by hand. This page is written by a test, from what they really said:
\`UPDATE_DOCS=1 npm test -- test/engine/driftTable.long.test.ts\`.

- \`pulumi preview --expect-no-changes\` (exit code 7 for a change) compares what the program declares, through the azuread plugin. It does
  not see what it does not declare.
- \`modern-auth verify <stack>\` (exit code 7 for drift) asks Microsoft Graph and the ERP directly, names what nobody declared, and tries
  the secret that the ERP holds. It changes nothing, and needs read rights only.

\`drift\` was changed or is missing. \`warn\` works, and needs attention; so does a secret that ends within \`--warn-days\`. \`…\` stands for
an id. The preview's column was measured with the stand-in of azuread 6.9.1, which is held to recordings of the real plugin.
`;
