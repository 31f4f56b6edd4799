import type { GoogleGeneration } from "#config/googleSchema.ts";
import type { ClientGeneration } from "#config/rules/googleGenerations.ts";
import { mustPulumi } from "#stack/pulumi.ts";

/** The keys of the configuration that client files stand under. */
export type ClientFileKey = "googleClientFile" | "googleNextClientFile";

/** Stores one client file, encrypted; it goes through standard input, never through an argument. */
export async function writeClientFile(stack: string, key: ClientFileKey, file: string): Promise<void> {
  await mustPulumi(["config", "set", "--secret", key, "--stack", stack], file);
}

export async function removeClientFile(stack: string, key: ClientFileKey): Promise<void> {
  await mustPulumi(["config", "rm", key, "--stack", stack]);
}

/**
 * Makes `google.generations` this list. What is left out goes first, the oldest before the others, so that no number stands there
 * twice at any moment.
 */
export async function writeGoogleGenerations(
  stack: string,
  written: readonly GoogleGeneration[],
  wanted: readonly GoogleGeneration[],
): Promise<void> {
  const numbers = written.map(({ number }) => number);
  while (numbers.length > wanted.length) {
    const oldest = numbers.indexOf(Math.min(...numbers));
    numbers.splice(oldest, 1);
    await mustPulumi(["config", "rm", "--path", `google.generations[${oldest}]`, "--stack", stack]);
  }
  const pairs = wanted.flatMap(({ number, since }, index) => [
    `google.generations[${index}].number=${number}`,
    `google.generations[${index}].since=${since}`,
  ]);
  await mustPulumi([
    ...["config", "set-all", "--path", ...pairs.flatMap((pair) => ["--plaintext", pair])],
    ...["--stack", stack],
  ]);
}

/** Takes the newest client file out again. Its entry goes first: a file without one is numbered after the one before it. */
export async function removeNewestClientFile(
  stack: string,
  { number, configKey }: Pick<ClientGeneration, "number" | "configKey">,
  written: readonly GoogleGeneration[],
): Promise<void> {
  const index = written.findIndex((one) => one.number === number);
  const path = written.length > 1 ? `google.generations[${index}]` : "google.generations";
  if (index >= 0) await mustPulumi(["config", "rm", "--path", path, "--stack", stack]);
  await removeClientFile(stack, configKey);
}
