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
 * Which app registration is meant: by id before by name, and never one that another stack has. What is this stack's already, by its
 * tag or by its state, needs no adoption.
 */
export function choose({ tagged, recorded, asked, stored, named }: Candidates, tag: string): Choice {
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
  return named[0] ? free(named[0], tag) : { kind: "none" };
}

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
