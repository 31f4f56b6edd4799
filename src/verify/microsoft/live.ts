import type { Endpoints } from "#clients/entra/endpoints.ts";
import { isGuid } from "#config/rules/formats.ts";
import type { HeldByErp } from "../erp/held.ts";
import type { Proof } from "../erp/heldSecret.ts";
import type { Part, Problem } from "../finding.ts";
import type { ExpectedMicrosoft } from "./expected.ts";
import type { Credential } from "./observed.ts";

/** What the ERP holds, tried out. Holds no secret. */
export interface Live {
  clientId: string | undefined;
  tenant: string | undefined;
  redirectUri: string | undefined;
  secret: "readable" | "hidden" | "none";
  /** Absent where there is nothing to try. */
  proof?: Proof;
  /** Why the app registration's own secrets could not be read, to which it is compared. */
  unseen?: Problem;
  /** Key ids of the secrets that the ERP's may be: those whose hint fits, or that show none. Absent when none were read. */
  fitting?: string[];
}

/**
 * Tries the credential that the ERP holds, as the ERP would.
 *
 * @param present the secrets of the app registration, for their hints; undefined when they could not be read
 */
export async function tryLive(
  held: Part<HeldByErp>,
  { tenantId }: Pick<ExpectedMicrosoft, "tenantId">,
  endpoints: Part<Endpoints>,
  present: readonly Credential[] | undefined,
  call: typeof fetch,
): Promise<{ live: Part<Live>; calls: number }> {
  if (held.problem) return { live: held, calls: 0 };
  const { secret, ...values } = held.value;
  if (secret === "none" || secret === "hidden") return { live: { value: { ...values, secret } }, calls: 0 };
  const fitting = present?.filter(({ hint }) => !hint || secret.fits(hint)).map(({ keyId }) => keyId);
  // What is no client id may be a secret in the wrong field: it is sent nowhere.
  const clientId = values.clientId && isGuid(values.clientId) ? values.clientId.toLowerCase() : undefined;
  const prove = async (id: string): Promise<Proof> =>
    endpoints.problem
      ? { kind: "unreachable", problem: endpoints.problem }
      : await secret.prove({ endpoints: endpoints.value, tenantId, clientId: id, fetch: call });
  const proof = clientId && (await prove(clientId));
  const live = {
    ...values,
    secret: "readable" as const,
    ...(proof ? { proof } : {}),
    ...(fitting ? { fitting } : {}),
  };
  return { live: { value: live }, calls: proof && !endpoints.problem ? 1 : 0 };
}
