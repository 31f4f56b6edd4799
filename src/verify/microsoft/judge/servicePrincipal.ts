import { byHand, drift, equal, exactly, ok, UPDATE } from "#verify/check.ts";
import { microsoftCheck } from "./check.ts";
import { credentialLabel } from "./secrets.ts";

const OF_SERVICE_PRINCIPAL = { reads: ["servicePrincipal"], of: "servicePrincipal" } as const;

// The portal shows no such page: these credentials come by script only.
const SCRIPT = byHand(
  "Graph: servicePrincipal removePassword, or PATCH keyCredentials; and find out who added it (Audit logs)",
);

export const servicePrincipal = microsoftCheck({
  id: "servicePrincipal",
  verdicts: { ok: "there", drift: "deleted" },
  reads: ["servicePrincipal"],
  of: "application",
  judge: ({ servicePrincipal }) => (servicePrincipal ? ok("present") : drift("present", "deleted", UPDATE)),
});

/** The application's presence in the tenant: there, switched on, and with no credentials of its own. */
export const servicePrincipalChecks = [
  servicePrincipal,
  microsoftCheck({
    id: "servicePrincipal.accountEnabled",
    verdicts: { ok: "switched on", drift: "switched off" },
    ...OF_SERVICE_PRINCIPAL,
    judge: ({ servicePrincipal: { accountEnabled } }) => equal(true, accountEnabled !== false, UPDATE),
  }),
  microsoftCheck({
    id: "servicePrincipal.disabledByMicrosoftStatus",
    verdicts: { ok: "not disabled by Microsoft", drift: "disabled by Microsoft" },
    ...OF_SERVICE_PRINCIPAL,
    judge: ({ servicePrincipal: { disabledByMicrosoftStatus: status } }) =>
      status && status !== "NotDisabled"
        ? drift(false, status, byHand("ask Microsoft support why it was disabled"))
        : ok(false),
  }),
  microsoftCheck({
    id: "servicePrincipal.passwordCredentials",
    verdicts: { ok: "none", drift: "there are some" },
    ...OF_SERVICE_PRINCIPAL,
    judge: ({ servicePrincipal: { passwordCredentials = [] } }) =>
      exactly([], passwordCredentials.map(credentialLabel), SCRIPT),
  }),
  microsoftCheck({
    id: "servicePrincipal.keyCredentials",
    verdicts: { ok: "none", drift: "there are some" },
    ...OF_SERVICE_PRINCIPAL,
    judge: ({ servicePrincipal: { keyCredentials = [] } }) =>
      exactly([], keyCredentials.map(credentialLabel), SCRIPT),
  }),
];
