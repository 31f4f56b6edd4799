import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Shorter values would be found by chance. */
const SHORTEST = 8;

/**
 * Where a secret stands in clear: each file below the folder, as "file: which kind of spelling".
 * Looks for the value itself, its base64 form and its JSON form; never returns the secret.
 *
 * @param which the files to look into
 */
export function leaksBelow(
  folder: string,
  secrets: Iterable<string>,
  which: (file: string) => boolean = () => true,
): string[] {
  const needles = [...secrets].filter((secret) => secret.length >= SHORTEST).flatMap(spellings);
  return filesBelow(folder)
    .filter(which)
    .flatMap((file) =>
      leaksIn(readFileSync(file).toString("latin1"), needles).map((kind) => `${file}: ${kind}`),
    );
}

/** The same for a text. */
export function leaksInText(text: string, secrets: Iterable<string>): string[] {
  const needles = [...secrets].filter((secret) => secret.length >= SHORTEST).flatMap(spellings);
  return leaksIn(text, needles);
}

interface Needle {
  kind: string;
  text: string;
}

function spellings(secret: string): Needle[] {
  const needles = [
    { kind: "in clear", text: secret },
    { kind: "as JSON", text: JSON.stringify(secret).slice(1, -1) },
    { kind: "as a URL parameter", text: encodeURIComponent(secret) },
    // Base64 of something longer that contains the secret differs at both ends, so its own is cut to whole groups.
    { kind: "in base64", text: Buffer.from(secret).toString("base64").slice(0, -4) },
  ];
  return needles.filter(({ text }, index) => needles.findIndex((other) => other.text === text) === index);
}

const leaksIn = (text: string, needles: readonly Needle[]): string[] => [
  ...new Set(needles.filter((needle) => text.includes(needle.text)).map(({ kind }) => kind)),
];

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const stat = lstatSync(path);
    if (stat.isDirectory()) return filesBelow(path);
    return stat.isFile() ? [path] : [];
  });
}
