import { isClientId } from "../../clients/google/clientFile.ts";
import type { TokenVerdict } from "../../clients/google/tokenProbe.ts";
import type { HeldByErp } from "../erp/held.ts";
import type { Part } from "../finding.ts";
import type { ExpectedGoogle } from "./expected.ts";

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

/** Tries the credential that the ERP holds, as the ERP would. */
export async function tryGoogleLive(
  held: Part<HeldByErp>,
  { secrets }: Pick<ExpectedGoogle, "secrets">,
  call: typeof fetch,
): Promise<Part<GoogleLive>> {
  if (held.problem) return held;
  const { secret, clientId, redirectUri } = held.value;
  if (secret === "none" || secret === "hidden") return { value: { clientId, redirectUri, secret } };
  const number = secrets.findLast((one) => secret.equals(one.secret))?.number;
  // What is no client id may be a secret in the wrong field: it is sent nowhere.
  const proof = clientId && isClientId(clientId) ? await secret.proveAtGoogle(clientId, call) : undefined;
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
