import { isGuid } from "./formats.ts";

/**
 * One spelling for texts that systems take for the same: a GUID in lower case, an address with its host in lower case and without the
 * default port, anything else in Unicode's composed form. The path of an address stays as it is: to a redirect URI each letter and
 * the last slash count. Not for secrets.
 */
export function canonical(text: string): string {
  if (isGuid(text)) return text.toLowerCase();
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text).href : text.normalize("NFC");
}

/** Whether two texts are only spelled differently, if at all. */
export const sameText = (a: string, b: string): boolean => canonical(a) === canonical(b);
