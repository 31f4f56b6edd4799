import { judgeAll } from "../check.ts";
import type { Finding, Part } from "../finding.ts";
import type { ExpectedMicrosoft } from "./expected.ts";
import { applicationChecks } from "./judge/application.ts";
import type { MicrosoftParts } from "./judge/check.ts";
import { consentChecks } from "./judge/consent.ts";
import { duplicateChecks, unrecorded } from "./judge/duplicates.ts";
import { microsoftHeldChecks } from "./judge/held.ts";
import { credentialChecks } from "./judge/secrets.ts";
import { servicePrincipalChecks } from "./judge/servicePrincipal.ts";
import type { Live } from "./live.ts";
import type { ObservedMicrosoft } from "./observed.ts";

/** The checks of an app registration, and of what hangs on it. */
export const REGISTRATION_CHECKS = [
  ...applicationChecks,
  ...credentialChecks,
  ...servicePrincipalChecks,
  ...consentChecks,
];

/** All checks of the Microsoft part. */
export const MICROSOFT_CHECKS = [...REGISTRATION_CHECKS, ...duplicateChecks, ...microsoftHeldChecks];

/**
 * Everything there is to say about the Microsoft part of one tenant. Pure: the same input gives the same findings.
 *
 * @param live what the ERP holds; absent where that is not to be judged
 */
export function judgeMicrosoft(
  expected: ExpectedMicrosoft,
  observed: ObservedMicrosoft,
  live: Part<Live> | undefined,
): Finding[] {
  const parts = partsOf(observed);
  if (!expected.application) return judgeAll([unrecorded, ...duplicateChecks], expected, parts);
  return [
    ...judgeAll(REGISTRATION_CHECKS, expected, parts),
    ...judgeAll(duplicateChecks, expected, parts),
    ...(live ? judgeAll(microsoftHeldChecks, expected, { live }) : []),
  ];
}

/** What checks read. An app registration that is gone took its service principal along. */
export function partsOf(observed: ObservedMicrosoft): MicrosoftParts {
  const { application, servicePrincipal, apis } = observed;
  const isGone = !application.problem && application.value === undefined;
  return {
    ...observed,
    servicePrincipal: isGone ? { value: undefined } : servicePrincipal,
    apis: { value: apis },
  };
}
