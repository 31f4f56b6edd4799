import type { Caller } from "#clients/graph/deployerRights.ts";
import type { Keep } from "#config/keepSchema.ts";
import { type CheckOutcome, drift, judgeAll, UPDATE } from "#verify/check.ts";
import { type Finding, needsAttention } from "#verify/finding.ts";
import type { ExpectedMicrosoft } from "#verify/microsoft/expected.ts";
import { owners as ownersCheck } from "#verify/microsoft/judge/application.ts";
import { managedSecrets, otherSecrets } from "#verify/microsoft/judge/secrets.ts";
import { servicePrincipal as servicePrincipalCheck } from "#verify/microsoft/judge/servicePrincipal.ts";
import { partsOf, REGISTRATION_CHECKS } from "#verify/microsoft/judge.ts";
import { extrasToKeep } from "./extras.ts";
import type { Seen } from "./look.ts";
import { obstacles } from "./obstacles.ts";

/** What the next `pulumi up` makes of a registration that somebody made by hand. */
export interface Plan {
  /** What it has beyond the program's own, and keeps: written into the configuration. */
  keep: Keep;
  /** What `pulumi up` changes. */
  changes: readonly Finding[];
  /** What it does not touch, and somebody should look at. */
  byHand: readonly Finding[];
  /** Why it cannot be taken over; nothing is written then. */
  obstacles: readonly string[];
}

/** Checks that are answered here in other words, or not at all: its secrets are kept as they are. */
const ANSWERED_HERE: readonly unknown[] = [ownersCheck, servicePrincipalCheck, managedSecrets, otherSecrets];
const CHECKS = REGISTRATION_CHECKS.filter((check) => !ANSWERED_HERE.includes(check));

/** Pure: what differs are findings as `verify` has them. */
export function planAdoption(expected: ExpectedMicrosoft, seen: Seen, caller: Caller, drop: boolean): Plan {
  const { application, servicePrincipal, owners, observed } = seen;
  const keep = extrasToKeep(expected, seen, { caller: caller.objectId, drop });
  const wanted: ExpectedMicrosoft = {
    ...expected,
    keep,
    application: { objectId: application.id, clientId: application.appId },
    secrets: [],
    owners: [caller.objectId, ...keep.owners],
  };
  const deployer = { text: "also {objectId}, the deployer", objectId: caller.objectId };
  const differences = [
    // What is missing altogether was never there: verify would call it deleted.
    ...(servicePrincipal ? [] : [finding(servicePrincipalCheck, drift("present", "none", UPDATE))]),
    ...judgeAll(CHECKS, wanted, partsOf(observed)),
    ...(owners.some(({ id }) => id === caller.objectId)
      ? []
      : [finding(ownersCheck, drift(deployer, "not an owner", UPDATE))]),
  ].filter(needsAttention);
  return {
    keep,
    changes: differences.filter(isUpdated),
    byHand: differences.filter((one) => !isUpdated(one)),
    obstacles: obstacles(seen, caller, drop),
  };
}

const finding = ({ system, id }: (typeof CHECKS)[number], outcome: CheckOutcome): Finding => ({
  system,
  check: id,
  ...outcome,
});

/** Whether an update is all it takes. */
const isUpdated = ({ next }: Finding): boolean =>
  next.length > 0 && next.every(({ kind }) => kind === "update");
