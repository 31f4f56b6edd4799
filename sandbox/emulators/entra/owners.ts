import type { Hono } from "hono";
import { type Directory, isOwnerCandidate, readable } from "./directory.ts";
import { badRequest, notFound } from "./errors.ts";
import { answerList, type GraphEnv, readBody } from "./http.ts";
import { requireManagerOf, requireRight, rights } from "./rights.ts";
import type { EntraState, Principal } from "./state.ts";

/** /{set}/{id}/owners: list, add by reference, remove by reference. */
export function ownerRoutes(
  app: Hono<GraphEnv>,
  directory: Directory,
  set: "applications" | "servicePrincipals",
): void {
  const { state, faults } = directory;

  app.get(`/${set}/:id/owners`, (c) => {
    requireRight(c.get("caller"), rights.readApplications);
    const { id } = readable<Principal>(faults, state[set], c.req.param("id"));
    const items = (state.owners[id] ?? []).map((owner) => describeOwner(state, owner));
    return answerList(c, { set: "directoryObjects", items, filterable: [], asAdded: true });
  });

  app.post(`/${set}/:id/owners/$ref`, async (c) => {
    const { id } = readable<Principal>(faults, state[set], c.req.param("id"));
    requireManagerOf(c.get("caller"), state, id);
    const owner = referencedId((await readBody(c))["@odata.id"]);
    if (!isOwnerCandidate(state, owner)) throw notFound(owner);
    const owners = state.owners[id] ?? [];
    if (owners.includes(owner)) {
      throw badRequest(
        "One or more added object references already exist for the following modified properties: 'owners'.",
      );
    }
    state.owners[id] = [...owners, owner];
    return c.body(null, 204);
  });

  app.delete(`/${set}/:id/owners/:owner/$ref`, (c) => {
    const { id } = readable<Principal>(faults, state[set], c.req.param("id"));
    requireManagerOf(c.get("caller"), state, id);
    const owner = c.req.param("owner");
    const owners = state.owners[id] ?? [];
    if (!owners.includes(owner)) throw notFound(owner);
    state.owners[id] = owners.filter((each) => each !== owner);
    return c.body(null, 204);
  });
}

/** Object ids that a POST binds as owners, and the caller where it would lose its own object otherwise. */
export function boundOwners(state: EntraState, binding: unknown, caller: string | undefined): string[] {
  const bound = Array.isArray(binding) ? binding.map(referencedId) : [];
  const unknown = bound.find((owner) => !isOwnerCandidate(state, owner));
  if (unknown) throw notFound(unknown);
  return [...new Set([...(caller ? [caller] : []), ...bound])];
}

function referencedId(reference: unknown): string {
  const id = /\/(?:directoryObjects|servicePrincipals|users)\/([^/]+)$/.exec(String(reference))?.[1];
  if (!id) throw badRequest("Invalid URI specified for the reference '@odata.id'.");
  return id;
}

function describeOwner(state: EntraState, id: string): { id: string; [property: string]: unknown } {
  const user = state.users[id];
  if (user) return { "@odata.type": "#microsoft.graph.user", ...user };
  const principal = state.servicePrincipals[id];
  const application =
    principal && Object.values(state.applications).find(({ appId }) => appId === principal.appId);
  return {
    "@odata.type": "#microsoft.graph.servicePrincipal",
    id,
    appId: principal?.appId ?? null,
    displayName: application?.displayName ?? principal?.["displayName"] ?? null,
  };
}
