import type { Attested } from "#config/googleSchema.ts";
import type { AttestedItem } from "#config/rules/googleAttestation.ts";
import type { GoogleConfig } from "#config/schema.ts";
import { consoleLink } from "#pages/guide/steps.ts";

/** What `modern-auth google attest` recorded; `--json` prints it as it is. */
export interface AttestReport {
  stack: string;
  by: string;
  on: string;
  /** What was said to have been seen. */
  recorded: readonly AttestedItem[];
  /** What of it the configuration did not say already. */
  changed: readonly AttestedItem[];
  /** What nobody has attested yet. */
  unattested: readonly AttestedItem[];
  /** What was seen and is not as it should be, each with what to do. */
  warnings: readonly string[];
}

/** What the attested audience means beside what is declared. Pure. */
export function warnings(stack: string, { project, audience }: GoogleConfig, attested: Attested): string[] {
  const seen = attested.audience;
  const page = consoleLink("audience", project);
  const found: string[] = [];
  if (seen && seen.audience !== audience)
    found.push(
      `the audience is attested as ${seen.audience}, and google.audience is ${audience}. Change it at ${page}, or declare what is: ` +
        `pulumi config set --path google.audience ${seen.audience} --stack ${stack}`,
    );
  if (seen?.publishing === "testing")
    found.push(
      `in Testing consent and refresh tokens end after 7 days, and mail with them. Publish the app at ${page}`,
    );
  return found;
}

export const json = (report: AttestReport): string => `${JSON.stringify(report)}\n`;

/** For people. */
export function text({ stack, by, on, recorded, changed, unattested, warnings }: AttestReport): string {
  const known = recorded.filter((item) => !changed.includes(item));
  return [
    ...(changed.length > 0
      ? [`Stack "${stack}": recorded ${changed.join(", ")}, seen by ${by} on ${on}.`]
      : []),
    ...(known.length > 0 ? [`Recorded already: ${known.join(", ")}.`] : []),
    ...warnings.map((warning) => `Warning: ${warning}`),
    ...(unattested.length > 0
      ? [`Not attested yet: ${unattested.join(", ")}.`]
      : ["Everything is attested."]),
    "",
  ].join("\n");
}
