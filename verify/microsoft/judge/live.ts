import { isGuid } from "../../../config/guid.ts";
import type { Finding, Part } from "../../finding.ts";
import type { ExpectedMicrosoft } from "../expected.ts";
import type { Live } from "../live.ts";
import { finding, inconclusive, judged, ok, UP } from "./check.ts";
import { judgeHeldSecret, SECRET } from "./liveSecret.ts";

const CHECKS = ["company.microsoft.clientId", "company.microsoft.tenant", "company.microsoft.redirectUri"];

/** What the ERP holds for Microsoft: this application, in this tenant, with a secret that works. */
export const judgeLive = (expected: ExpectedMicrosoft, part: Part<Live>): Finding[] =>
  judged(part, [...CHECKS, SECRET], (live) => [
    compare("company.microsoft.clientId", expected.application?.clientId ?? "", live.clientId, isGuid),
    compare("company.microsoft.tenant", expected.tenantId, live.tenant, isGuid),
    compare("company.microsoft.redirectUri", expected.redirectUri, live.redirectUri, isPlainUrl),
    judgeHeldSecret(expected, live),
  ]).map((one) => ({ ...one, system: "erp" }));

/** @param printable whether a value may be shown: a secret in the wrong field must not be */
function compare(
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
const isPlainUrl = (text: string): boolean => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === "https:" && `https://${url.host}${url.pathname}` === text && text.length < 100;
};
