import { randomUUID } from "node:crypto";
import type { Hono } from "hono";
import { type Directory, readable } from "./directory.ts";
import { badRequest, GraphError, notFound } from "./errors.ts";
import { answerEntity, answerList, type GraphContext, type GraphEnv, readBody } from "./http.ts";
import { requireManagerOf, requireRight, rights } from "./rights.ts";
import type { Application, FederatedIdentityCredential } from "./state.ts";

const SET = "federatedIdentityCredentials";
const path = `/applications/:id/${SET}` as const;

/** Trust of an application in tokens of an outside issuer, e.g. a CI system. */
export function federationRoutes(app: Hono<GraphEnv>, { state, faults }: Directory): void {
  const application = (c: GraphContext): Application =>
    readable(faults, state.applications, c.req.param("id") ?? "");
  const ofApplication = (id: string): FederatedIdentityCredential[] =>
    Object.values(state.federatedIdentityCredentials).filter(({ applicationId }) => applicationId === id);
  const ofRequest = (c: GraphContext): FederatedIdentityCredential => {
    const wanted = c.req.param("credential") ?? "";
    const found = ofApplication(application(c).id).find(({ id, name }) => [id, name].includes(wanted));
    if (!found) throw notFound(wanted);
    return found;
  };

  app.get(path, (c) => {
    requireRight(c.get("caller"), rights.readApplications);
    const items = ofApplication(application(c).id);
    return answerList(c, { set: SET, items, filterable: ["issuer", "name", "subject"], finish: present });
  });

  app.get(`${path}/:credential`, (c) => {
    requireRight(c.get("caller"), rights.readApplications);
    return answerEntity(c, SET, present(ofRequest(c)));
  });

  app.post(path, async (c) => {
    const { id: applicationId } = application(c);
    requireManagerOf(c.get("caller"), state, applicationId);
    const credential = { id: randomUUID(), applicationId, ...readCredential(await readBody(c)) };
    const others = ofApplication(applicationId);
    const taken = others.some(
      ({ issuer, subject }) => issuer === credential.issuer && subject === credential.subject,
    );
    if (taken || others.some(({ name }) => name === credential.name)) {
      throw new GraphError(
        409,
        "Request_MultipleObjectsWithSameKeyValue",
        "FederatedIdentityCredential with name or combination of issuer and subject already exists.",
      );
    }
    state.federatedIdentityCredentials[credential.id] = credential;
    return answerEntity(c, SET, present(credential), 201);
  });

  app.delete(`${path}/:credential`, (c) => {
    const credential = ofRequest(c);
    requireManagerOf(c.get("caller"), state, credential.applicationId);
    delete state.federatedIdentityCredentials[credential.id];
    return c.body(null, 204);
  });
}

function readCredential(
  body: Record<string, unknown>,
): Pick<FederatedIdentityCredential, "name" | "issuer" | "subject" | "audiences" | "description"> {
  const { name, issuer, subject, audiences, description = null } = body;
  if (typeof name !== "string" || typeof issuer !== "string" || typeof subject !== "string") {
    throw badRequest("A value is required for properties 'name', 'issuer' and 'subject'.");
  }
  const given = Array.isArray(audiences) ? audiences.map(String) : [];
  return {
    name,
    issuer,
    subject,
    description,
    audiences: given.length ? given : ["api://AzureADTokenExchange"],
  };
}

function present({ applicationId: _, ...shown }: FederatedIdentityCredential): Record<string, unknown> {
  return shown;
}
