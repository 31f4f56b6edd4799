import type { AuditEntry } from "#clients/google/auditLog.ts";
import { consolePage } from "#config/rules/googleConsole.ts";
import { byHand, ok, UPDATE, unread, warn } from "#verify/check.ts";
import type { Problem } from "#verify/finding.ts";
import { googleCheck } from "./check.ts";

const SHOWN = 5;

/** What somebody did to a client of the project since the last update. What it was, no API tells: a person has to look. */
export const auditLogChecks = [
  googleCheck({
    id: "client.auditLog",
    verdicts: {
      ok: "nobody changed a client since the last update",
      warn: "someone did",
      inconclusive: "the log could not be read to its end, now or by the last update",
    },
    reads: ["auditLog"],
    when: ({ recorded }) => recorded !== undefined,
    judge: ({ auditLog: { entries, cut } }, { recorded, project }) => {
      const { auditedUntil = "" } = recorded ?? {};
      if (auditedUntil === "") return unread(neverRead(project));
      const since = Date.parse(auditedUntil);
      const wanted = since > 0 ? { text: "nothing since {since}", since: auditedUntil } : "nothing";
      const fresh = entries.filter(({ timestamp }) => Date.parse(timestamp) > since);
      if (fresh.length > 0) {
        const page = logPage(project);
        return warn(wanted, told(fresh, cut), byHand(`look at it (${page})`, page), UPDATE);
      }
      return cut
        ? unread({ what: "the log could not be searched to its end", next: [{ kind: "retry" }] })
        : ok(wanted);
    },
  }),
];

const neverRead = (project: string): Problem => ({
  what: "the last update could not read the log, so that nothing tells since when to look",
  next: [byHand(`grant whoever runs updates roles/logging.viewer on the project ${project}`), UPDATE],
});

/** The newest ones, and how many more there are. */
function told(entries: readonly AuditEntry[], cut: boolean) {
  const shown = entries
    .slice(0, SHOWN)
    .map(({ timestamp, principal, method }) => `${timestamp} ${principal || "somebody"}: ${nameOf(method)}`);
  const more = entries.length - shown.length;
  return {
    text: `{changes}${more > 0 || cut ? `; ${cut ? "at least " : ""}{more} more` : ""}`,
    changes: shown.join("; "),
    more,
  };
}

/** The last part of a dotted name says it. */
const nameOf = (method: string): string => method.split(".").at(-1) || "a change without a name";

const logPage = (project: string): string =>
  consolePage(
    `logs/query;query=${encodeURIComponent('protoPayload.serviceName="clientauthconfig.googleapis.com"')}`,
    project,
  );
