import type { Attested } from "#config/googleSchema.ts";
import { mustPulumi } from "./pulumi.ts";

const PATH = "google.attested";

/**
 * The commands that turn the attestations as they are written into those that are wanted. All keys are written by one command, so
 * that no interruption leaves half an attestation behind; a key that no longer applies goes before.
 */
export function attestingCommands(written: Attested, wanted: Attested): string[][] {
  const [before, after] = [flat(written), flat(wanted)];
  const removed = [...before.keys()].filter((path) => !after.has(path));
  const pairs = [...after].filter(([path, value]) => before.get(path) !== value);
  return [
    ...removed.map((path) => ["config", "rm", "--path", path]),
    ...(pairs.length > 0
      ? [
          [
            "config",
            "set-all",
            "--path",
            ...pairs.flatMap(([path, value]) => ["--plaintext", `${path}=${value}`]),
          ],
        ]
      : []),
  ];
}

/** Writes the attestations into the stack's configuration file; comments in it stay. @throws Error with the CLI's own words */
export async function writeAttested(stack: string, written: Attested, wanted: Attested): Promise<void> {
  for (const command of attestingCommands(written, wanted)) await mustPulumi([...command, "--stack", stack]);
}

/** Forgets what nobody can have seen yet. @throws Error with the CLI's own words */
export async function removeAttested(
  stack: string,
  written: Attested,
  items: readonly (keyof Attested)[],
): Promise<void> {
  for (const item of items.filter((one) => written[one] !== undefined))
    await mustPulumi(["config", "rm", "--path", `${PATH}.${item}`, "--stack", stack]);
}

const flat = (attested: Attested): Map<string, string> =>
  new Map(
    Object.entries(attested).flatMap(([item, entry]) =>
      Object.entries(entry ?? {}).map(([key, value]) => [`${PATH}.${item}.${key}`, String(value)] as const),
    ),
  );
