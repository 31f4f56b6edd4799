import assert from "node:assert/strict";
import type { ErpErrorKind } from "#clients/erp/errors.ts";

/** What each recorded error means to us; the first line that fits. */
const EXPECTED: readonly [RegExp, ErpErrorKind][] = [
  [/^cool-down: /, "login-refused"],
  [/unknown database/, "unknown-database"],
  [/^login: call with an unknown user id/, "missing-record"],
  [/^login: /, "login-refused"],
  [/^transport: malformed JSON \/json\/2/, "other"],
  [/^transport: no params/, "other"],
  [/^transport: /, "html"],
  [
    /unknown method of common|unknown service|too few arguments|missing named|unexpected|vals_list|not an object/,
    "other",
  ],
  [/^error: ids on a model method|has_group without ids|^mail: send with raise_exception/, "other"],
  [/^error: an attribute that is not a method \(14\)/, "other"],
  [/^error: (missing method|private|an attribute)|newer method|older method|has_access/, "no-such-method"],
  [/^error: missing model/, "no-such-model"],
  [/^before install|unknown field|other version's field/, "no-such-field"],
  [/missing id/, "missing-record"],
  [/^rights: |without rights|access rights only|^mail: unlink/, "no-rights"],
  [/^user: deactivate oneself|token button|button_confirm_login|test_smtp_connection|locked/, "validation"],
  [/not installed|uninstalled language|required field|in use|one name|key that exists/, "validation"],
  [/unknown selection value|encryption that does not exist/, "validation"],
];

/** What the recorded error of that name means to us, over every protocol. */
export function expectedKind(name: string): ErpErrorKind {
  const [, kind] = EXPECTED.find(([pattern]) => pattern.test(name)) ?? [];
  assert.ok(kind, `${name}: no expectation`);
  return kind;
}
