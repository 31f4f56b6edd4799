import { generationOf, PASSWORD, type StackExport } from "./stackState.ts";

/** The client secrets of a state that was exported in clear. Stays in memory. */
export interface RecordedSecrets {
  /** By the number of the generation. */
  secrets: ReadonlyMap<number, { keyId: string; value: string }>;
  /** What was written to the ERP last. */
  written: string | undefined;
}

const TAB = "modernauth:index:ErpCompanyOAuth";

/** @param exported as `pulumi stack export --show-secrets` prints it */
export function recordedSecrets({ deployment }: StackExport): RecordedSecrets {
  const current = (deployment?.resources ?? []).filter((one) => !one.delete);
  const secrets = current
    .filter(({ type }) => type === PASSWORD)
    .map(
      (one) =>
        [generationOf(one), { keyId: String(one.outputs?.keyId), value: clear(one.outputs?.value) }] as const,
    );
  const tab = current.find(({ type, inputs }) => type === TAB && inputs?.system === "microsoft");
  const written = tab?.outputs?.status === "awaited" ? "" : clear(tab?.outputs?.clientSecret);
  return { secrets: new Map(secrets), written: written || undefined };
}

/** A secret of a state in clear is an envelope around the JSON of the value. */
function clear(value: unknown): string {
  const { plaintext } = (value ?? {}) as { plaintext?: unknown };
  return typeof plaintext === "string" ? String(JSON.parse(plaintext)) : "";
}
