import type { Finding } from "../finding.ts";
import { judging, UP } from "../judging.ts";

const { finding, inconclusive, ok } = judging("erp");

/**
 * One value of the ERP's company tab.
 *
 * @param actual "" for nothing; undefined where the ERP hides it
 * @param printable whether a value may be shown: a secret in the wrong field must not be
 */
export function judgeHeld(
  check: string,
  expected: string,
  actual: string | undefined,
  printable: (text: string) => boolean,
): Finding {
  if (actual === expected) return ok(check, expected);
  if (actual === undefined) return inconclusive(check, HIDDEN);
  const shown = actual === "" ? "nothing" : printable(actual) ? actual : "another value (not shown)";
  return finding(check, "drift", expected, shown, UP);
}

const HIDDEN = { what: "the ERP hides the value", fix: "compare it in the ERP's company tab OAuth2" };

/** Without anything after the path, where secrets travel. */
export const isPlainUrl = (text: string): boolean => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === "https:" && `https://${url.host}${url.pathname}` === text && text.length < 100;
};
