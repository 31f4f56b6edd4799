/** Why a text cannot name a tenant's stack, as the rest of a sentence; undefined when it can. */
export const stackNameProblem = (name: string): string | undefined =>
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name)
    ? undefined
    : "has other characters, begins with another one than a letter or digit, is empty, or is longer than 100";
