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
import type { Tenant } from "#sandbox/tenant.ts";

const EXCHANGE_APP_ID = "00000002-0000-0ff1-ce00-000000000000";
const id = (number: number): string => `11111111-2222-4333-8444-${String(number).padStart(12, "0")}`;

/** A provisioned tenant, seen by somebody who changes things in the portal. */
export class TenantByHand {
  readonly #systems: Pick<Tenant, "entra" | "erp">;

  constructor(systems: Pick<Tenant, "entra" | "erp">) {
    this.#systems = systems;
  }

  get state(): EntraState {
    return this.#systems.entra.state;
  }

  get application(): Application {
    return only(this.state.applications, ({ displayName }) => displayName === APPLICATION_NAME);
  }

  get servicePrincipal(): ServicePrincipal {
    const { appId } = this.application;
    return only(this.state.servicePrincipals, (one) => one.appId === appId);
  }

  get grant(): Oauth2PermissionGrant {
    const { id: clientId } = this.servicePrincipal;
    return only(this.state.oauth2PermissionGrants, (one) => one.clientId === clientId);
  }

  get assignment(): AppRoleAssignment {
    const { id: principalId } = this.servicePrincipal;
    return only(this.state.appRoleAssignments, (one) => one.principalId === principalId);
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

  setInErp(field: "msClient" | "msTenant" | "msSecret" | "msRedirect", value: unknown): void {
    this.company[this.#systems.erp.state.addon.names[field]] = value;
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
    const { displayName, endDateTime } = this.application.passwordCredentials[0] as PasswordCredential;
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
