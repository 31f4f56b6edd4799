import type { Caller } from "#clients/graph/deployerRights.ts";
import type { Keep } from "#config/keepSchema.ts";
import type { Finding } from "#verify/finding.ts";
import type { ExpectedMicrosoft } from "#verify/microsoft/expected.ts";
import { finding, UP } from "#verify/microsoft/judge/check.ts";
import { judgeRegistration } from "#verify/microsoft/judge.ts";
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

/** Pure: says what differs with the words of `verify`. */
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
  const differences = [
    // What is missing altogether was never there: verify would call it deleted.
    ...(servicePrincipal ? [] : [finding("servicePrincipal", "drift", "present", "none", UP)]),
    ...judgeRegistration(wanted, observed).filter(({ check }) => !(check in ELSEWHERE || isSecret(check))),
    ...(owners.some(({ id }) => id === caller.objectId)
      ? []
      : [
          finding("application.owners", "drift", `also ${caller.objectId}, the deployer`, "not an owner", UP),
        ]),
  ].filter(({ verdict }) => verdict !== "ok");
  return {
    keep,
    changes: differences.filter(({ fix }) => fix.startsWith(UP)),
    byHand: differences.filter(({ fix }) => !fix.startsWith(UP)),
    obstacles: obstacles(seen, caller, drop),
  };
}

/** Checks that are answered here in other words. */
const ELSEWHERE: Readonly<Record<string, true>> = { "application.owners": true, servicePrincipal: true };
const isSecret = (check: string): boolean => /^secrets?[ .]/.test(check);
