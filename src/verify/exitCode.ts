import { type Finding, type Verdict, worst } from "./finding.ts";

const EXIT: Readonly<Record<Verdict, number>> = { ok: 0, warn: 0, inconclusive: 3, drift: 7 };

/** @param strict whether a warning counts as drift, and an unheard Google as something to look at */
export function exitCode(findings: readonly Finding[], strict: boolean): number {
  if (strict && findings.some(({ verdict }) => verdict === "warn")) return EXIT.drift;
  return EXIT[worst(strict ? findings : findings.filter((finding) => !isUnheardGoogle(finding)))];
}

/** What Google did not answer fails no run by itself: its probes are made without a right, from outside, and have blind days. */
const isUnheardGoogle = ({ system, check, verdict }: Finding): boolean =>
  verdict === "inconclusive" && (system === "google" || check.startsWith("company.google."));
