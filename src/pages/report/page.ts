import { readFileSync } from "node:fs";
import type { CalendarDate } from "#config/rules/dates.ts";
import type { SharedCause } from "#fleet/forms/findings.ts";
import type { Outcome } from "#fleet/results/result.ts";
import { htmlDocument } from "../html/document.ts";
import { type Html, html } from "../html/html.ts";
import { filters } from "./filters.ts";
import type { Report } from "./model.ts";
import { tenantsTable } from "./tenantsTable.ts";
import { timeline } from "./timeline.ts";
import { counted, duration, minute, tenantLink } from "./words.ts";

const STYLES = ["base.css", "overview.css", "tenants.css"];

const asset = (name: string): string => readFileSync(new URL(`page/${name}`, import.meta.url), "utf8");

/** The report as one HTML file: it needs no network, and without script only filter and order are missing. */
export function page(report: Report): string {
  const { command, started, seconds, made, results, shared, notes, secrets } = report;
  const byOutcome = Map.groupBy(results, ({ outcome }) => outcome);
  return htmlDocument({
    language: "en",
    title: `${counted(results.length, "tenant")}, ${command} of ${minute(started)}`,
    style: STYLES.map(asset).join(""),
    script: asset("page.js"),
    body: html`<header>
<h1>${counted(results.length, "tenant")}</h1>
<p class="quiet"><code>modern-auth ${command}</code> of <time datetime="${started}">${minute(started)}</time>, took ${duration(seconds)}. Report of <time datetime="${made}">${minute(made)}</time>.</p>
</header>
<main>
<section aria-label="Outcomes">
${outcomes(byOutcome, results.length)}</section>
${shared.length > 0 ? html`<section class="notes" aria-label="Causes that several tenants have"><ul>${shared.map(cause)}</ul></section>\n` : ""}${notes.length > 0 ? html`<section class="notes" aria-label="Notes"><ul>${notes.map((note) => html`<li>${note}</li>`)}</ul></section>\n` : ""}<section aria-labelledby="secrets">
<h2 id="secrets">Ends of secrets</h2>
${secrets.length > 0 ? timeline(secrets, made.slice(0, 10) as CalendarDate) : html`<p class="quiet">No end of a secret is known.</p>\n`}</section>
<section aria-labelledby="tenants">
<h2 id="tenants">Tenants</h2>
${filters(results)}${tenantsTable(report)}</section>
</main>`,
  });
}

/** What stops several tenants at once, and what helps all of them. */
const cause = ({ text, fix, tenants }: SharedCause): Html =>
  html`<li>${text}${fix ? html`<br>fix: ${fix}` : ""}<br><small>${counted(tenants.length, "tenant")}: ${tenants.map((tenant, place) => html`${place > 0 ? ", " : ""}${tenantLink(tenant)}`)}</small></li>`;

/** How many tenants ended how, the gravest first. The script makes links of the numbers, which show those tenants only. */
function outcomes(byOutcome: ReadonlyMap<Outcome, readonly unknown[]>, total: number): Html {
  let x = 0;
  const bars = [...byOutcome].map(([outcome, { length }]) => {
    const bar = html`<rect class="${outcome}" x="${percent(x, total)}" width="${percent(length, total)}" height="100%"/>`;
    x += length;
    return bar;
  });
  const links = [...byOutcome].map(
    ([outcome, { length }]) =>
      html`<li><a data-hash="outcome=${outcome}"><span class="state ${outcome}">${length} ${outcome}</span></a></li>`,
  );
  return html`<svg class="share" aria-hidden="true">${bars}</svg>\n<ul class="outcomes">${links}</ul>\n`;
}

const percent = (part: number, total: number): string => `${((part / total) * 100).toFixed(2)}%`;
