import { GRAPH_APP_ID } from "#config/rules/permissions.ts";
import { byHand, drift, equal, exactly, ok, UPDATE } from "#verify/check.ts";
import { listText } from "#verify/findingText.ts";
import type { GraphApplication, Owner } from "../observed.ts";
import { microsoftCheck } from "./check.ts";
import { keptNames, permissionLabel, permissionName } from "./names.ts";

const OF_APPLICATION = { reads: ["application"], of: "application" } as const;

/**
 * The deployer has to own it, or it locks itself out. An owner in addition can add secrets: somebody should know why. Those of a
 * registration that was made by hand may stay, and may go.
 */
export const owners = microsoftCheck({
  id: "application.owners",
  verdicts: {
    ok: "the deployer's and those that may stay",
    drift: "the deployer is missing",
    warn: "there are others",
  },
  reads: ["owners"],
  of: "application",
  judge: ({ owners }, { owners: expected, keep }) => {
    const required = expected.filter((id) => !keep.owners.includes(id));
    const allowed = [...expected, ...keep.owners];
    const missing = required.filter((id) => !owners.some((owner) => owner.id === id));
    const unexpected = owners.filter(({ id }) => !allowed.includes(id)).map(ownerLabel);
    if (missing.length + unexpected.length === 0) return ok(expected);
    const found = { kind: "list" as const, expected, missing, unexpected };
    return missing.length > 0
      ? { verdict: "drift", found, next: [byHand(`App registrations, Owners: add ${listText(missing)}`)] }
      : { verdict: "warn", found, next: [{ ...UPDATE, note: "removes them" }] };
  },
});

/** The app registration itself: there, switched on, for this tenant's users only, and sending codes to nobody but the ERP. */
export const applicationChecks = [
  microsoftCheck({
    id: "application",
    verdicts: { ok: "there", drift: "deleted" },
    reads: ["application"],
    judge: ({ application }, { application: recorded }) => {
      const present = { text: "an app registration with object id {id}", id: recorded?.objectId ?? "" };
      return application ? ok(present) : drift(present, "deleted", { ...UPDATE, note: "makes a new one" });
    },
  }),
  microsoftCheck({
    id: "application.disabled",
    verdicts: { ok: "active", drift: "deactivated, or disabled by Microsoft" },
    ...OF_APPLICATION,
    judge: ({ application: { isDisabled, disabledByMicrosoftStatus: status } }) => {
      if (status && status !== "NotDisabled")
        return drift(false, status, byHand("ask Microsoft support why it was disabled"));
      return isDisabled
        ? drift(false, "deactivated", byHand("App registrations, Overview, Activate"))
        : ok(false);
    },
  }),
  microsoftCheck({
    id: "application.displayName",
    verdicts: { ok: "as configured", drift: "another name" },
    ...OF_APPLICATION,
    judge: ({ application: { displayName = "" } }, { applicationName }) =>
      equal(applicationName, displayName, UPDATE),
  }),
  microsoftCheck({
    id: "application.signInAudience",
    verdicts: { ok: "this directory only", drift: "another audience" },
    ...OF_APPLICATION,
    judge: ({ application: { signInAudience = "" } }) => equal("AzureADMyOrg", signInAudience, UPDATE),
  }),
  microsoftCheck({
    id: "application.api.requestedAccessTokenVersion",
    verdicts: { ok: "2", drift: "1" },
    ...OF_APPLICATION,
    judge: ({ application: { api } }) => equal("2", String(api?.requestedAccessTokenVersion ?? 1), UPDATE),
  }),
  // Further tags are nobody's business: the customer may sort its applications by them.
  microsoftCheck({
    id: "application.tags",
    verdicts: { ok: "the stack's tag is there", drift: "it is missing" },
    ...OF_APPLICATION,
    judge: ({ application: { tags = [] } }, { tag }) =>
      tags.includes(tag) ? ok(tag) : exactly([tag], [], UPDATE),
  }),
  microsoftCheck({
    id: "application.identifierUris",
    verdicts: { ok: "none", drift: "there are some" },
    ...OF_APPLICATION,
    judge: ({ application: { identifierUris = [] } }) => exactly([], identifierUris, UPDATE),
  }),
  microsoftCheck({
    id: "application.web.redirectUris",
    verdicts: { ok: "the ERP's, and those that may stay", drift: "missing or unexpected ones" },
    ...OF_APPLICATION,
    judge: ({ application: { web } }, { redirectUris, keep }) =>
      exactly([...redirectUris, ...keep.redirectUris], web?.redirectUris ?? [], UPDATE),
  }),
  microsoftCheck({
    id: "application.spa.redirectUris",
    verdicts: { ok: "none", drift: "there are some" },
    ...OF_APPLICATION,
    judge: ({ application: { spa } }) => exactly([], spa?.redirectUris ?? [], UPDATE),
  }),
  microsoftCheck({
    id: "application.publicClient.redirectUris",
    verdicts: { ok: "none", drift: "there are some" },
    ...OF_APPLICATION,
    judge: ({ application: { publicClient } }) => exactly([], publicClient?.redirectUris ?? [], UPDATE),
  }),
  microsoftCheck({
    id: "application.isFallbackPublicClient",
    verdicts: { ok: "no", drift: "yes" },
    ...OF_APPLICATION,
    judge: ({ application: { isFallbackPublicClient } }) =>
      equal(false, isFallbackPublicClient === true, UPDATE),
  }),
  microsoftCheck({
    id: "application.web.implicitGrantSettings",
    verdicts: { ok: "no tokens by the implicit grant", drift: "some" },
    ...OF_APPLICATION,
    judge: ({ application: { web } }) => exactly([], implicitlyGranted(web?.implicitGrantSettings), UPDATE),
  }),
  // Graph returns permissions in any order, which is no drift.
  microsoftCheck({
    id: "application.requiredResourceAccess",
    verdicts: { ok: "the permissions as configured, in any order", drift: "missing or unexpected ones" },
    reads: ["application", "apis"],
    of: "application",
    judge: ({ application: { requiredResourceAccess = [] }, apis }, { permissions, keep }) => {
      const actual = requiredResourceAccess.flatMap(({ resourceAppId, resourceAccess = [] }) =>
        resourceAccess.map(({ id, type }) => permissionName(apis, resourceAppId.toLowerCase(), id, type)),
      );
      // An API without a permission asks for nothing, and yet somebody put it there.
      const empty = requiredResourceAccess
        .filter(
          ({ resourceAppId, resourceAccess = [] }) =>
            resourceAccess.length === 0 && resourceAppId !== GRAPH_APP_ID,
        )
        .map(({ resourceAppId }) => `API ${resourceAppId} without a permission`);
      return exactly(
        [...permissions.map(({ name, type }) => permissionLabel(name, type)), ...keptNames(keep, apis)],
        [...actual, ...empty],
        UPDATE,
      );
    },
  }),
  owners,
];

const implicitlyGranted = (settings: NonNullable<GraphApplication["web"]>["implicitGrantSettings"] = {}) => [
  ...(settings.enableAccessTokenIssuance ? ["access tokens"] : []),
  ...(settings.enableIdTokenIssuance ? ["ID tokens"] : []),
];

const ownerLabel = ({ id, displayName, userPrincipalName }: Owner): string =>
  `${userPrincipalName ?? displayName ?? "owner"} (${id})`;
