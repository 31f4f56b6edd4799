import type { OurApplication } from "#clients/graph/ourApplications.ts";

/** What the state knows of the Microsoft part. */
export interface Known {
  applicationId: string | undefined;
  keyIds: readonly string[];
}

export interface RunLeftovers {
  applications: OurApplication[];
  secrets: { applicationId: string; keyId: string }[];
}

/**
 * What one run made and no state knows: a request whose answer was lost is sent again by the plugin, and then there are two. Only
 * what is ours (the stack's tag, the application's name) and was not there before the run.
 */
export function leftovers(
  before: readonly OurApplication[],
  after: readonly OurApplication[],
  known: Known,
  secretName: string,
): RunLeftovers {
  const earlier = new Set(before.map(({ id }) => id));
  const made = after.filter(({ id }) => !earlier.has(id) && id !== known.applicationId);
  // Where the state has none yet, the first one is taken over by the next run.
  const adopted = after.some(({ id }) => id === known.applicationId || earlier.has(id))
    ? undefined
    : oldest(made);
  const applications = made.filter((one) => one !== adopted);
  const old = new Set(before.flatMap(({ passwords }) => passwords.map(({ keyId }) => keyId)));
  const secrets = after
    .filter((one) => !applications.includes(one))
    .flatMap(({ id, passwords }) =>
      passwords
        .filter(
          ({ keyId, displayName }) =>
            displayName === secretName && !old.has(keyId) && !known.keyIds.includes(keyId),
        )
        .map(({ keyId }) => ({ applicationId: id, keyId })),
    );
  return { applications, secrets };
}

const oldest = (applications: readonly OurApplication[]): OurApplication | undefined =>
  applications.toSorted((a, b) => a.createdDateTime.localeCompare(b.createdDateTime))[0];
