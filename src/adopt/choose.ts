import { type UsedIdentity, userOf } from "#clients/entra/runIdentities.ts";
import { type ApplicationRecord, handOver, otherStack } from "#clients/graph/adoptedApplication.ts";

/** The app registrations that come into question. */
export interface Candidates {
  /** Those that carry this stack's tag. */
  tagged: readonly ApplicationRecord[];
  /** The one that the state knows, if it still exists. */
  recorded?: ApplicationRecord | undefined;
  /** What `--application` names; `found` is absent where there is none of that id. */
  asked?: { id: string; found?: ApplicationRecord | undefined } | undefined;
  /** The one that an earlier adoption wrote into the configuration, if it still exists. */
  stored?: ApplicationRecord | undefined;
  /** Those of the wanted name. */
  named: readonly ApplicationRecord[];
}

export type Choice =
  | { kind: "ours"; application: ApplicationRecord }
  | { kind: "adopt"; application: ApplicationRecord }
  | { kind: "several"; applications: readonly ApplicationRecord[] }
  | { kind: "none" }
  | { kind: "refused"; why: string };

/**
 * Which app registration is meant: by id before by name, and never one that another stack has, or that the run works under. What is this
 * stack's already, by its tag or by its state, needs no adoption.
 *
 * @param used what is never taken over, whoever asks for it
 */
export function choose(candidates: Candidates, tag: string, used: readonly UsedIdentity[]): Choice {
  const { tagged, recorded, asked, stored } = candidates;
  const isUsed = ({ id, appId }: ApplicationRecord) => userOf([id, appId], used) !== undefined;
  const meant = [asked?.found, ...tagged, recorded, ...(asked ? [] : [stored])].find(
    (one) => one && isUsed(one),
  );
  const user = userOf([...(asked ? [asked.id] : []), ...(meant ? [meant.id, meant.appId] : [])], used);
  if (user) return inUse(meant?.id ?? asked?.id ?? user.id, user);
  const named = candidates.named.filter((one) => !isUsed(one));
  if (tagged.length > 1)
    return refused(
      `${tagged.length} app registrations carry the tag "${tag}" of this stack:\n${rows(tagged)}`,
    );
  const ours = tagged[0] ?? recorded;
  if (ours) {
    const other = asked && asked.found?.id !== ours.id;
    return other
      ? refused(
          `This stack has its app registration already, and --application names another one:\n${rows([ours])}`,
        )
      : { kind: "ours", application: ours };
  }
  if (asked)
    return asked.found
      ? free(asked.found, tag)
      : refused(`This tenant has no app registration with the object or client id ${asked.id}.`);
  if (stored) return free(stored, tag);
  const unclaimed = named.filter(({ tags = [] }) => !otherStack(tags, tag));
  const [first, ...others] = unclaimed;
  if (others.length > 0) return { kind: "several", applications: unclaimed };
  if (first) return { kind: "adopt", application: first };
  if (named[0]) return free(named[0], tag);
  const [other] = candidates.named;
  const its = other && userOf([other.id, other.appId], used);
  return its ? inUse(other.id, its) : { kind: "none" };
}

const inUse = (id: string, { who }: UsedIdentity): Choice =>
  refused(
    `The app registration ${id} is ${who}, and a stack never takes it over. Allowed: the one that the ERP signs in with.`,
  );

function free(application: ApplicationRecord, tag: string): Choice {
  const other = otherStack(application.tags ?? [], tag);
  return other
    ? refused(
        `The app registration ${application.id} carries the tag "${other}": it belongs to another stack. ${handOver(other)}`,
      )
    : { kind: "adopt", application };
}

const refused = (why: string): Choice => ({ kind: "refused", why });

/** One line for each, for people who have to choose. */
export const rows = (applications: readonly ApplicationRecord[]): string =>
  applications
    .map(
      ({ id, appId, displayName, createdDateTime }) =>
        `  object ${id}, client id ${appId}, "${displayName}", made ${createdDateTime?.slice(0, 10) ?? "at an unknown time"}`,
    )
    .join("\n");
