import type { Finding, Part } from "#verify/finding.ts";
import type { ExpectedMicrosoft } from "../expected.ts";
import type { Owner } from "../observed.ts";
import { finding, judged, listed, ok, UP } from "./check.ts";

const CHECK = "application.owners";

/**
 * The deployer has to own it, or it locks itself out. An owner in addition can add secrets: somebody should know why. Those of a
 * registration that was made by hand may stay, and may go.
 */
export const judgeOwners = (expected: ExpectedMicrosoft, part: Part<Owner[]>): Finding[] =>
  judged(part, [CHECK], (owners) => {
    const required = expected.owners.filter((id) => !expected.keep.owners.includes(id));
    const wanted = listed(expected.owners);
    const missing = required.filter((id) => !owners.some((owner) => owner.id === id));
    const allowed = [...expected.owners, ...expected.keep.owners];
    const extra = owners.filter(({ id }) => !allowed.includes(id)).map(named);
    if (missing.length > 0) {
      const also = extra.length > 0 ? `; too many: ${listed(extra)}` : "";
      const fix = `App registrations, Owners: add ${listed(missing)}`;
      return [finding(CHECK, "drift", wanted, `missing: ${listed(missing)}${also}`, fix)];
    }
    return extra.length === 0
      ? [ok(CHECK, wanted)]
      : [finding(CHECK, "warn", wanted, `too many: ${listed(extra)}`, `${UP}, which removes them`)];
  });

const named = ({ id, displayName, userPrincipalName }: Owner): string =>
  `${userPrincipalName ?? displayName ?? "owner"} (${id})`;
