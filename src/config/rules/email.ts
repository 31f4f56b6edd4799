/**
 * An e-mail address of a domain that has a top level. A file of its own, so that an option can be checked without loading the schema.
 *
 * @see https://github.com/colinhacks/zod, whose pattern it is
 */
export const EMAIL =
  /^(?:[A-Za-z0-9_'+-]+\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/;
