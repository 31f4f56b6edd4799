import { notable, plannedLine } from "#fleet/forms/findings.ts";
import type { PlannedChange } from "#fleet/results/result.ts";
import type { Finding } from "#verify/finding.ts";
import { findingText } from "#verify/findingText.ts";
import { checksOfFinding, countChecks } from "#verify/oneCause.ts";
import { type Html, html } from "../html/html.ts";
import { type TenantExpiry, urgencyOf } from "./expiries.ts";
import type { ReportTenant } from "./model.ts";
import { counted, duration, minute, SYSTEMS, steps } from "./words.ts";

/** What there is to say about a tenant beyond its row; undefined where there is nothing. */
export function tenantDetails(result: ReportTenant, secrets: readonly TenantExpiry[]): Html | undefined {
  const { cause, planned = [] } = result;
  const findings = notable(result);
  if (findings.length === 0 && planned.length === 0) return cause ? html`${cause.text}` : undefined;
  return html`<details><summary>${summary(findings, planned)}</summary>
${cause ? html`<p>${cause.text}</p>\n` : ""}<ul class="findings">
${findings.map((finding) => item(finding, result.tenant))}</ul>
${list("Planned changes", planned.map(change))}${list("Secrets", secrets.length > 1 ? secrets.map(secret) : [])}<p class="quiet">${further(result, countChecks(findings))}</p>
</details>`;
}

/** How much there is, and the first of it. */
function summary(findings: readonly Finding[], planned: readonly PlannedChange[]): Html {
  const counts = [
    ...(findings.length > 0 ? [counted(findings.length, "finding")] : []),
    ...(planned.length > 0 ? [counted(planned.length, "planned change")] : []),
  ];
  const [first] = [
    ...findings.map((finding) => {
      const { name, actual } = findingText(finding);
      return `${systemNames(finding)} ${name}: ${actual}`;
    }),
    ...planned.map(plannedLine),
  ];
  return html`${counts.join(", ")}<span class="first">: ${first ?? ""}</span>`;
}

/** "Microsoft", or all that one cause has to do with. */
const systemNames = (finding: Finding): string =>
  [...new Set(checksOfFinding(finding).map(({ system }) => SYSTEMS[system]))].join(", ");

function item(finding: Finding, tenant: string): Html {
  const { verdict, next } = finding;
  const { name, expected, actual } = findingText(finding);
  return html`<li><span class="state ${verdict}">${verdict}</span> ${systemNames(finding)} <code>${name}</code>
<dl>${expected ? html`<dt>expected</dt><dd><code>${expected}</code></dd>` : ""}<dt>${verdict === "inconclusive" ? "because" : "found"}</dt><dd><code>${actual}</code></dd>${next.length > 0 ? html`<dt>fix</dt><dd>${steps(next, tenant)}</dd>` : ""}</dl></li>
`;
}

const change = (planned: PlannedChange): Html => html`<li><code>${plannedLine(planned)}</code></li>`;

const secret = (expiry: TenantExpiry): Html =>
  html`<li><span class="${urgencyOf(expiry)}">${SYSTEMS[expiry.system]} ${expiry.what}</span> ends <time datetime="${expiry.end}">${expiry.end}</time></li>`;

const list = (heading: string, items: readonly Html[]): Html =>
  items.length > 0 ? html`<h3>${heading}</h3>\n<ul>${items}</ul>\n` : html``;

function further({ checks = 0, at, seconds }: ReportTenant, told: number): string {
  const looked = `Looked at ${minute(at)}, in ${duration(seconds)}.`;
  const fine = checks - told;
  return fine > 0 ? `${counted(fine, "other check")} ${fine === 1 ? "is" : "are"} ok. ${looked}` : looked;
}
