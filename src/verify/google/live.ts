import { isClientId } from "#clients/google/clientFile.ts";
import type { TokenVerdict } from "#clients/google/tokenProbe.ts";
import type { HeldByErp } from "../erp/held.ts";
import type { Part } from "../finding.ts";
import type { ExpectedGoogle } from "./expected.ts";
import type { ObservedGoogle } from "./observed.ts";

/** What the ERP holds for Google, tried out. Holds no secret. */
export interface GoogleLive {
  clientId: string | undefined;
  redirectUri: string | undefined;
  secret: "readable" | "hidden" | "none";
  /** Absent where there is nothing to try. */
  proof?: TokenVerdict;
  /** Number of the secret of this stack that it is; absent when it is none of them. */
  number?: number;
}

/**
 * Tries the credential that the ERP holds, as the ERP would.
 *
 * @param observing what Google says of this stack's own secrets: where the ERP holds one of them, that is the answer
 */
export async function tryGoogleLive(
  held: Part<HeldByErp>,
  { secrets }: Pick<ExpectedGoogle, "secrets">,
  observing: Promise<Pick<ObservedGoogle, "tokens">>,
  call: typeof fetch,
): Promise<Part<GoogleLive>> {
  if (held.problem) return held;
  const { secret, clientId, redirectUri } = held.value;
  if (secret === "none" || secret === "hidden") return { value: { clientId, redirectUri, secret } };
  const same = secrets.findLast((one) => secret.equals(one.secret));
  const number = same?.number;
  const known = same && same.clientId === clientId ? (await observing).tokens.get(same.number) : undefined;
  // What is no client id may be a secret in the wrong field: it is sent nowhere.
  const proof =
    known ?? (clientId && isClientId(clientId) ? await secret.proveAtGoogle(clientId, call) : undefined);
  return {
    value: {
      clientId,
      redirectUri,
      secret: "readable",
      ...(proof ? { proof } : {}),
      ...(number === undefined ? {} : { number }),
    },
  };
}
