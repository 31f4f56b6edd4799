import { judgeAll } from "../check.ts";
import type { Finding, Part } from "../finding.ts";
import type { ExpectedGoogle } from "./expected.ts";
import { accessChecks } from "./judge/access.ts";
import { attestedChecks } from "./judge/attested.ts";
import { auditLogChecks } from "./judge/auditLog.ts";
import { clientChecks, clientPart } from "./judge/client.ts";
import { googleHeldChecks } from "./judge/held.ts";
import { projectChecks } from "./judge/project.ts";
import { useChecks } from "./judge/use.ts";
import type { GoogleLive } from "./live.ts";
import type { ObservedGoogle } from "./observed.ts";

const PROJECT_CHECKS = [
  ...projectChecks,
  ...accessChecks,
  ...clientChecks,
  ...useChecks,
  ...auditLogChecks,
  ...attestedChecks,
];

/** All checks of the Google part. */
export const GOOGLE_CHECKS = [...PROJECT_CHECKS, ...googleHeldChecks];

/**
 * Everything there is to say about the Google part of one tenant. Pure: the same input gives the same findings.
 *
 * @param live what the ERP holds; absent where that is not to be judged
 */
export function judgeGoogle(
  expected: ExpectedGoogle,
  { tokens, redirect, ...observed }: ObservedGoogle,
  live: Part<GoogleLive> | undefined,
): Finding[] {
  const parts = {
    ...observed,
    client: clientPart(expected, tokens),
    tokens: { value: tokens },
    redirect: { value: redirect },
  };
  return [
    ...judgeAll(PROJECT_CHECKS, expected, parts),
    ...(live ? judgeAll(googleHeldChecks, expected, { live }) : []),
  ];
}
