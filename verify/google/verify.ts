import { type GoogleAuth, GoogleAuthError, googleAuth } from "../../clients/google/auth.ts";
import { lastGoogleFetch } from "../erp/googleFetch.ts";
import { type ErpAccess, readHeld } from "../erp/held.ts";
import type { Finding, Part } from "../finding.ts";
import type { ExpectedGoogle } from "./expected.ts";
import { judgeGoogle } from "./judge.ts";
import { tryGoogleLive } from "./live.ts";
import { observeGoogle } from "./observe.ts";

/**
 * Compares the Google part of one tenant with what it should be, and proves what the ERP holds. Changes nothing.
 *
 * @param access how the ERP is reached; absent where its vendor alone does, and then nothing is said of it
 * @param auth an identity that may read; with a problem in its place what needs one is inconclusive
 * @returns the findings, and the number of HTTP calls to Google without those that obtained a token
 */
export async function verifyGoogle(
  expected: ExpectedGoogle,
  access: ErpAccess | undefined,
  auth: Part<GoogleAuth>,
): Promise<{ findings: Finding[]; calls: number }> {
  let calls = 0;
  const counted: typeof fetch = (input, init) => {
    calls += 1;
    return fetch(input, init);
  };
  const [observed, live, lastFetch] = await Promise.all([
    observeGoogle(expected, auth, counted),
    readHeld(access, "google").then((held) => tryGoogleLive(held, expected, counted)),
    lastGoogleFetch(access),
  ]);
  return { findings: judgeGoogle(expected, { ...observed, lastFetch }, access && live), calls };
}

/** Whoever may ask Google. Never throws: without an identity much can still be proven. */
export async function signInToGoogle(env: NodeJS.ProcessEnv): Promise<Part<GoogleAuth>> {
  try {
    return { value: await googleAuth(env) };
  } catch (error) {
    if (!(error instanceof GoogleAuthError)) throw error;
    return { problem: { what: error.message, fix: "README, “Identities”" } };
  }
}
