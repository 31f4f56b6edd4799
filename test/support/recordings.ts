import { existsSync } from "node:fs";

/** What the real plugins and real Odoo servers were seen to do. It lies beside the clone, not in it. */
export const recordings = new URL("../../../shared/recordings/", import.meta.url);

/**
 * Why tests that need the recordings are skipped; false where the recordings are there.
 *
 * @param ci value of the environment variable CI
 * @throws in CI, where a test that was skipped looks like one that passed
 */
export function reasonToSkip(folder: URL, ci: string | undefined): string | false {
  if (existsSync(folder)) return false;
  const absent =
    "the recordings of the real plugins and servers are not on this machine (../shared/recordings)";
  if (!ci) return absent;
  throw new Error(
    `CI is set, and ${absent}: put them there, beside the clone, or unset CI to skip the tests that need them.`,
  );
}

export const withoutRecordings = reasonToSkip(recordings, process.env.CI);
