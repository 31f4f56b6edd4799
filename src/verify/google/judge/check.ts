import type { TokenVerdict } from "#clients/google/tokenProbe.ts";
import type { NextStep } from "#config/rules/nextStep.ts";
import { byHand, checksOf } from "#verify/check.ts";
import type { Part, Problem } from "#verify/finding.ts";
import type { ExpectedGoogle, ExpectedGoogleSecret } from "../expected.ts";
import type { GoogleLive } from "../live.ts";
import type { ObservedGoogle } from "../observed.ts";

/** What checks of the Google part read. */
export interface GoogleParts extends Omit<ObservedGoogle, "tokens" | "redirect"> {
  /** The client, by its newest secret; undefined where nobody has made it yet, and where it is gone. */
  client: Part<{ newest: ExpectedGoogleSecret; seen: TokenVerdict } | undefined>;
  tokens: Part<ObservedGoogle["tokens"]>;
  redirect: Part<ObservedGoogle["redirect"]>;
}

export const googleCheck = checksOf<ExpectedGoogle, GoogleParts>(
  "google",
  "no answer of Google, no identity, or no right",
);

/** Of what the ERP holds for Google. */
export const googleHeldCheck = checksOf<ExpectedGoogle, { live: Part<GoogleLive> }>(
  "erp",
  "the ERP could not be read or hides it, or Google could not be asked",
);

/** What a probe says helps. */
export const adviceOf = ({ fix }: { fix: string }): NextStep[] => (fix === "" ? [] : [byHand(fix)]);

/** Of a probe that found nothing out. */
export const silence = ({ message, fix }: { message: string; fix: string }): Problem => ({
  what: message,
  next: adviceOf({ fix }),
});

export const command = (...words: readonly string[]) => ({ kind: "modern-auth" as const, words });
