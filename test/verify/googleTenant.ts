import { mock } from "node:test";
import type { GoogleAuth } from "#clients/google/auth.ts";
import { requiredServices } from "#config/rules/googleServices.ts";
import { redirectUri } from "#config/rules/redirectUris.ts";
import type { GoogleConfig } from "#config/schema.ts";
import { createClientByHand } from "#sandbox/console.ts";
import type { ClientDownload } from "#sandbox/emulators/google/console.ts";
import { registerAccessToken } from "#sandbox/emulators/google/credentials.ts";
import { createTenant, readDevConfig, type Tenant } from "#sandbox/tenant.ts";
import type { ErpAccess } from "#verify/erp/access.ts";
import { HeldSecret } from "#verify/erp/heldSecret.ts";
import type { Part } from "#verify/finding.ts";
import type { ExpectedGoogle } from "#verify/google/expected.ts";
import { signInToGoogle } from "#verify/google/verify.ts";
import { accessOf } from "./access.ts";

/** A tenant whose Google part is as a deployment leaves it, in this process, with every request to Google written down. */
export interface GoogleTenant extends Tenant {
  expected: ExpectedGoogle;
  access: ErpAccess;
  download: ClientDownload;
  auth: Part<GoogleAuth>;
  /** "POST oauth2.googleapis.com/token" */
  requests: string[];
  /** What whoever verifies may do from now on. */
  limitRoles(roles: readonly string[]): void;
  /** Writes what the ERP's company holds for Google. */
  setInErp(field: "ggClient" | "ggSecret" | "ggRedirect", value: unknown): void;
}

const TODAY = "2026-11-24";
const SAID = { by: "anna@acme.example", on: "2026-11-02" } as const;
/** What the three roles of the documentation allow, and nothing else. */
export const READER = ["roles/serviceusage.serviceUsageConsumer", "roles/logging.viewer", "roles/browser"];

/** Until `mock.restoreAll()` every `fetch` of this process goes to the emulated systems. */
export async function googleTenant(): Promise<GoogleTenant> {
  const config = readDevConfig();
  const tenant = createTenant(config, { addon: "installed" });
  const { google, erp, identities } = tenant;
  const requests: string[] = [];
  mock.method(globalThis, "fetch", (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, init);
    const { hostname, pathname } = new URL(request.url);
    if (hostname === config.dns) return erp.fetch(request);
    requests.push(`${request.method} ${hostname}${pathname}`);
    return google.fetch(request);
  });

  const { project } = config.google;
  const services = requiredServices({ secretManager: true, domainVerification: "none" } as GoogleConfig);
  google.state.services[project] = Object.fromEntries(services.map((name) => [name, "ENABLED"]));
  const download = createClientByHand(google, config);
  const [made] = google.state.auditLog;
  if (made) made.timestamp = "2026-11-01T08:00:00.000Z";

  const { names } = erp.state.addon;
  const company = erp.state.records["res.company"]?.["1"] ?? {};
  const setInErp: GoogleTenant["setInErp"] = (field, value) => {
    company[names[field]] = value as string;
  };
  setInErp("ggClient", download.clientId);
  setInErp("ggSecret", download.clientSecret);
  setInErp("ggRedirect", redirectUri(config.dns));
  Object.assign(erp.state.records["fetchmail.server"]?.["1"] ?? {}, {
    server: "imap.gmail.com",
    [names.incomingFlag]: true,
    date: "2026-11-23 08:15:00",
  });

  const token = identities["GOOGLE_OAUTH_ACCESS_TOKEN"] ?? "";
  const limitRoles = (roles: readonly string[]) =>
    registerAccessToken({ google, now: () => new Date() }, token, {
      email: "reader@x.example",
      roles: [...roles],
      scopes: [],
    });
  limitRoles(READER);
  return {
    ...tenant,
    requests,
    download,
    auth: await signInToGoogle({ GOOGLE_OAUTH_ACCESS_TOKEN: token }, fetch),
    limitRoles,
    setInErp,
    expected: {
      stack: "dev",
      project,
      redirectUri: redirectUri(config.dns),
      audience: "internal",
      services,
      operators: [],
      secrets: [
        {
          number: 1,
          clientId: download.clientId,
          since: "2026-11-01",
          secret: new HeldSecret(download.clientSecret),
        },
      ],
      recorded: { redirect: "registered", auditedUntil: "2026-11-01T08:00:00.000Z" },
      attested: {
        branding: SAID,
        audience: { ...SAID, audience: "internal" },
        dataAccess: SAID,
        client: SAID,
      },
      now: `${TODAY}T02:00:00.000Z`,
      today: TODAY,
    },
    access: accessOf(config, tenant),
  };
}
