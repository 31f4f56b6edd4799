import { isGuid } from "#config/rules/formats.ts";
import { isPlainUrl, judgeHeld } from "#verify/erp/judgeHeld.ts";
import type { Finding, Part } from "#verify/finding.ts";
import type { ExpectedMicrosoft } from "../expected.ts";
import type { Live } from "../live.ts";
import { judged } from "./check.ts";
import { judgeHeldSecret, SECRET } from "./liveSecret.ts";

const CHECKS = ["company.microsoft.clientId", "company.microsoft.tenant", "company.microsoft.redirectUri"];

/** What the ERP holds for Microsoft: this application, in this tenant, with a secret that works. */
export const judgeLive = (expected: ExpectedMicrosoft, part: Part<Live>): Finding[] =>
  judged(part, [...CHECKS, SECRET], (live) => [
    judgeHeld("company.microsoft.clientId", expected.application?.clientId ?? "", live.clientId, isGuid),
    judgeHeld("company.microsoft.tenant", expected.tenantId, live.tenant, isGuid),
    judgeHeld("company.microsoft.redirectUri", expected.redirectUris[0], live.redirectUri, isPlainUrl),
    judgeHeldSecret(expected, live),
  ]).map((one) => ({ ...one, system: "erp" }));
