import type { Part } from "../finding.ts";
import type { ExpectedMicrosoft } from "./expected.ts";
import { isOrphan, unknownSecrets } from "./judge/secrets.ts";
import type { Live } from "./live.ts";
import type { Credential, GraphApplication } from "./observed.ts";

export interface Orphans {
  remove: Credential[];
  /** Left alone, and why. */
  keep: { credential: Credential; why: string }[];
}

/**
 * Which secrets may be removed: those that an interrupted run left behind. Never one that the ERP may be using; where it is not known
 * which one that is, none at all.
 */
export function decideOrphans(
  expected: ExpectedMicrosoft,
  application: GraphApplication | undefined,
  live: Part<Live>,
): Orphans {
  const unknown = unknownSecrets(expected, application?.passwordCredentials ?? []);
  const orphans: Orphans = { remove: [], keep: [] };
  for (const credential of unknown.filter((one) => isOrphan(expected, one))) {
    const why = whyKept(credential, live);
    if (why) orphans.keep.push({ credential, why });
    else orphans.remove.push(credential);
  }
  return orphans;
}

function whyKept(credential: Credential, live: Part<Live>): string | undefined {
  if (live.problem || live.value.secret === "hidden")
    return "the ERP's secret cannot be read, so this may be the one that it uses";
  return live.value.fitting?.includes(credential.keyId) ? "the ERP may be using it" : undefined;
}
