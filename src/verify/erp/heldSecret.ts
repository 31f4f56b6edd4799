import { persevering, Unreachable } from "#clients/connection.ts";
import { requestToken, TokenRefused, type TokenRequest } from "#clients/entra/token.ts";
import { probeToken, type TokenVerdict } from "#clients/google/tokenProbe.ts";

/** What Microsoft's token endpoint says to the credential that the ERP holds. */
export type Proof =
  | { kind: "accepted" }
  /** `explanation` begins with the code, e.g. "AADSTS7000215: …". */
  | { kind: "refused"; explanation: string }
  | { kind: "unreachable"; what: string };

/** A secret that can be tried and compared, and not be printed: it never leaves this object but to the token endpoint. */
export class HeldSecret {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** Whether it may be the one with this hint, which is what Microsoft Graph shows of a secret. */
  fits(hint: string): boolean {
    return this.#secret.startsWith(hint);
  }

  /** Whether it is this one. */
  is(secret: string): boolean {
    return this.#secret === secret;
  }

  /** Whether both hold the same. */
  equals(other: HeldSecret): boolean {
    return this.#secret === other.#secret;
  }

  /** Asks Google's token endpoint what it says of it. */
  async proveAtGoogle(clientId: string, call: typeof fetch): Promise<TokenVerdict> {
    return await probeToken({ clientId, clientSecret: this.#secret, fetch: call });
  }

  /** Asks Microsoft for a token, again only where its servers say nothing of the secret. */
  async prove(request: Omit<TokenRequest, "credential">): Promise<Proof> {
    try {
      const credential = { secret: this.#secret };
      await persevering(() => requestToken({ ...request, credential }), { retries: 2, minTimeout: 500 });
      return { kind: "accepted" };
    } catch (error) {
      if (error instanceof TokenRefused) return { kind: "refused", explanation: error.message };
      if (error instanceof Unreachable) return { kind: "unreachable", what: error.message };
      throw error;
    }
  }
}
