import type { Finding, Part } from "#verify/finding.ts";
import type { ExpectedMicrosoft } from "../expected.ts";
import type { GraphApplication } from "../observed.ts";
import { exactly, finding, judgedIfThere, ok, UP } from "./check.ts";

const CHECKS = [
  "application.web.redirectUris",
  "application.spa.redirectUris",
  "application.publicClient.redirectUris",
  "application.isFallbackPublicClient",
  "application.web.implicitGrantSettings",
];

/** Where Microsoft sends a signed-in user's code: to the ERP, and by the code flow of a confidential client only. */
export const judgeRedirects = (
  expected: ExpectedMicrosoft,
  part: Part<GraphApplication | undefined>,
): Finding[] =>
  judgedIfThere(part, CHECKS, ({ web = {}, spa = {}, publicClient = {}, isFallbackPublicClient }) => [
    exactly(
      "application.web.redirectUris",
      [...expected.redirectUris, ...expected.keep.redirectUris],
      web.redirectUris ?? [],
      UP,
    ),
    exactly("application.spa.redirectUris", [], spa.redirectUris ?? [], UP),
    exactly("application.publicClient.redirectUris", [], publicClient.redirectUris ?? [], UP),
    isFallbackPublicClient
      ? finding("application.isFallbackPublicClient", "drift", "no", "yes", UP)
      : ok("application.isFallbackPublicClient", "no"),
    exactly("application.web.implicitGrantSettings", [], implicit(web), UP),
  ]);

const implicit = ({ implicitGrantSettings: settings = {} }: NonNullable<GraphApplication["web"]>) => [
  ...(settings.enableAccessTokenIssuance ? ["access tokens"] : []),
  ...(settings.enableIdTokenIssuance ? ["ID tokens"] : []),
];
