import { addMonths, type CalendarDate, daysBetween } from "#config/rules/dates.ts";
import { type Html, html } from "../html/html.ts";
import { type TenantExpiry, urgencyOf } from "./expiries.ts";
import { type Column, monthsPicture } from "./monthsPicture.ts";
import { monthName, SYSTEMS, tenantLink } from "./words.ts";

/** This month and those of the next two years: no secret lives longer. */
const MONTHS = 25;

/** When secrets end: as a picture of what has ended and of the months ahead, and as a list of which. */
export function timeline(secrets: readonly TenantExpiry[], today: CalendarDate): Html {
  const ended = {
    name: "Ended",
    label: "ended",
    year: "",
    secrets: secrets.filter(({ daysLeft }) => daysLeft <= 0),
  };
  const byMonth = Map.groupBy(
    secrets.filter(({ daysLeft }) => daysLeft > 0),
    ({ end }) => end.slice(0, 7),
  );
  const months = monthsFrom(today).map((month, place) => column(month, place, byMonth.get(month) ?? []));
  // A month further ahead is not in the picture, but in the list.
  const listed = [ended, ...[...byMonth].map(([month, own]) => ({ name: monthName(month), secrets: own }))];
  return html`${monthsPicture([ended, ...months], 1 + partOfMonth(today))}
<details>
<summary>Which secret ends when</summary>
<dl class="months">
${listed.filter((month) => month.secrets.length > 0).map(list)}</dl>
</details>
`;
}

const column = (month: string, place: number, secrets: readonly TenantExpiry[]): Column => ({
  name: monthName(month),
  label: monthName(month, "short"),
  year: place === 0 || month.endsWith("-01") ? month.slice(0, 4) : "",
  secrets,
});

const list = ({ name, secrets }: Pick<Column, "name" | "secrets">): Html =>
  html`<div><dt>${name} <small>${secrets.length}</small></dt>
<dd><ul>${secrets.map(item)}</ul></dd></div>
`;

const item = (secret: TenantExpiry): Html =>
  html`<li><time class="${urgencyOf(secret)}" datetime="${secret.end}">${secret.end}</time> ${tenantLink(secret.tenant)} ${SYSTEMS[secret.system]} ${secret.what}</li>
`;

const monthsFrom = (today: CalendarDate): string[] =>
  Array.from({ length: MONTHS }, (_, index) => addMonths(firstOfMonth(today), index).slice(0, 7));

const firstOfMonth = (day: CalendarDate): CalendarDate => `${day.slice(0, 7)}-01` as CalendarDate;

/** How much of today's month is over: 0 on its first day. */
function partOfMonth(today: CalendarDate): number {
  const first = firstOfMonth(today);
  return daysBetween(first, today) / daysBetween(first, addMonths(first, 1));
}
