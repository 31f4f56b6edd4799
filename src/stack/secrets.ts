import type { MailSystem } from "#config/rules/mailSystems.ts";
import { currentOf, ENTRA_PASSWORD, generationOf, type StackExport, TAB } from "./state.ts";

/** The client secrets of a state that was exported in clear. Stays in memory. */
export interface RecordedSecrets {
  /** By the number of the generation. */
  secrets: ReadonlyMap<number, { keyId: string; value: string }>;
  /** What was written to the ERP last. */
  written: string | undefined;
}

/** @param exported as `pulumi stack export --show-secrets` prints it */
export function recordedSecrets(exported: StackExport): RecordedSecrets {
  const secrets = currentOf(exported, ENTRA_PASSWORD).map(
    (one) =>
      [generationOf(one), { keyId: String(one.outputs?.keyId), value: clear(one.outputs?.value) }] as const,
  );
  return { secrets: new Map(secrets), written: writtenSecret(exported, "microsoft") };
}

/** The secret of one system that was written to the ERP last. @param exported with its secrets in clear */
export function writtenSecret(exported: StackExport, system: MailSystem): string | undefined {
  const tab = currentOf(exported, TAB).find(({ inputs }) => inputs?.system === system);
  return (tab?.outputs?.status === "awaited" ? "" : clear(tab?.outputs?.clientSecret)) || undefined;
}

/** A secret of a state in clear is an envelope around the JSON of the value. @returns "" for one that is encrypted */
export function clear(value: unknown): string {
  const { plaintext } = (value ?? {}) as { plaintext?: unknown };
  return typeof plaintext === "string" ? String(JSON.parse(plaintext)) : "";
}
