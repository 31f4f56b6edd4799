import { randomUUID } from "node:crypto";
import type { Hono } from "hono";
import type { Emulator } from "../core/emulator.ts";
import { authorize, requireQuotaProject } from "./access.ts";
import { jsonBody } from "./body.ts";
import { ApiError, errorInfo } from "./errors.ts";
import { pageOf } from "./paging.ts";
import type { AuditEntry, GoogleState, OAuthClient, Project } from "./state.ts";
import type { World } from "./world.ts";

const SERVICE = "clientauthconfig.googleapis.com";

/** Who did something in the console, and when. */
export interface Deed {
  /** Default: the machine's clock. */
  now?: Date;
  /** E-mail address. Default: "operator@example.com". */
  by?: string;
}

/**
 * Writes down what a person did to a client. The names of the console's methods and resources are made up: Google publishes no
 * entry of this service, and nothing may depend on more than that there is one.
 */
export function record(
  { state }: Emulator<GoogleState>,
  { projectId, clientId }: Pick<OAuthClient, "projectId" | "clientId">,
  method: string,
  { now = new Date(), by = "operator@example.com" }: Deed,
): void {
  state.auditLog.push({
    projectId,
    timestamp: now.toISOString(),
    principal: by,
    method: `google.internal.identity.clientauthconfig.v1.ClientAuthConfig.${method}`,
    resource: `projects/${projectId}/brands/-/clients/${clientId}`,
    insertId: randomUUID().slice(0, 13),
  });
}

/** `entries:list` of Cloud Logging v2, as far as it is about the OAuth clients. */
export function auditLog(app: Hono, world: World): void {
  app.post("/v2/entries:list", async (c) => {
    const body = await jsonBody(c);
    const [resource = ""] = (body.resourceNames ?? []) as string[];
    const id = /^projects\/([^/]+)$/.exec(resource)?.[1];
    if (!id) throw new ApiError(400, `Invalid resource name: "${resource}"`);
    requireQuotaProject(world, c.req.raw);
    const permission = "logging.logEntries.list";
    const project = authorize(world, { request: c.req.raw, project: id, permission, denied });
    const matches = filterOf(String(body.filter ?? ""));
    const found = world.google.state.auditLog
      .filter((entry) => entry.projectId === project.projectId && matches(entry))
      .toSorted((a, b) => a.timestamp.localeCompare(b.timestamp));
    if (body.orderBy === "timestamp desc") found.reverse();
    const query = (name: string) => (body[name] === undefined ? undefined : String(body[name]));
    const entries = found.map((entry) => view(project, entry));
    return c.json(pageOf("entries", entries, query, { standard: 50, most: 1000 }));
  });
}

/** Two comparisons of Google's query language, joined by AND. @throws ApiError 400 for any other */
function filterOf(filter: string): (entry: AuditEntry) => boolean {
  const tests = filter.split(" AND ").map((term): ((entry: AuditEntry) => boolean) => {
    const [, field, value = ""] = /^(protoPayload\.serviceName=|timestamp>)"([^"]*)"$/.exec(term) ?? [];
    if (field === "protoPayload.serviceName=") return () => value === SERVICE;
    const after = Date.parse(value);
    if (field === undefined || Number.isNaN(after)) throw new ApiError(400, `Unparseable filter: ${filter}`);
    return ({ timestamp }) => Date.parse(timestamp) > after;
  });
  return (entry) => tests.every((test) => test(entry));
}

function view({ projectId }: Project, { timestamp, principal, method, resource, insertId }: AuditEntry) {
  return {
    protoPayload: {
      "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
      authenticationInfo: { principalEmail: principal },
      serviceName: SERVICE,
      methodName: method,
      resourceName: resource,
    },
    insertId,
    resource: { type: "audited_resource", labels: { project_id: projectId, service: SERVICE } },
    timestamp,
    severity: "NOTICE",
    logName: `projects/${projectId}/logs/cloudaudit.googleapis.com%2Factivity`,
    receiveTimestamp: timestamp,
  };
}

const denied = new ApiError(403, "Permission denied for all log views", {
  details: [
    errorInfo("IAM_PERMISSION_DENIED", "logging.googleapis.com", { permission: "logging.logEntries.list" }),
  ],
});
