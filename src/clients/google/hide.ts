const modernSecret = /GOCSPX/i;
/** As long as a secret of the older form, which has no prefix to know it by. */
const longRun = /[\w-]{24}/;
const clientIdLike = /^\d+-[a-z0-9]+\.apps\.googleusercontent\.com$/;
const longest = 200;

/**
 * A value of a file whose secret is known, for a message: quoted, or a note that it is hidden. People paste secrets into
 * the wrong field, so whatever contains one is never shown.
 */
export function shown(value: string, secret: string): string {
  const risky = value.includes(secret) || modernSecret.test(value) || value.length > longest;
  return risky ? hidden(value) : JSON.stringify(value);
}

/** The same for a file that could not be read, so that nobody knows which of its texts is the secret. */
export function shownOfBroken(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value !== "string") return typeof value === "object" ? "an object" : `a ${typeof value}`;
  const risky = !clientIdLike.test(value) && (modernSecret.test(value) || longRun.test(value));
  return risky || value.length > longest ? hidden(value) : JSON.stringify(value);
}

function hidden(value: string): string {
  return `a text of ${value.length} characters (hidden, as it may hold a secret)`;
}
