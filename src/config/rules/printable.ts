import { stripVTControlCharacters } from "node:util";

/**
 * What steers whoever reads a text instead of being read: control characters but tab and newline (C1 too, one of which begins a terminal's
 * commands as well as ESC does), separators of lines that are none, and what turns the direction of writing round (U+202E).
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A text of another system without what steers a terminal or a browser: its commands are taken out, the rest is named (`\u202e`). */
export const plainText = (text: string): string =>
  stripVTControlCharacters(text.replaceAll("\r\n", "\n")).replace(STEERING, escaped);

/** The same on one line, so that no value can pose as a line of ours. */
export const plainLine = (text: string): string => plainText(text.replace(/\s*[\r\n\u2028\u2029]\s*/g, " "));

/** The same where a CI system reads along: what GitHub (`::set-output`, `##[error]`) or Azure (`##vso[…]`) takes for a command is none. */
export const printable = (text: string): string =>
  plainText(text)
    .replace(/^(\s*):(?=:)/gm, "$1: ")
    .replace(/#(?=#\w*\[)/g, "# ");

/** A value as JSON that neither a terminal nor a CI system takes for a command; read back it is the same. */
export const printableJson = (value: unknown): string =>
  JSON.stringify(value, undefined, 2)
    .replace(STEERING, escaped)
    .replace(/#(?=#\w*\[)/g, escaped);
