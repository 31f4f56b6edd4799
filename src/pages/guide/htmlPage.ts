import { htmlDocument } from "../html/document.ts";
import { type Html, html } from "../html/html.ts";
import { copyScript } from "./copyScript.ts";
import type { GuideValue, Page, Step } from "./page.ts";
import { stylesheet } from "./stylesheet.ts";
import type { Text } from "./text.ts";

/** The guide as one HTML file that needs nothing else: no network, no second file, and without script only the copy buttons. */
export const htmlPage = (page: Page): string =>
  htmlDocument({
    language: page.language,
    title: page.title,
    style: stylesheet,
    body: html`<main>
<h1>${page.title}</h1>
${page.intro.map((line) => html`<p>${inline(line)}</p>\n`)}
${page.steps.map((step, index) => section(page, step, index + 1))}
</main>
<p id="status" role="status" aria-live="polite" data-failed="${page.copying.failed}"></p>`,
    script: copyScript,
  });

function section({ headings, copying }: Page, step: Step, number: number): Html {
  const { id, title, link, url, values, screen, traps } = step;
  return html`<section aria-labelledby="${id}">
<h2 id="${id}"><span class="number">${number}</span> ${title}</h2>
<p class="link"><a href="${url}" target="_blank" rel="noreferrer">${link}</a> <span class="address">${url}</span></p>
${values.length > 0 ? html`<h3>${headings.values}</h3>\n<dl>\n${values.map((value, index) => row(value, `${id}-${index + 1}`, copying))}</dl>` : ""}
<h3>${headings.screen}</h3>
<ol>
${screen.map((line) => html`<li>${inline(line)}</li>\n`)}</ol>
<div class="traps">
<h3>${headings.traps}</h3>
<ul>
${traps.map((line) => html`<li>${inline(line)}</li>\n`)}</ul>
</div>
</section>
`;
}

// The button appears with the script that it needs.
const row = (value: GuideValue, id: string, { copy, copied }: Page["copying"]): Html =>
  "value" in value
    ? html`<div><dt>${value.label}</dt><dd><code id="${id}">${value.value}</code>
<button type="button" hidden data-copies="${id}" data-copied="${copied}"><span>${copy}</span><span class="unseen"> – ${value.label}</span></button></dd></div>
`
    : html`<div class="missing"><dt>${value.label}</dt><dd>${inline(value.missing)}</dd></div>\n`;

const inline = (line: Text): Html[] =>
  line.map((piece) => {
    if (typeof piece === "string") return html`${piece}`;
    if ("code" in piece) return html`<code>${piece.code}</code>`;
    return html`<b>${piece.shown}</b>${piece.english === undefined ? "" : ` (${piece.english})`}`;
  });
