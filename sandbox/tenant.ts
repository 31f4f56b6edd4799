import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { findProject } from "#config/project.ts";
import type { Emulator } from "./emulators/core/emulator.ts";
import { createEntra, type EntraOptions, type EntraState } from "./emulators/entra/entra.ts";
import { createErp, type ErpOptions, type ErpState } from "./emulators/erp/erp.ts";
import { createGoogle } from "./emulators/google/google.ts";
import type { GoogleState } from "./emulators/google/state.ts";

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
  identities: Identities;
  /** The integration user's API key in the ERP. */
  erpApiKey: string;
}

/** The committed `Pulumi.dev.yaml`. */
export const devConfigFile = new URL("../Pulumi.dev.yaml", import.meta.url);

/** The name of the repository's Pulumi project, which the keys of that file begin with. */
export const projectName = findProject(fileURLToPath(new URL("..", import.meta.url))).name;

export function readDevConfig(): DevConfig {
  const { config } = parse(readFileSync(devConfigFile, "utf8")) as { config: Record<string, unknown> };
  const own = <T>(key: string) => config[`${projectName}:${key}`] as T;
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

/** Who runs a deployment: the deployer in Entra and an operator at Google, as environment variables. */
export interface Identities extends Record<string, string> {
  ARM_CLIENT_ID: string;
  ARM_CLIENT_SECRET: string;
  GOOGLE_OAUTH_ACCESS_TOKEN: string;
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
  const identities = createIdentities();
  const erpApiKey = randomSecret();
  const entra = createDirectory(config, identities, now ? { now } : {});
  // New secrets are refused for a moment, as Entra does; it takes seconds there.
  entra.state.secretPropagation = { requests: 2, milliseconds: 0 };
  return {
    entra,
    google: createProjects([{ projectId: config.google.project, projectNumber: "480215937604" }], identities),
    erp: createCustomerErp(config, erpApiKey, erpOptions),
    identities,
    erpApiKey,
  };
}

export const createIdentities = (): Identities => ({
  ARM_CLIENT_ID: randomUUID(),
  ARM_CLIENT_SECRET: randomSecret(),
  GOOGLE_OAUTH_ACCESS_TOKEN: randomSecret(),
});

/** A customer's directory, in which the deployer has a service principal and its consents. */
export const createDirectory = (
  { microsoft }: DevConfig,
  { ARM_CLIENT_ID: clientId, ARM_CLIENT_SECRET: secret }: Identities,
  options: Pick<EntraOptions, "domain" | "now"> = {},
): Emulator<EntraState> =>
  createEntra({
    tenantId: microsoft.tenantId,
    deployer: { clientId, secret, objectId: randomUUID(), roles: DEPLOYER_ROLES },
    ...options,
  });

/** Google, where customers have made their projects. */
export const createProjects = (
  projects: readonly { projectId: string; projectNumber: string }[],
  { GOOGLE_OAUTH_ACCESS_TOKEN: accessToken }: Identities,
): Emulator<GoogleState> =>
  createGoogle({
    projects: projects.map((one) => ({ ...one, name: "ERP", services: ["oslogin.googleapis.com"] })),
    accessToken,
  });

/** A customer's ERP before our module is installed. @param apiKey the integration user's */
export const createCustomerErp = (
  { dns, erp }: DevConfig,
  apiKey: string,
  options: Partial<ErpOptions> = {},
): Emulator<ErpState> =>
  createErp({
    hosts: [dns],
    databases: [erp.database],
    companies: [{ name: erp.company }, { name: "Autre société SA" }],
    users: [
      {
        login: erp.login,
        name: "Intégration",
        email: `integration@${dns}`,
        apiKey,
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
    ...options,
  });

/** The least rights that the whole of a deployment needs (README, "Use with a real tenant"). */
export const DEPLOYER_ROLES = [
  "Application.ReadWrite.OwnedBy",
  "Application.Read.All",
  "AppRoleAssignment.ReadWrite.All",
  "DelegatedPermissionGrant.ReadWrite.All",
];

export const randomSecret = (): string => randomBytes(24).toString("base64url");
