import { plainLine, plainText } from "#config/rules/printable.ts";
import type { GuideValue, Page, Step } from "./page.ts";
import type { Text } from "./text.ts";

/** The guide as Markdown (CommonMark), for a ticket or a repository. Values stand in blocks of code, exactly as they are. */
export const markdownPage = (page: Page): string =>
  [
    `# ${escaped(page.title)}`,
    ...page.intro.map(inline),
    ...page.steps.flatMap((step, index) => section(page, step, index + 1)),
  ]
    .join("\n\n")
    .concat("\n");

const section = ({ headings }: Page, step: Step, number: number): string[] => [
  `## ${number}. ${escaped(step.title)}`,
  `[${escaped(step.link)}](<${step.url}>)`,
  ...(step.values.length > 0 ? [`### ${headings.values}`, ...step.values.map(block)] : []),
  `### ${headings.screen}`,
  step.screen.map((line, index) => `${index + 1}. ${inline(line)}`).join("\n"),
  `### ${headings.traps}`,
  step.traps.map((line) => `- ${inline(line)}`).join("\n"),
];

function block(value: GuideValue): string {
  const label = `**${escaped(value.label)}**`;
  if ("missing" in value) return `${label}: ${inline(value.missing)}`;
  const fence = backticks(value.value, 3);
  return `${label}\n\n${fence}text\n${plainText(value.value)}\n${fence}`;
}

const inline = (line: Text): string =>
  line
    .map((piece) => {
      if (typeof piece === "string") return escaped(piece);
      if ("code" in piece) return codeSpan(piece.code);
      return `**${escaped(piece.shown)}**${piece.english === undefined ? "" : ` (${escaped(piece.english)})`}`;
    })
    .join("");

function codeSpan(exact: string): string {
  const fence = backticks(exact, 1);
  // A backtick at an edge would join the fence; Markdown takes one space off each side.
  const space = /^`|`$/.test(exact) ? " " : "";
  return `${fence}${space}${plainLine(exact)}${space}${fence}`;
}

/** A fence that nothing in the text can close. */
function backticks(text: string, least: number): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  return "`".repeat(Math.max(least, longest + 1));
}

/** Text that means nothing to Markdown or to HTML within it. */
const escaped = (text: string): string => plainLine(text).replace(/[\\`*_[\]<>|~&#]/g, "\\$&");
