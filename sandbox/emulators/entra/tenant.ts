import type { Hono } from "hono";
import { type Directory, readable } from "./directory.ts";
import { notFound } from "./errors.ts";
import { answerEntity, answerList, type GraphEnv } from "./http.ts";
import { requireRight, rights } from "./rights.ts";
import type { EntraState, Principal } from "./state.ts";

/** The tenant itself: its organization and its app management policies. */
export function tenantRoutes(app: Hono<GraphEnv>, { state, faults }: Directory): void {
  app.get("/organization", (c) => {
    requireRight(c.get("caller"), rights.readOrganization);
    return answerList(c, { set: "organization", items: [organization(state)], filterable: [] });
  });

  app.get("/organization/:id", (c) => {
    requireRight(c.get("caller"), rights.readOrganization);
    if (c.req.param("id") !== state.tenant.id) throw notFound(c.req.param("id"));
    return answerEntity(c, "organization", organization(state));
  });

  app.get("/policies/defaultAppManagementPolicy", (c) => {
    requireRight(c.get("caller"), rights.readPolicies);
    return answerEntity(c, "policies/defaultAppManagementPolicy", state.policies.defaultAppManagementPolicy);
  });

  app.get("/policies/authorizationPolicy", (c) => {
    requireRight(c.get("caller"), rights.readPolicies);
    return answerEntity(c, "policies/authorizationPolicy", state.policies.authorizationPolicy);
  });

  app.get("/policies/appManagementPolicies", (c) => {
    requireRight(c.get("caller"), rights.readPolicies);
    const items = Object.values(state.policies.appManagementPolicies).map(
      ({ appliesTo: _, ...policy }) => policy,
    );
    return answerList(c, { set: "policies/appManagementPolicies", items, filterable: ["displayName"] });
  });

  for (const set of ["applications", "servicePrincipals"] as const) {
    app.get(`/${set}/:id/appManagementPolicies`, (c) => {
      requireRight(c.get("caller"), rights.readApplications);
      const { id } = readable<Principal>(faults, state[set], c.req.param("id"));
      const items = Object.values(state.policies.appManagementPolicies)
        .filter(({ appliesTo }) => appliesTo.includes(id))
        .map(({ appliesTo: _, ...policy }) => policy);
      return answerList(c, { set: "policies/appManagementPolicies", items, filterable: ["displayName"] });
    });
  }
}

function organization({ tenant }: EntraState): { id: string; [property: string]: unknown } {
  return {
    id: tenant.id,
    displayName: tenant.displayName,
    tenantType: "AAD",
    verifiedDomains: [{ name: tenant.domain, isDefault: true, isInitial: true, type: "Managed" }],
  };
}
