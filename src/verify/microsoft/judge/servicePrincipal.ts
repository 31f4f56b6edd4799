import type { Finding, Part } from "#verify/finding.ts";
import type { GraphServicePrincipal } from "../observed.ts";
import { exactly, finding, judged, ok, UP } from "./check.ts";
import { described } from "./credentials.ts";

const CHECKS = [
  "servicePrincipal",
  "servicePrincipal.accountEnabled",
  "servicePrincipal.disabledByMicrosoftStatus",
  "servicePrincipal.passwordCredentials",
  "servicePrincipal.keyCredentials",
];
// The portal shows no such page: these credentials come by script only.
const SCRIPT =
  "Graph: servicePrincipal removePassword, or PATCH keyCredentials; and find out who added it (Audit logs)";

/** The application's presence in the tenant: there, switched on, and with no credentials of its own. */
export const judgeServicePrincipal = (part: Part<GraphServicePrincipal | undefined>): Finding[] =>
  judged(part, CHECKS, (principal) => {
    if (!principal) return [finding("servicePrincipal", "drift", "present", "deleted", UP)];
    const { passwordCredentials = [], keyCredentials = [], disabledByMicrosoftStatus } = principal;
    return [
      ok("servicePrincipal", "present"),
      principal.accountEnabled === false
        ? finding("servicePrincipal.accountEnabled", "drift", "yes", "no", UP)
        : ok("servicePrincipal.accountEnabled", "yes"),
      disabledByMicrosoftStatus && disabledByMicrosoftStatus !== "NotDisabled"
        ? finding(
            "servicePrincipal.disabledByMicrosoftStatus",
            "drift",
            "no",
            disabledByMicrosoftStatus,
            "ask Microsoft support why it was disabled",
          )
        : ok("servicePrincipal.disabledByMicrosoftStatus", "no"),
      exactly("servicePrincipal.passwordCredentials", [], passwordCredentials.map(described), SCRIPT),
      exactly("servicePrincipal.keyCredentials", [], keyCredentials.map(described), SCRIPT),
    ];
  });
