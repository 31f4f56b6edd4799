import type { Finding, Part } from "#verify/finding.ts";
import type { ExpectedMicrosoft } from "../expected.ts";
import type { GraphApplication } from "../observed.ts";
import { equal, exactly, finding, judged, ok, UP } from "./check.ts";

const CHECKS = [
  "application",
  "application.disabled",
  "application.displayName",
  "application.signInAudience",
  "application.api.requestedAccessTokenVersion",
  "application.tags",
  "application.identifierUris",
];

/** The app registration itself: there, switched on, for this tenant's users only. */
export const judgeApplication = (
  expected: ExpectedMicrosoft,
  part: Part<GraphApplication | undefined>,
): Finding[] =>
  judged(part, CHECKS, (application) => {
    const present = `an app registration with object id ${expected.application?.objectId}`;
    if (!application) return [finding("application", "drift", present, "deleted", `${UP} (makes a new one)`)];
    const { displayName = "", signInAudience = "", identifierUris = [] } = application;
    return [
      ok("application", present),
      judgeDisabled(application),
      equal("application.displayName", expected.applicationName, displayName, UP),
      equal("application.signInAudience", "AzureADMyOrg", signInAudience, UP),
      equal(
        "application.api.requestedAccessTokenVersion",
        "2",
        String(application.api?.requestedAccessTokenVersion ?? 1),
        UP,
      ),
      judgeTag(expected.tag, application.tags ?? []),
      exactly("application.identifierUris", [], identifierUris, UP),
    ];
  });

function judgeDisabled({ isDisabled, disabledByMicrosoftStatus }: GraphApplication): Finding {
  const check = "application.disabled";
  const byMicrosoft =
    disabledByMicrosoftStatus && disabledByMicrosoftStatus !== "NotDisabled" && disabledByMicrosoftStatus;
  if (byMicrosoft)
    return finding(check, "drift", "no", byMicrosoft, "ask Microsoft support why it was disabled");
  if (isDisabled)
    return finding(check, "drift", "no", "deactivated", "App registrations, Overview, Activate");
  return ok(check, "no");
}

/** Further tags are nobody's business: the customer may sort its applications by them. */
const judgeTag = (tag: string, tags: readonly string[]): Finding =>
  tags.includes(tag)
    ? ok("application.tags", tag)
    : finding("application.tags", "drift", tag, `missing: ${tag}`, UP);
