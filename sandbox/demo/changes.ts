import { APPLICATION_NAME } from "#config/rules/defaults.ts";
import type { Sandbox } from "#sandbox/sandbox.ts";
import type { DevConfig } from "#sandbox/tenant.ts";

/** What a preview must name after {@link changeByHand}: short type and property path. */
export const EXPECTED_DRIFT = [
  "azuread Application: web.redirectUris[0]",
  "gcp Service: service people.googleapis.com",
  "modernauth ErpCompanyOAuth: clientId",
];

/** Changes one thing in each system behind the program's back, as somebody in a portal would. Returns what, in words. */
export function changeByHand({ entra, google, erp }: Sandbox, config: DevConfig): string[] {
  const application = Object.values(entra.state.applications).find(
    ({ displayName }) => displayName === APPLICATION_NAME,
  );
  entra.tamper([
    {
      op: "replace",
      path: `/applications/${application?.id}/web/redirectUris/0`,
      value: `https://${config.dns}/oauth2/callback`,
    },
  ]);
  google.tamper([
    { op: "replace", path: `/services/${config.google.project}/people.googleapis.com`, value: "DISABLED" },
  ]);
  const { msClient } = erp.state.addon.names;
  erp.tamper([{ op: "replace", path: `/records/res.company/1/${msClient}`, value: "an old client id" }]);
  return [
    "Entra:  the redirect URI of the app registration now ends in /oauth2/callback",
    "Google: the People API is switched off",
    "ERP:    the company's Microsoft client id is overwritten",
  ];
}
