import { type Html, html } from "../html/html.ts";
import { type TenantExpiry, type Urgency, urgencyOf } from "./expiries.ts";
import { counted } from "./words.ts";

/** One column of the picture. */
export interface Column {
  /** Such as "November 2026". */
  name: string;
  /** Below the column, such as "Nov"; and below that, such as "2026" where a year begins. */
  label: string;
  year: string;
  secrets: readonly TenantExpiry[];
}

/** From the top of the picture, in pixels; across it everything is in percent, so that it fits every screen. */
const TOP = 32;
const BOTTOM = 112;

/** Left out where there is no room. */
const MINOR = html` class="minor"`;

const STACK: readonly Urgency[] = ["fine", "due", "ended"];

/**
 * How many secrets end in each column.
 *
 * @param today where in the columns today is: 1.5 is the middle of the second
 */
export function monthsPicture(columns: readonly Column[], today: number): Html {
  const percent = (column: number) => `${((column / columns.length) * 100).toFixed(2)}%`;
  const most = Math.max(1, ...columns.map(({ secrets }) => secrets.length));

  const bar = ({ name, secrets }: Column, place: number): Html => {
    let y = BOTTOM;
    const parts = STACK.flatMap((urgency) => {
      const count = secrets.filter((secret) => urgencyOf(secret) === urgency).length;
      if (count === 0) return [];
      const height = (count / most) * (BOTTOM - TOP);
      y -= height;
      return [
        html`<rect class="${urgency}" x="${percent(place + 0.14)}" width="${percent(0.72)}" y="${y.toFixed(1)}" height="${height.toFixed(1)}"/>`,
      ];
    });
    return parts.length === 0
      ? html``
      : html`<g><title>${name}: ${counted(secrets.length, "secret")}</title>${parts}<text x="${percent(place + 0.5)}" y="${(y - 4).toFixed(1)}">${secrets.length}</text></g>
`;
  };

  const label = ({ label, year }: Column, place: number): Html =>
    html`<text${place % 3 === 0 ? "" : MINOR} x="${percent(place + 0.5)}" y="${BOTTOM + 16}">${label}</text><text class="${place === 1 ? "year minor" : "year"}" x="${percent(place + 0.5)}" y="${BOTTOM + 31}">${year}</text>
`;

  return html`<svg class="timeline" role="img" aria-label="How many secrets end in which month; the list below says which">
<line class="ground" x1="0" x2="100%" y1="${BOTTOM}" y2="${BOTTOM}"/>
${columns.map(bar)}${columns.map(label)}<line class="today" x1="${percent(today)}" x2="${percent(today)}" y1="16" y2="${BOTTOM}"/>
<text class="today" x="${percent(today)}" y="11">today</text>
</svg>
`;
}
