import type { Finding } from "#verify/finding.ts";
import type { ExpectedGoogle } from "../expected.ts";
import type { ObservedGoogle } from "../observed.ts";
import { consolePage, finding, inconclusive, ok } from "./check.ts";

const CHECK = "client.redirectUri";

/** Whether Google takes the redirect URI, as far as it can be seen from outside. */
export function judgeRedirect(
  { redirectUri, recorded, project }: ExpectedGoogle,
  { redirect }: ObservedGoogle,
): Finding[] {
  if (!redirect) return [];
  const { verdict, message, fix } = redirect;
  if (verdict === "registered") return [ok(CHECK, redirectUri)];
  if (verdict === "inconclusive") return [inconclusive(CHECK, { what: message, fix })];
  const page = consolePage("auth/clients", project);
  // No update has seen it work yet, so nobody took it out: Google's change is still on its way.
  if (recorded?.redirect !== "registered" && recorded?.redirect !== "mismatch")
    return [
      finding(
        CHECK,
        "warn",
        redirectUri,
        "not taken yet: a change takes 5 minutes to a few hours",
        `pulumi up, later; if it stays so, add it under "Authorised redirect URIs" on ${page}`,
      ),
    ];
  return [
    finding(
      CHECK,
      "drift",
      redirectUri,
      "Google refuses it: it is not registered on the client any more",
      `add it under "Authorised redirect URIs" on ${page}`,
    ),
  ];
}
