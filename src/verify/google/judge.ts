import type { Finding, Part } from "../finding.ts";
import type { ExpectedGoogle } from "./expected.ts";
import { judgeAge, judgeUse } from "./judge/age.ts";
import { judgeAttested } from "./judge/attested.ts";
import { judgeAuditLog } from "./judge/auditLog.ts";
import { judgeClient } from "./judge/client.ts";
import { judgeGoogleLive } from "./judge/live.ts";
import { judgeProject, judgeServices } from "./judge/project.ts";
import { judgeRedirect } from "./judge/redirect.ts";
import type { GoogleLive } from "./live.ts";
import type { ObservedGoogle } from "./observed.ts";

/**
 * Everything there is to say about the Google part of one tenant. Pure: the same input gives the same findings.
 *
 * @param live what the ERP holds; absent where that is not to be judged
 */
export function judgeGoogle(
  expected: ExpectedGoogle,
  observed: ObservedGoogle,
  live: Part<GoogleLive> | undefined,
): Finding[] {
  const client = judgeClient(expected, observed);
  const gone = client.some(({ check, verdict }) => check === "client" && verdict === "drift");
  return [
    ...judgeProject(expected, observed),
    ...judgeServices(expected, observed),
    ...client,
    // Of a client that is gone Google judges nothing else, and it needs neither rotation nor use.
    ...(gone
      ? []
      : [...judgeRedirect(expected, observed), ...judgeAge(expected), ...judgeUse(expected, observed)]),
    ...judgeAuditLog(expected, observed),
    ...judgeAttested(expected),
    ...(live ? judgeGoogleLive(expected, live) : []),
  ];
}
