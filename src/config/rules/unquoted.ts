/** A value of the configuration file that stands without quotation marks, and that YAML reads as something else than this text. */
export interface Unquoted {
  /** Where, with the top-level key first: ["google", "createProject", "organization"]. */
  path: readonly (string | number)[];
  /** As it stands in the file. */
  written: string;
  readAs: "number" | "date" | "boolean";
}

const NUMBER = /^[-+]?(0b[01]+|0o[0-7]+|0x[\da-f]+|(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?)$/i;
const DATE = /^\d{4}-\d\d?-\d\d?([Tt ].*)?$/;

/**
 * What the engine takes a value without quotation marks for, where that is printed in another way than it is written; undefined where
 * nothing is lost. As CLI 3.259.0 reads YAML: 0123 is 83, 1_000 and 1e3 are 1000, True is true; "no" and "1:30" stay as they are.
 */
export function readOtherwise(written: string): Unquoted["readAs"] | undefined {
  if (/^(True|TRUE|False|FALSE)$/.test(written)) return "boolean";
  if (DATE.test(written)) return "date";
  if (String(Number(written)) === written) return undefined;
  return /^[-+.\d]/.test(written) && NUMBER.test(written.replaceAll("_", "")) ? "number" : undefined;
}
