import type { AuditEntry } from "#clients/google/auditLog.ts";
import type { Finding, Problem } from "#verify/finding.ts";
import type { ExpectedGoogle } from "../expected.ts";
import type { ObservedGoogle } from "../observed.ts";
import { consolePage, finding, inconclusive, judged, ok } from "./check.ts";

const CHECK = "client.auditLog";
const SHOWN = 5;

/** What somebody did to a client of the project since the last update. What it was, no API tells: a person has to look. */
export function judgeAuditLog(
  { recorded, project }: ExpectedGoogle,
  { auditLog }: ObservedGoogle,
): Finding[] {
  if (recorded === undefined) return [];
  const { auditedUntil } = recorded;
  if (auditedUntil === "") return [inconclusive(CHECK, unheard(project))];
  const since = Date.parse(auditedUntil);
  const wanted = since > 0 ? `nothing since ${auditedUntil}` : "nothing";
  return judged(auditLog, [CHECK], ({ entries, cut }) => {
    const fresh = entries.filter(({ timestamp }) => Date.parse(timestamp) > since);
    if (fresh.length > 0)
      return [
        finding(CHECK, "warn", wanted, told(fresh, cut), `look at it (${logPage(project)}), then pulumi up`),
      ];
    if (cut)
      return [inconclusive(CHECK, { what: "the log could not be searched to its end", fix: "run it again" })];
    return [ok(CHECK, wanted)];
  });
}

const unheard = (project: string): Problem => ({
  what: "the last update could not read the log, so that nothing tells since when to look",
  fix: `grant whoever runs pulumi up roles/logging.viewer on the project ${project}, then pulumi up`,
});

function told(entries: readonly AuditEntry[], cut: boolean): string {
  const shown = entries
    .slice(0, SHOWN)
    .map(({ timestamp, principal, method }) => `${timestamp} ${principal || "somebody"}: ${nameOf(method)}`);
  const more = entries.length - shown.length;
  return [...shown, ...(more > 0 || cut ? [`${cut ? "at least " : ""}${more} more`] : [])].join("; ");
}

/** The last part of a dotted name says it. */
const nameOf = (method: string): string => method.split(".").at(-1) || "a change without a name";

const logPage = (project: string): string =>
  consolePage(
    `logs/query;query=${encodeURIComponent('protoPayload.serviceName="clientauthconfig.googleapis.com"')}`,
    project,
  );
