import assert from "node:assert/strict";
import type { FleetTenant } from "#sandbox/fleet/fleet.ts";
import { TenantByHand } from "#test/verify/tenantByHand.ts";

/** One thing that somebody does by hand in one tenant, and that `pulumi up` puts right. */
export interface Change {
  what: string;
  make: (tenant: FleetTenant) => void;
  /** What `drift` says of it, as "drift application.displayName". */
  found: readonly string[];
}

interface Access {
  resourceAccess: { id: string; type: string }[];
}

const inEntra = (what: string, found: string | string[], make: (byHand: TenantByHand) => void): Change => ({
  what,
  found: [found].flat(),
  make: (tenant) => make(new TenantByHand(tenant)),
});

/** Changes in all three systems. */
export const CHANGES: readonly Change[] = [
  inEntra("the redirect URI is changed", "drift application.web.redirectUris", ({ application }) => {
    Object.assign(application.web as object, { redirectUris: ["https://example.com/elsewhere"] });
  }),
  inEntra("the registration is renamed", "drift application.displayName", ({ application }) => {
    Object.assign(application, { displayName: "CID ERP 2" });
  }),
  inEntra("a permission is removed", "drift application.requiredResourceAccess", ({ application }) => {
    (application.requiredResourceAccess as Access[])[0]?.resourceAccess.splice(4, 1);
  }),
  inEntra(
    "sign-in is switched off",
    ["drift servicePrincipal.accountEnabled", "drift company.microsoft.clientSecret"],
    ({ servicePrincipal }) => {
      servicePrincipal.accountEnabled = false;
    },
  ),
  inEntra("a consented permission is taken away", "drift consent.delegated", ({ grant }) => {
    grant.scope = String(grant.scope).replace("SMTP.Send", "");
  }),
  {
    what: "one of Google's APIs is switched off",
    found: ["drift service people.googleapis.com"],
    make: ({ google, config }) => {
      const services = google.state.services[config.google.project];
      assert.ok(services);
      services["people.googleapis.com"] = "DISABLED";
    },
  },
  {
    what: "the ERP's client id is overwritten",
    found: ["drift company.microsoft.clientId", "drift company.microsoft.clientSecret"],
    make: (tenant) => new TenantByHand(tenant).setInErp("msClient", "an old client id"),
  },
  {
    what: "a mail server is taken off OAuth2",
    found: ["drift incoming server 1.useOAuth2"],
    make: ({ erp }) => {
      const server = erp.state.records["fetchmail.server"]?.["1"];
      assert.ok(server);
      server[erp.state.addon.names.incomingFlag] = false;
    },
  },
];
