import { type Html, html } from "../html/html.ts";
import type { Report } from "./model.ts";
import { systemsOf } from "./systems.ts";
import { SYSTEMS } from "./words.ts";

/** What narrows the tenants down. Hidden until the script is there that does so. */
export function filters(results: Report["results"]): Html {
  // In the order of their gravity, which the results have already.
  const outcomes = [...new Set(results.map(({ outcome }) => outcome))];
  const tags = [...new Set(results.flatMap(({ tags }) => tags))].toSorted();
  const systems = [...new Set(results.flatMap(systemsOf))].toSorted();
  return html`<search hidden>
<label>Search <input type="search" name="text" autocomplete="off" spellcheck="false"></label>
${choice("State", "outcome", outcomes)}
${choice("Tag", "tag", tags)}
${choice("Attention in", "system", systems, SYSTEMS)}
<output></output>
<button type="button" hidden>Show all</button>
</search>
`;
}

const choice = <Value extends string>(
  label: string,
  name: string,
  values: readonly Value[],
  words?: Readonly<Record<Value, string>>,
): Html =>
  values.length === 0
    ? html``
    : html`<label>${label} <select name="${name}"><option value="">any</option>${values.map(
        (value) => html`<option value="${value}">${words?.[value] ?? value}</option>`,
      )}</select></label>`;
