import { GoogleApiError } from "#clients/google/api.ts";
import { type AuditEntry, readAuditLog } from "#clients/google/auditLog.ts";
import { GoogleAuthError, googleAuth } from "#clients/google/auth.ts";
import { deletionOf } from "#clients/google/deletion.ts";

/** What the project's audit log says of its OAuth clients. */
export interface ConsoleChanges {
  /** Time of the newest entry that was seen, RFC 3339; empty where the log could not be read yet. */
  auditedUntil: string;
  /** What was done since the last look, one line each; empty when nothing. */
  consoleChanges: string;
}

/** A log without entries: whatever is written later is new. */
const BEGINNING = "1970-01-01T00:00:00Z";
const MOST_SHOWN = 5;

/**
 * Who touched the clients in the console since the last look. Only a hint, which needs a right that the rest does not: a log that
 * cannot be read changes nothing.
 */
export async function lookForChanges(project: string, auditedUntil: string): Promise<ConsoleChanges> {
  const entries = await entriesSince(project, auditedUntil);
  if (!entries) return { auditedUntil, consoleChanges: "" };
  const newest = entries[0]?.timestamp ?? (auditedUntil || BEGINNING);
  // The first look only remembers where the log ends.
  return { auditedUntil: newest, consoleChanges: auditedUntil ? told(entries) : "" };
}

/** Who deleted a client, and until when it can be restored, as a sentence; empty where the log does not tell. */
export async function deletionTold(project: string, clientId: string): Promise<string> {
  const deletion = deletionOf((await entriesSince(project, "")) ?? [], clientId);
  if (!deletion) return "";
  const { by, on, restorableUntil } = deletion;
  return `${by} deleted it on ${on}: it can be restored until ${restorableUntil}.`;
}

/** The newest first; undefined where the log cannot be read. */
async function entriesSince(project: string, after: string): Promise<AuditEntry[] | undefined> {
  try {
    return (await readAuditLog({ auth: await googleAuth(process.env), project }, after)).entries;
  } catch (error) {
    if (error instanceof GoogleApiError || error instanceof GoogleAuthError) return undefined;
    throw error;
  }
}

const told = (entries: readonly AuditEntry[]): string => {
  const lines = entries
    .slice(0, MOST_SHOWN)
    .map(({ timestamp, principal, method }) => `${timestamp} ${principal || "somebody"}: ${method}`);
  const more = entries.length - lines.length;
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join("\n");
};
