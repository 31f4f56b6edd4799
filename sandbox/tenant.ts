import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Emulator } from "./core/emulator.ts";
import { createEntra, type EntraState } from "./entra/entra.ts";
import { createErp, type ErpOptions, type ErpState } from "./erp/erp.ts";
import { createGoogle } from "./google/google.ts";
import type { GoogleState } from "./google/state.ts";

/** What the committed dev stack says about its tenant: the emulated systems are made to fit it. */
export interface DevConfig {
  dns: string;
  microsoft: { tenantId: string };
  google: { project: string };
  erp: {
    database: string;
    login: string;
    company: string;
    incomingServers: string[];
    outgoingServers: string[];
  };
}

export interface Tenant {
  entra: Emulator<EntraState>;
  google: Emulator<GoogleState>;
  erp: Emulator<ErpState>;
  /** The identities that run a deployment, as environment variables. */
  identities: Record<string, string>;
  /** The integration user's API key in the ERP. */
  erpApiKey: string;
}

/** The committed `Pulumi.dev.yaml`. */
export const devConfigFile = new URL("../Pulumi.dev.yaml", import.meta.url);

export function readDevConfig(): DevConfig {
  const { config } = parse(readFileSync(devConfigFile, "utf8")) as { config: Record<string, unknown> };
  const own = <T>(key: string) => config[`erp-modern-auth:${key}`] as T;
  return {
    dns: own("dns"),
    microsoft: own("microsoft"),
    google: own("google"),
    erp: {
      ...own<DevConfig["erp"]>("erp"),
      database: String(config["modernauth:erpDatabase"]),
      login: String(config["modernauth:erpLogin"]),
    },
  };
}

/**
 * A customer's three systems as the hand-made procedure finds them. Every secret is made up here and now.
 *
 * @param erpOptions how this customer's ERP differs from the usual one
 * @param now the directory's clock; the real one when absent
 */
export function createTenant(
  config: DevConfig = readDevConfig(),
  erpOptions: Partial<ErpOptions> = {},
  now?: () => Date,
): Tenant {
  const [deployerSecret, googleToken, erpApiKey] = [randomSecret(), randomSecret(), randomSecret()];
  const deployerId = randomUUID();
  const entra = createEntra({
    tenantId: config.microsoft.tenantId,
    deployer: {
      clientId: deployerId,
      secret: deployerSecret,
      objectId: randomUUID(),
      roles: DEPLOYER_ROLES,
    },
    ...(now ? { now } : {}),
  });
  // New secrets are refused for a moment, as Entra does; it takes seconds there.
  entra.state.secretPropagation = { requests: 2, milliseconds: 0 };
  const google = createGoogle({
    projects: [
      {
        projectId: config.google.project,
        projectNumber: "480215937604",
        name: "ERP",
        services: ["oslogin.googleapis.com"],
      },
    ],
    accessToken: googleToken,
  });
  const { erp } = config;
  return {
    entra,
    google,
    erp: createErp({
      hosts: [config.dns],
      databases: [erp.database],
      companies: [{ name: erp.company }, { name: "Autre société SA" }],
      users: [
        {
          login: erp.login,
          name: "Intégration",
          email: `integration@${config.dns}`,
          apiKey: erpApiKey,
          groups: ["settings"],
          companies: [1, 2],
        },
      ],
      incoming: [
        ...erp.incomingServers.map((name) => ({
          name,
          server: "outlook.office365.com",
          port: 993,
          ssl: true,
          user: "info@demofabien.ch",
          state: "done" as const,
        })),
        { name: "Autre boîte", server: "imap.example.com", port: 993, ssl: true },
      ],
      outgoing: erp.outgoingServers.map((name) => ({
        name,
        host: "smtp.office365.com",
        port: 587,
        encryption: "starttls",
        user: "info@demofabien.ch",
      })),
      addon: "uninstalled",
      tokenField: "x_auth_grant",
      ...erpOptions,
    }),
    identities: {
      ARM_CLIENT_ID: deployerId,
      ARM_CLIENT_SECRET: deployerSecret,
      GOOGLE_OAUTH_ACCESS_TOKEN: googleToken,
    },
    erpApiKey,
  };
}

/** The least rights that the whole of a deployment needs (README, "Use with a real tenant"). */
export const DEPLOYER_ROLES = [
  "Application.ReadWrite.OwnedBy",
  "Application.Read.All",
  "AppRoleAssignment.ReadWrite.All",
  "DelegatedPermissionGrant.ReadWrite.All",
];

const randomSecret = (): string => randomBytes(24).toString("base64url");
