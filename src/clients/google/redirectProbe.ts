import { randomBytes } from "node:crypto";
import { limitedFetch } from "../transport.ts";
import { type AskOutcome, ask, defaultPatience, type Patience } from "./ask.ts";
import {
  classifyAuthorisation,
  judgeRedirect,
  type RedirectVerdict,
  type Signal,
} from "./redirectVerdict.ts";

const authorisationEndpoint = "https://accounts.google.com/o/oauth2/v2/auth";

/** Google shows clients that don't look like a browser another page, from which nothing can be learnt. */
const browserUserAgent =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36";

export interface RedirectProbe {
  clientId: string;
  redirectUri: string;
  /** Default: the global one. */
  fetch?: typeof fetch;
  patience?: Partial<Patience>;
}

/**
 * Asks Google's authorisation endpoint whether a redirect URI is registered. No secret is sent and nobody signs in. It is a
 * heuristic, so a control goes with it: a random path on the same host, which cannot be registered, must be refused; if it
 * isn't, the probe sees nothing today and says so.
 * @throws TypeError when the redirect URI is no URL
 */
export async function probeRedirect(probe: RedirectProbe): Promise<RedirectVerdict> {
  const canary = canaryOf(probe.redirectUri);
  const real = await look(probe, probe.redirectUri);
  if (real.kind !== "sign_in" && !(real.kind === "refused" && real.code === "redirect_uri_mismatch")) {
    return judgeRedirect(real, undefined, probe.redirectUri);
  }
  return judgeRedirect(real, await look(probe, canary), probe.redirectUri);
}

/** A redirect URI on the same host that nobody can have registered. */
export function canaryOf(redirectUri: string): string {
  return new URL(`/modern-auth-canary-${randomBytes(12).toString("hex")}`, redirectUri).href;
}

async function look(probe: RedirectProbe, redirectUri: string): Promise<Signal> {
  const url = new URL(authorisationEndpoint);
  url.search = new URLSearchParams({
    client_id: probe.clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "openid email",
    access_type: "offline",
    state: randomBytes(12).toString("hex"),
  }).toString();
  const init = {
    headers: { "user-agent": browserUserAgent, accept: "text/html", "accept-language": "en" },
  };
  const patience = { ...defaultPatience, ...probe.patience };
  return signalOf(await ask(url.href, init, probe.fetch ?? limitedFetch, patience), redirectUri);
}

function signalOf(outcome: AskOutcome, redirectUri: string): Signal {
  if ("answer" in outcome) return classifyAuthorisation(outcome.answer, redirectUri);
  return {
    kind: "unclear",
    reason: outcome.fault,
    ...(outcome.fault === "beyond_limit" ? { text: outcome.error.what } : {}),
  };
}
