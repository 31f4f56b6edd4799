import { currentOf, ENTRA_PASSWORD, generationOf, type StackExport } from "#stack/state.ts";
import type { Expiry, TenantResult } from "../results/result.ts";

/** What the state alone tells of a tenant. */
export function recordOf(exported: StackExport): Pick<TenantResult, "expiries" | "lastRun"> {
  const expiries = currentOf(exported, ENTRA_PASSWORD).map(
    (one): Expiry => ({
      system: "microsoft",
      what: `secret ${generationOf(one)}`,
      end: String(one.outputs?.endDate).slice(0, 10),
    }),
  );
  const { manifest, resources = [] } = exported.deployment ?? {};
  return { expiries, ...(manifest?.time && resources.length > 0 ? { lastRun: manifest.time } : {}) };
}
