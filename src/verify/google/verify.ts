import { type GoogleAuth, GoogleAuthError, googleAuth } from "#clients/google/auth.ts";
import type { ErpReader } from "../erp/reader.ts";
import type { Finding, Part } from "../finding.ts";
import { problemOf } from "../problem.ts";
import type { ExpectedGoogle } from "./expected.ts";
import { judgeGoogle } from "./judge.ts";
import { tryGoogleLive } from "./live.ts";
import { observeGoogle } from "./observe.ts";
import { type RedirectSeen, redirectSeenNow } from "./redirectSeen.ts";

export interface VerifiedGoogle {
  findings: Finding[];
  /** HTTP calls to Google, without those that obtained a token. */
  calls: number;
  redirectSeen: RedirectSeen | undefined;
}

/**
 * Compares the Google part of one tenant with what it should be, and proves what the ERP holds. Changes nothing.
 *
 * @param erp where the vendor alone has access to it, nothing is said of it
 * @param auth an identity that may read; with a problem in its place what needs one is inconclusive
 */
export async function verifyGoogle(
  expected: ExpectedGoogle,
  erp: ErpReader,
  auth: Part<GoogleAuth>,
  call: typeof fetch,
): Promise<VerifiedGoogle> {
  let calls = 0;
  const counted: typeof fetch = (input, init) => {
    calls += 1;
    return call(input, init);
  };
  const observing = observeGoogle(expected, auth, counted);
  const [observed, live, lastFetch] = await Promise.all([
    observing,
    erp.held("google").then((held) => tryGoogleLive(held, expected, observing, counted)),
    erp.lastGoogleFetch(),
  ]);
  return {
    findings: judgeGoogle(expected, { ...observed, lastFetch }, erp.access && live),
    calls,
    redirectSeen: redirectSeenNow(expected, observed.redirect),
  };
}

/** Whoever may ask Google. Never throws: without an identity much can still be proven. */
export async function signInToGoogle(env: NodeJS.ProcessEnv, call: typeof fetch): Promise<Part<GoogleAuth>> {
  try {
    return { value: await googleAuth(env, call) };
  } catch (error) {
    if (!(error instanceof GoogleAuthError)) throw error;
    return { problem: problemOf(error) };
  }
}
