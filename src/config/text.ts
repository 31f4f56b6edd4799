import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { buffer } from "node:stream/consumers";

/** What a text may be encoded in, where somebody says so. */
export const ENCODINGS = ["utf-8", "windows-1252", "utf-16le"] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** How to read a text, and how to speak of it. */
export interface TextSource {
  /** As errors name it: a file, "Standard input". */
  name: string;
  /** What somebody says it is encoded in. @default as its byte order mark says, else UTF-8 */
  encoding?: Encoding | undefined;
  /** Where its first fault is, such as "row 3", told by all text before that. @default the line */
  place?: (before: string) => string;
  /** What helps, as a sentence. @default to save it as UTF-8 */
  fix?: string;
}

/** Bytes are not the text that they are taken for. Never says what stands there: it may be a password. */
export class UndecodableText extends Error {
  override readonly name = "UndecodableText";

  constructor({ name, fix = "Save it as UTF-8." }: TextSource, what: string) {
    super(`${name}: ${what}. ${fix}`);
  }
}

/**
 * The text that bytes stand for, without its byte order mark. Nothing is replaced: a damaged name or password would be noticed much
 * later, and not here.
 *
 * @throws UndecodableText naming the place, the encoding, and what it probably is
 */
export function decodedText(bytes: Uint8Array, source: TextSource): string {
  const { encoding, place = lineOf } = source;
  const mark = markOf(bytes);
  if (encoding && mark && mark !== encoding)
    throw new UndecodableText(source, `it begins as ${NAMES[mark]} does, and is not ${NAMES[encoding]}`);
  const chosen = encoding ?? mark ?? "utf-8";
  const fault = faultOf(bytes, chosen);
  if (fault) {
    const before = decoder(chosen, false).decode(bytes.subarray(0, fault.at));
    throw new UndecodableText(source, `${place(before)} is not ${NAMES[chosen]}${fault.guess}`);
  }
  // Every text is some text in these, so that only this tells a wrong word from a right one.
  if (
    chosen !== "utf-8" &&
    !mark &&
    isUtf8(bytes) &&
    !bytes.includes(0) &&
    !(chosen === "windows-1252" && isAscii(bytes))
  )
    throw new UndecodableText(source, `it is UTF-8, and not ${NAMES[chosen]}`);
  return decoder(chosen)
    .decode(bytes)
    .replace(/^\uFEFF/, "");
}

/** A file's text. @throws UndecodableText, or the error of the file system */
export const readText = (file: string, source: Omit<TextSource, "name"> = {}): string =>
  decodedText(readFileSync(file), { ...source, name: file });

/** All of standard input. @throws UndecodableText */
export const readInput = async (source: Omit<TextSource, "name"> = {}): Promise<string> =>
  decodedText(await buffer(process.stdin), { ...source, name: "Standard input" });

const NAMES = {
  "utf-8": "UTF-8",
  "windows-1252": "Windows-1252",
  "utf-16le": "UTF-16 (little endian)",
  "utf-16be": "UTF-16 (big endian)",
} as const;
type Decodable = keyof typeof NAMES;

/** The encoding that a byte order mark at the beginning names. */
function markOf([first, second, third]: Uint8Array): Decodable | undefined {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return first === 0xef && second === 0xbb && third === 0xbf ? "utf-8" : undefined;
}

const decoder = (encoding: Decodable, fatal = true) => new TextDecoder(encoding, { fatal, ignoreBOM: true });

const lineOf = (before: string): string => `line ${before.split(/\r\n|\r|\n/).length}`;

const isAscii = (bytes: Uint8Array): boolean => bytes.every((byte) => byte < 0x80);

interface Fault {
  /** The first byte that does not belong there. */
  at: number;
  /** What the text probably is, as the rest of a sentence. */
  guess: string;
}

function faultOf(bytes: Uint8Array, encoding: Decodable): Fault | undefined {
  if (encoding === "windows-1252") {
    const at = bytes.findIndex((byte) => UNUSED.has(byte));
    return at < 0 ? undefined : { at, guess: "" };
  }
  // No text has this character; it is half of each character of plain UTF-16.
  const zero = encoding === "utf-8" ? bytes.indexOf(0) : -1;
  if (zero >= 0) return { at: zero, guess: "; it is probably UTF-16 without its byte order mark" };
  const at = invalidAt(bytes, encoding);
  const guess = encoding === "utf-8" ? "; it is probably Windows-1252, in which Excel saves" : "";
  return at === undefined ? undefined : { at, guess };
}

/** Bytes that Windows-1252 has no character for; the standard's decoder takes them for control characters. */
const UNUSED = new Set([0x00, 0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/** Where the first character begins that is none. */
function invalidAt(bytes: Uint8Array, encoding: Decodable): number | undefined {
  if (isDecodable(bytes, encoding, false)) return undefined;
  let [good, bad] = [0, bytes.length + 1];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (isDecodable(bytes.subarray(0, middle), encoding, true)) good = middle;
    else bad = middle;
  }
  const before = decoder(encoding).decode(bytes.subarray(0, good), { stream: true });
  return Buffer.byteLength(before, encoding === "utf-8" ? "utf-8" : "utf-16le");
}

function isDecodable(bytes: Uint8Array, encoding: Decodable, stream: boolean): boolean {
  try {
    decoder(encoding).decode(bytes, { stream });
    return true;
  } catch {
    return false;
  }
}
