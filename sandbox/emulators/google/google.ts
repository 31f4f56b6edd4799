import { Hono } from "hono";
import { Emulator } from "../core/emulator.ts";
import { auditLog } from "./auditLog.ts";
import { authorisationEndpoint } from "./authorisationEndpoint.ts";
import { billing } from "./billing.ts";
import { registerAccessToken } from "./credentials.ts";
import { ApiError, faultBody, noSuchPage } from "./errors.ts";
import { parseFields, select } from "./fields.ts";
import { tokeninfo, userinfo } from "./identity.ts";
import { projectLifecycle } from "./projectLifecycle.ts";
import { resourceManager } from "./resourceManager.ts";
import { secretManager } from "./secretManager.ts";
import { serviceAccounts } from "./serviceAccounts.ts";
import { serviceUsage } from "./serviceUsage.ts";
import { siteVerification } from "./siteVerification.ts";
import { defaultSettings, type GoogleState, type Project, type Settings } from "./state.ts";
import { tokenEndpoint } from "./tokenEndpoint.ts";
import { workloadIdentityPools } from "./workloadIdentityPools.ts";
import { workloadIdentityProviders } from "./workloadIdentityProviders.ts";
import type { World } from "./world.ts";

export interface GoogleOptions {
  /** Projects that exist from the start, with the services that are enabled in each. */
  projects?: readonly (Partial<Project> &
    Pick<Project, "projectId" | "projectNumber"> & { services?: readonly string[] })[];
  /** A token that the APIs accept, as somebody with `roles/owner` everywhere. */
  accessToken?: string;
  /** Ids of billing accounts that exist. */
  billingAccounts?: readonly string[];
  settings?: Partial<Settings>;
  /** The emulator's clock. Default: the machine's. */
  now?: () => Date;
}

type Part = (app: Hono, world: World) => void;

const parts = new Map<string, readonly Part[]>([
  ["oauth2.googleapis.com", [tokenEndpoint, tokeninfo]],
  ["accounts.google.com", [authorisationEndpoint, tokenEndpoint]],
  ["www.googleapis.com", [tokenEndpoint, userinfo, tokeninfo, siteVerification]],
  ["openidconnect.googleapis.com", [userinfo]],
  ["serviceusage.googleapis.com", [serviceUsage]],
  ["cloudresourcemanager.googleapis.com", [resourceManager, projectLifecycle]],
  ["cloudbilling.googleapis.com", [billing]],
  ["iam.googleapis.com", [serviceAccounts, workloadIdentityPools, workloadIdentityProviders]],
  ["secretmanager.googleapis.com", [secretManager]],
  ["logging.googleapis.com", [auditLog]],
  ["console.cloud.google.com", []],
]);

/**
 * The parts of Google that the product talks to. Each public host serves its own API only; any other host (custom
 * endpoints, one loopback origin) serves all of them, told apart by their paths.
 */
export function createGoogle(options: GoogleOptions = {}): Emulator<GoogleState> {
  const now = options.now ?? (() => new Date());
  const google = new Emulator<GoogleState>({
    name: "google",
    hosts: [...parts.keys()],
    state: initialState(options, now),
    secretFields: ["data"],
    handle: (request) => {
      const app = apps.get(new URL(request.url).hostname) ?? everything;
      return app.fetch(request);
    },
    errorBody: faultBody,
    now,
  });
  const world: World = { google, now };
  const apps = new Map([...parts].map(([host, own]) => [host, assemble(world, own)]));
  const everything = assemble(world, new Set([...parts.values()].flat()));
  if (options.accessToken) {
    registerAccessToken(world, options.accessToken, {
      email: "operator@example.com",
      roles: ["roles/owner"],
      scopes: [
        "https://www.googleapis.com/auth/cloud-platform",
        "https://www.googleapis.com/auth/siteverification",
      ],
    });
  }
  return google;
}

function assemble(world: World, own: Iterable<Part>): Hono {
  const app = new Hono();
  app.notFound((c) => noSuchPage(c.req.path));
  app.onError((error) => {
    if (error instanceof ApiError) return error.toResponse();
    throw error;
  });
  app.use(async (c, next) => {
    await next();
    const fields = c.req.query("fields");
    if (!fields || !world.google.state.settings.partialResponses || !c.res.ok) return;
    const mask = parseFields(fields);
    c.res = mask
      ? Response.json(select(await c.res.json(), mask))
      : new ApiError(400, `Invalid field selection ${fields}`).toResponse();
  });
  for (const part of own) part(app, world);
  return app;
}

function initialState(options: GoogleOptions, now: () => Date): GoogleState {
  const seeds = options.projects ?? [];
  return {
    settings: { ...defaultSettings, ...options.settings },
    projects: Object.fromEntries(
      seeds.map(({ services: _, ...seed }) => [
        seed.projectId,
        { name: seed.projectId, lifecycleState: "ACTIVE", createTime: now().toISOString(), ...seed },
      ]),
    ),
    services: Object.fromEntries(
      seeds.map((seed) => [
        seed.projectId,
        Object.fromEntries((seed.services ?? []).map((name) => [name, "ENABLED"])),
      ]),
    ),
    operations: {},
    longOperations: {},
    iamPolicies: {},
    billingAccounts: [...(options.billingAccounts ?? [])],
    workloadIdentityPools: {},
    siteVerification: { dns: {}, owners: {} },
    brands: {},
    oauthClients: {},
    consents: {},
    serviceAccounts: {},
    accessTokens: {},
    secrets: {},
    auditLog: [],
  };
}
