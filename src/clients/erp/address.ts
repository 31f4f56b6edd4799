import { ERP_URL_ALLOWED, erpUrlMeant, erpUrlOrigin, erpUrlProblem } from "#config/rules/erpUrl.ts";
import { configSet, nextStepText } from "#config/rules/nextStep.ts";
import { ErpError } from "./errors.ts";

const PROPERTY = "modernauth:erpUrl";

/** The origin of an ERP's address, by the rule of the configuration. @throws ErpError that says what is allowed */
export function erpOrigin(text: string): string {
  const problem = erpUrlProblem(text);
  const origin = erpUrlOrigin(text);
  if (!problem && origin) return origin;
  const what = `${PROPERTY}: the value ${problem}. Allowed: ${ERP_URL_ALLOWED}.`;
  const next = configSet(PROPERTY, erpUrlMeant(text) ?? "https://<address of the ERP>");
  const error = new ErpError({ kind: "other", message: `${what} Fix: ${nextStepText(next)}` });
  error.advice = { what, property: PROPERTY, next };
  throw error;
}
