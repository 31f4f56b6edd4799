import type { logging_v2 } from "googleapis/build/src/apis/logging/v2.js";
import { asking, type GoogleCall, post, reasonOf } from "./api.ts";

/** What somebody did to an OAuth client of a project in the console. */
export interface AuditEntry {
  /** RFC 3339. */
  timestamp: string;
  /** E-mail address of who did it; empty where the log does not say. */
  principal: string;
  /** The console's internal name for what was done. */
  method: string;
  resource: string;
  insertId: string;
}

export interface AuditLog {
  /** The newest first, at most 100. */
  entries: AuditEntry[];
  /** Whether there may be older ones than these. */
  cut: boolean;
}

const LIST = "https://logging.googleapis.com/v2/entries:list";
const MOST = 100;
const MOST_PAGES = 5;

/**
 * What was done to the OAuth clients of a project. Google documents neither the methods nor the rest of the payload of
 * `clientauthconfig.googleapis.com`, so nothing more is relied on than what every audit log has: service, time, who, method, resource
 * (https://cloud.google.com/logging/docs/reference/audit/auditlog/rest/Shared.Types/AuditLog). Entries are kept for 400 days.
 *
 * @param after only entries that are newer, RFC 3339; all that are kept when empty
 * @throws GoogleApiError
 */
export async function readAuditLog(call: GoogleCall, after = ""): Promise<AuditLog> {
  const { project } = call;
  const filter = [
    'protoPayload.serviceName="clientauthconfig.googleapis.com"',
    ...(after ? [`timestamp>"${after}"`] : []),
  ].join(" AND ");
  return await asking("reading the audit log", { role: "roles/logging.viewer", project }, async () => {
    const entries: AuditEntry[] = [];
    let pageToken: string | undefined;
    // A page may be empty although more follow: then the search was not done yet.
    for (let page = 0; page < MOST_PAGES && entries.length < MOST; page += 1) {
      const body: logging_v2.Schema$ListLogEntriesRequest = {
        resourceNames: [`projects/${project}`],
        filter,
        orderBy: "timestamp desc",
        pageSize: MOST,
        ...(pageToken ? { pageToken } : {}),
      };
      const found = await countedAgainst(project, (headers) =>
        post<logging_v2.Schema$ListLogEntriesResponse>(call, LIST, body, headers),
      );
      entries.push(...(found.entries ?? []).map(entryOf));
      pageToken = found.nextPageToken ?? undefined;
      if (!pageToken) break;
    }
    return { entries, cut: pageToken !== undefined };
  });
}

/**
 * Has a call counted against a project's own quota where the caller may use that: sixty reads of logs a minute are not many for all
 * tenants together (https://cloud.google.com/logging/quotas, https://cloud.google.com/docs/quotas/set-quota-project).
 */
async function countedAgainst<T>(
  project: string,
  ask: (headers: Record<string, string>) => Promise<T>,
): Promise<T> {
  try {
    return await ask({ "x-goog-user-project": project });
  } catch (error) {
    if (reasonOf(error) !== "USER_PROJECT_DENIED") throw error;
    return await ask({});
  }
}

/** One entry as Cloud Logging sends it; every part may be missing. */
interface Raw {
  timestamp?: string | null;
  insertId?: string | null;
  protoPayload?: Record<string, unknown> | null;
}

function entryOf({ timestamp, insertId, protoPayload }: Raw): AuditEntry {
  const who = protoPayload?.["authenticationInfo"] as { principalEmail?: unknown } | undefined;
  return {
    timestamp: timestamp ?? "",
    principal: textOf(who?.principalEmail),
    method: textOf(protoPayload?.["methodName"]),
    resource: textOf(protoPayload?.["resourceName"]),
    insertId: insertId ?? "",
  };
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
