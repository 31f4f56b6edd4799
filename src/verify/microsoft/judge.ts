import type { Finding, Part } from "../finding.ts";
import type { ExpectedMicrosoft } from "./expected.ts";
import { judgeApplication } from "./judge/application.ts";
import { judgeApplicationConsent } from "./judge/applicationConsent.ts";
import { finding, UP } from "./judge/check.ts";
import { judgeOtherCredentials } from "./judge/credentials.ts";
import { judgeDelegatedConsent } from "./judge/delegatedConsent.ts";
import { adoptable, judgeDuplicates } from "./judge/duplicates.ts";
import { judgeLive } from "./judge/live.ts";
import { judgeOwners } from "./judge/owners.ts";
import { judgePermissions } from "./judge/permissions.ts";
import { judgeRedirects } from "./judge/redirects.ts";
import { judgeSecrets } from "./judge/secrets.ts";
import { judgeServicePrincipal } from "./judge/servicePrincipal.ts";
import type { Live } from "./live.ts";
import type { ObservedMicrosoft } from "./observed.ts";

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
  const duplicates = judgeDuplicates(expected, observed);
  if (!expected.application) return [judgeUnrecorded(adoptable(observed)?.id), ...duplicates];
  const held = live ? judgeLive(expected, live) : [];
  return [...judgeRegistration(expected, observed), ...duplicates, ...held];
}

function judgeUnrecorded(found: string | undefined): Finding {
  const actual = `not in this stack's state${found ? `, although object ${found} carries its tag` : ""}`;
  return finding("application", "drift", `made by ${UP}`, actual, found ? `${UP} (adopts it)` : UP);
}

/** What is gone takes everything below it along: then its absence is the only thing worth saying. */
export function judgeRegistration(expected: ExpectedMicrosoft, observed: ObservedMicrosoft): Finding[] {
  const { application, servicePrincipal, apis, graph } = observed;
  const itself = judgeApplication(expected, application);
  if (isGone(application)) return itself;
  const consent = isGone(servicePrincipal)
    ? []
    : [
        ...judgeDelegatedConsent(expected, observed.grants, graph, apis),
        ...judgeApplicationConsent(expected, observed.assignments, graph, apis),
      ];
  return [
    ...itself,
    ...judgeRedirects(expected, application),
    ...judgePermissions(expected, application, apis),
    ...judgeOwners(expected, observed.owners),
    ...judgeOtherCredentials(application, observed.federatedCredentials),
    ...judgeSecrets(expected, application),
    ...judgeServicePrincipal(servicePrincipal),
    ...consent,
  ];
}

const isGone = (part: Part<unknown>): boolean => !part.problem && part.value === undefined;
