import { type CalendarDate, daysBetween } from "#config/rules/dates.ts";
import { type Html, html } from "../html/html.ts";
import { type TenantExpiry, urgencyOf } from "./expiries.ts";
import type { Report, ReportTenant } from "./model.ts";
import { systemsOf } from "./systems.ts";
import { tenantDetails } from "./tenantDetails.ts";
import { fromToday, steps, tenantId, tenantLink } from "./words.ts";

/**
 * All tenants, each a row group of its own: its row and, where there is more to say, a second one. The roles stand there in so many words
 * because on a phone the rows are laid out as blocks, which some browsers then take for no table.
 */
export function tenantsTable({ results, secrets, made }: Report): Html {
  const byTenant = Map.groupBy(secrets, ({ tenant }) => tenant);
  const today = made.slice(0, 10) as CalendarDate;
  return html`<table role="table" id="tenants-table">
<thead role="rowgroup"><tr role="row">
<th role="columnheader" scope="col" data-sort="tenant">Tenant</th>
<th role="columnheader" scope="col" data-sort="state" aria-sort="ascending">State</th>
<th role="columnheader" scope="col">Next</th>
<th role="columnheader" scope="col" data-sort="end">Secret ends</th>
<th role="columnheader" scope="col" data-sort="update">Last update</th>
</tr></thead>
${results.map((result) => tenantRows(result, byTenant.get(result.tenant) ?? [], today))}</table>
`;
}

function tenantRows(result: ReportTenant, secrets: readonly TenantExpiry[], today: CalendarDate): Html {
  const { tenant, tags, outcome, todo, lastRun = "", at } = result;
  const [ending] = secrets.filter(({ newest }) => newest);
  const details = tenantDetails(result, secrets);
  return html`<tbody role="rowgroup" id="${tenantId(tenant)}" data-tenant="${tenant}" data-outcome="${outcome}" data-tags="${JSON.stringify(tags)}" data-systems="${JSON.stringify(systemsOf(result))}" data-end="${ending?.end ?? ""}" data-update="${lastRun && inUtc(lastRun)}">
<tr role="row">
<th role="rowheader" scope="row">${tenantLink(tenant)}${tags.map((tag) => html` <span class="tag">${tag}</span>`)}</th>
<td role="cell"><span class="state ${outcome}">${outcome}</span>${dayOf(at) === today ? "" : html` <small>of ${dayOf(at)}</small>`}</td>
<td role="cell" class="next">${todo.length > 0 ? html`<ol>${todo.map((one) => html`<li>${steps(one, tenant)}</li>`)}</ol>` : ""}</td>
<td role="cell" class="day" data-label="Secret ends">${ending ? endCell(ending) : "–"}</td>
<td role="cell" class="day" data-label="Last update">${lastRun ? updateCell(lastRun, today) : "–"}</td>
</tr>
${details ? html`<tr role="row" class="more"><td role="cell" colspan="5">${details}</td></tr>\n` : ""}</tbody>
`;
}

/** The secret that stops the tenant first: an older one may run out. */
const endCell = (secret: TenantExpiry): Html =>
  html`<time class="${urgencyOf(secret)}" datetime="${secret.end}">${secret.end}</time> <small>${fromToday(secret.daysLeft)}</small>`;

const updateCell = (time: string, today: CalendarDate): Html => {
  const day = dayOf(time);
  return html`<time datetime="${time}">${day}</time> <small>${fromToday(daysBetween(today, day))}</small>`;
};

const inUtc = (time: string): string => new Date(time).toISOString();

const dayOf = (time: string): CalendarDate => inUtc(time).slice(0, 10) as CalendarDate;
