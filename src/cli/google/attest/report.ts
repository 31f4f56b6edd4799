import type { CommandAnswer } from "#cli/answer.ts";
import type { Attested } from "#config/googleSchema.ts";
import type { AttestedItem } from "#config/rules/googleAttestation.ts";
import { configSet, type NextStep, nextStepText } from "#config/rules/nextStep.ts";
import type { GoogleConfig } from "#config/schema.ts";
import { consoleLink } from "#pages/guide/steps.ts";

/** What `modern-auth google attest` recorded. */
export interface Attestation {
  by: string;
  on: string;
  /** What was said to have been seen. */
  recorded: readonly AttestedItem[];
  /** What of it the configuration did not say already. */
  changed: readonly AttestedItem[];
  /** What nobody has attested yet. */
  unattested: readonly AttestedItem[];
}

/** What was seen and is not as it should be, and what to do: any one of these. */
interface Warning {
  what: string;
  next: readonly NextStep[];
}

/** What it comes to; a warning where what was seen is not what is declared. Pure. */
export function attestationAnswer(
  tenant: string,
  declared: GoogleConfig,
  attested: Attested,
  attestation: Attestation,
): CommandAnswer {
  const warnings = warningsAbout(declared, attested);
  return {
    outcome: warnings.length > 0 ? "warn" : "ok",
    next: warnings.flatMap(({ next }) => next),
    found: { ...attestation, warnings: warnings.map(({ what }) => what) },
    text: attestationText(tenant, attestation, warnings),
  };
}

function warningsAbout({ project, audience }: GoogleConfig, attested: Attested): Warning[] {
  const seen = attested.audience;
  const page = consoleLink("audience", project);
  const found: Warning[] = [];
  if (seen && seen.audience !== audience)
    found.push({
      what: `the audience is attested as ${seen.audience}, and google.audience is ${audience}.`,
      next: [
        { kind: "person", text: "Change it in the Google console", page },
        configSet("google.audience", seen.audience, "or declare what is"),
      ],
    });
  if (seen?.publishing === "testing")
    found.push({
      what: "in Testing consent and refresh tokens end after 7 days, and mail with them.",
      next: [{ kind: "person", text: "Publish the app", page }],
    });
  return found;
}

function attestationText(
  tenant: string,
  { by, on, recorded, changed, unattested }: Attestation,
  warnings: readonly Warning[],
): string {
  const known = recorded.filter((item) => !changed.includes(item));
  return [
    ...(changed.length > 0
      ? [`Stack "${tenant}": recorded ${changed.join(", ")}, seen by ${by} on ${on}.`]
      : []),
    ...(known.length > 0 ? [`Recorded already: ${known.join(", ")}.`] : []),
    ...warnings.flatMap(({ what, next }) => [
      `Warning: ${what}`,
      ...next.map((step) => `  ${nextStepText(step, tenant)}`),
    ]),
    ...(unattested.length > 0
      ? [`Not attested yet: ${unattested.join(", ")}.`]
      : ["Everything is attested."]),
    "",
  ].join("\n");
}
