import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { APPLICATION_NAME } from "#config/rules/defaults.ts";
import { GRAPH_APP_ID } from "#config/rules/permissions.ts";
import { sha256 } from "#sandbox/emulators/entra/directory.ts";
import type {
  Application,
  AppRoleAssignment,
  EntraState,
  KeyCredential,
  Oauth2PermissionGrant,
  PasswordCredential,
  ServicePrincipal,
} from "#sandbox/emulators/entra/state.ts";
import type { IamBinding } from "#sandbox/emulators/google/iamState.ts";
import type { Tenant } from "#sandbox/tenant.ts";

const EXCHANGE_APP_ID = "00000002-0000-0ff1-ce00-000000000000";
const id = (number: number): string => `11111111-2222-4333-8444-${String(number).padStart(12, "0")}`;

type Systems = Pick<Tenant, "entra" | "erp"> & Partial<Pick<Tenant, "google">>;
type CompanyField =
  | "msClient"
  | "msTenant"
  | "msSecret"
  | "msRedirect"
  | "ggClient"
  | "ggSecret"
  | "ggRedirect";

/** A provisioned tenant, seen by somebody who changes things in the portal. */
export class TenantByHand {
  readonly #systems: Systems;
  /** What was found once stays the same, whatever somebody makes of its name, or puts beside it. */
  readonly #found = new Map<string, unknown>();

  constructor(systems: Systems) {
    this.#systems = systems;
  }

  #once<T>(what: string, find: () => T): T {
    if (!this.#found.has(what)) this.#found.set(what, find());
    return this.#found.get(what) as T;
  }

  /** Looks at everything before anything is changed. */
  look(): this {
    for (const _ of [this.servicePrincipal, this.grant, this.assignment, this.#ownSecret]);
    return this;
  }

  get state(): EntraState {
    return this.#systems.entra.state;
  }

  get application(): Application {
    return this.#once("application", () =>
      only(this.state.applications, ({ displayName }) => displayName === APPLICATION_NAME),
    );
  }

  /** The stack's own secret, as it was made. */
  get #ownSecret(): PasswordCredential {
    return this.#once("ownSecret", () => ({
      ...(this.application.passwordCredentials[0] as PasswordCredential),
    }));
  }

  get servicePrincipal(): ServicePrincipal {
    const { appId } = this.application;
    return this.#once("servicePrincipal", () =>
      only(this.state.servicePrincipals, (one) => one.appId === appId),
    );
  }

  get grant(): Oauth2PermissionGrant {
    const { id: clientId } = this.servicePrincipal;
    return this.#once("grant", () =>
      only(this.state.oauth2PermissionGrants, (one) => one.clientId === clientId),
    );
  }

  get assignment(): AppRoleAssignment {
    const { id: principalId } = this.servicePrincipal;
    return this.#once("assignment", () =>
      only(this.state.appRoleAssignments, (one) => one.principalId === principalId),
    );
  }

  /** The service principal of an API, Microsoft Graph or Exchange. */
  api(which: "graph" | "exchange"): ServicePrincipal {
    const wanted = which === "graph" ? GRAPH_APP_ID : EXCHANGE_APP_ID;
    return only(this.state.servicePrincipals, ({ appId }) => appId === wanted);
  }

  get admin(): string {
    return only(this.state.users, () => true).id;
  }

  get company(): Record<string, unknown> {
    return this.#systems.erp.state.records["res.company"]?.["1"] as Record<string, unknown>;
  }

  setInErp(field: CompanyField, value: unknown): void {
    this.company[this.#systems.erp.state.addon.names[field]] = value;
  }

  inErp(field: CompanyField): unknown {
    return this.company[this.#systems.erp.state.addon.names[field]];
  }

  /** The mail server that the configuration lists. */
  server(kind: "incoming" | "outgoing"): Record<string, unknown> {
    const model = kind === "incoming" ? "fetchmail.server" : "ir.mail_server";
    return this.#systems.erp.state.records[model]?.["1"] as Record<string, unknown>;
  }

  get google(): Tenant["google"] {
    assert.ok(this.#systems.google);
    return this.#systems.google;
  }

  get client() {
    return only(this.google.state.oauthClients, () => true);
  }

  get services(): Record<string, string> {
    return this.google.state.services[this.client.projectId] as Record<string, string>;
  }

  /** The one version of the client secret's copy. */
  get copyVersion(): { state: string } {
    const secret = only(this.google.state.secrets[this.client.projectId] ?? {}, () => true);
    return only(secret.versions as Record<string, { state: string }>, () => true);
  }

  get pool() {
    return only(this.google.state.workloadIdentityPools[this.client.projectId] ?? {}, () => true);
  }

  /** The service account of the pipelines. */
  get account() {
    return only(this.google.state.serviceAccounts, ({ displayName }) => displayName === "erp-modern-auth");
  }

  /** The same as IAM names it. */
  get pipelines(): string {
    return `serviceAccount:${this.account.email}`;
  }

  /** Who may do what with the project, the copy of the secret, or the service account. */
  policy(of: "project" | "secrets" | "serviceAccounts"): IamBinding[] {
    const { projectId } = this.client;
    const wanted = (name: string) =>
      of === "project" ? name === `projects/${projectId}` : name.includes(`/${of}/`);
    const [name] = Object.keys(this.google.state.iamPolicies).filter(wanted);
    assert.ok(name, of);
    return this.google.state.iamPolicies[name]?.bindings as IamBinding[];
  }

  withoutRole(role: string): void {
    const bindings = this.policy("project");
    bindings.splice(
      bindings.findIndex((binding) => binding.role === role),
      1,
    );
  }

  /** @param secret makes it one that works */
  addSecret(displayName: string, secret = "xyz8Q~a-secret-made-in-the-portal-0815"): PasswordCredential {
    const credential = passwordCredential(displayName, secret);
    this.application.passwordCredentials.push(credential);
    this.state.credentialHashes[credential.keyId] = {
      sha256: sha256(secret),
      refusals: 0,
      usableFrom: credential.startDateTime,
    };
    this.#systems.entra.secrets.add(secret);
    return credential;
  }

  /** One of the same name and end as the stack's own, as an interrupted run leaves it behind. */
  leaveSecret(secret?: string): PasswordCredential {
    const { displayName, endDateTime } = this.#ownSecret;
    return Object.assign(this.addSecret(String(displayName), secret), { endDateTime });
  }

  addGrant(grant: Partial<Oauth2PermissionGrant>): void {
    const whole = { ...structuredClone(this.grant), id: `grant-${randomUUID()}`, ...grant };
    this.state.oauth2PermissionGrants[whole.id] = whole as Oauth2PermissionGrant;
  }

  addAssignment(assignment: Partial<AppRoleAssignment>): void {
    const whole = { ...structuredClone(this.assignment), id: `assignment-${randomUUID()}`, ...assignment };
    this.state.appRoleAssignments[whole.id] = whole as AppRoleAssignment;
  }

  addApplication(displayName: string, tags: string[]): void {
    const other = { ...structuredClone(this.application), id: id(8), appId: id(9), displayName, tags };
    Object.assign(other, { passwordCredentials: [], createdDateTime: "2026-01-01T00:00:00Z" });
    this.state.applications[other.id] = other;
  }

  /** What the identity of the next run may do, instead of all that a deployment needs. */
  limitRights(roles: readonly string[]): void {
    const { state } = this;
    const published = this.api("graph")["appRoles"] as { id: string; value: string }[];
    const deployer = only(state.applications, ({ displayName }) => displayName === "ERP deployer");
    const principal = only(state.servicePrincipals, ({ appId }) => appId === deployer.appId);
    const own = Object.values(state.appRoleAssignments).filter(
      ({ principalId }) => principalId === principal.id,
    );
    const [model] = own;
    assert.ok(model);
    for (const { id: assignment } of own) delete state.appRoleAssignments[assignment];
    for (const role of roles) {
      const appRoleId = published.find(({ value }) => value === role)?.id;
      assert.ok(appRoleId, role);
      state.appRoleAssignments[role] = { ...model, id: role, appRoleId };
    }
  }
}

export const certificate = (): KeyCredential => ({
  keyId: id(1),
  displayName: "CN=somebody",
  customKeyIdentifier: null,
  type: "AsymmetricX509Cert",
  usage: "Verify",
  startDateTime: "2026-01-01T00:00:00Z",
  endDateTime: "2027-01-01T00:00:00Z",
  key: null,
});

export const passwordCredential = (displayName: string, secret: string): PasswordCredential => ({
  keyId: randomUUID(),
  displayName,
  customKeyIdentifier: null,
  hint: secret.slice(0, 3),
  secretText: null,
  startDateTime: "2026-01-01T00:00:00Z",
  endDateTime: "2029-01-01T00:00:00Z",
});

function only<T>(record: Record<string, T>, which: (value: T) => boolean): T {
  const found = Object.values(record).filter(which);
  assert.equal(found.length, 1);
  return found[0] as T;
}
