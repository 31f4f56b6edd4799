/** Why a text is no tag, as the rest of a sentence; undefined when it is one. */
export const tagProblem = (text: string): string | undefined =>
  /^[\p{L}\d][\p{L}\d._-]{0,62}$/u.test(text)
    ? undefined
    : "is not allowed: it has other characters, begins with another one than a letter or digit, or is longer than 63";
