import { MAIL_SYSTEMS, type MailSystem } from "#config/rules/mailSystems.ts";
import type { ErpRole } from "#config/rules/profiles.ts";
import type { CompanyFields, FoundField } from "./discovery.ts";

/** Whether the ERP shows a value as it is stored, something in its place, or not at all. */
export type Visibility = "readable" | "masked" | "forbidden";

export interface FieldValue {
  /** The stored text, "" for nothing; undefined when the ERP hides it. */
  value: string | undefined;
  visibility: Visibility;
}

export type FieldPath = `${MailSystem}.${ErpRole}`;

export interface FieldEntry {
  path: FieldPath;
  provider: MailSystem;
  role: ErpRole;
  found: FoundField;
}

/** The fields as a flat list, in a constant order. */
export function fieldEntries(fields: CompanyFields): FieldEntry[] {
  return MAIL_SYSTEMS.flatMap((provider) =>
    (Object.entries(fields[provider] ?? {}) as [ErpRole, FoundField][]).map(([role, found]) => ({
      path: `${provider}.${role}` as const,
      provider,
      role,
      found,
    })),
  );
}

/** A field as the ERP answers it: `false` is nothing, a run of stars or dots stands for something hidden. */
export function readValue(raw: unknown): FieldValue {
  const value = typeof raw === "string" ? raw : raw === false || raw == null ? "" : String(raw);
  const hidden = /[*•●▪]{3}/u.test(value) || /^[.xX·]{3,}$/u.test(value);
  return hidden ? { value: undefined, visibility: "masked" } : { value, visibility: "readable" };
}

/** What is hidden cannot be compared and has to be written. */
export function needsWriting(before: FieldValue | undefined, wanted: string): boolean {
  return before?.value !== wanted;
}

/**
 * Judges a value by what the ERP shows after it was written. Only secrets may come back empty or different (hidden on
 * purpose), unless it is plain to see that the value was cut or the old one stayed.
 */
export function judge(
  wanted: string,
  before: FieldValue,
  after: FieldValue,
  secret: boolean,
): Visibility | "lost" {
  if (after.value === wanted) return "readable";
  if (after.visibility !== "readable") return after.visibility;
  if (!secret || after.value === undefined) return "lost";
  const unchanged = before.value !== "" && after.value === before.value;
  const cut = after.value !== "" && wanted.startsWith(after.value);
  const emptied = after.value === "" && before.visibility === "readable" && before.value !== "";
  return unchanged || cut || emptied ? "lost" : "masked";
}

/** Characters as the ERP counts them. */
export function lengthOf(value: string): number {
  return [...value].length;
}
