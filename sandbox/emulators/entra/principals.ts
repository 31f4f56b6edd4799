import type { Hono } from "hono";
import { type Directory, readable } from "./directory.ts";
import { type GraphContext, type GraphEnv, merge, readBody, requireWritable } from "./http.ts";
import { completeKeys } from "./keys.ts";
import { addPassword, removePassword } from "./passwords.ts";
import { requireManager, requireManagerOf } from "./rights.ts";
import type { Application, Principal, ServicePrincipal } from "./state.ts";

type PrincipalSet = "applications" | "servicePrincipals";
type Item<Of extends PrincipalSet> = Of extends "applications" ? Application : ServicePrincipal;

/** Where applications and service principals differ in how they are managed. */
interface Kind<Of extends PrincipalSet> {
  set: Of;
  writable: ReadonlySet<string>;
  softDelete: (directory: Directory, item: Item<Of>) => void;
  /** Looks at what a PATCH asks for. @throws GraphError */
  check?: (body: Record<string, unknown>) => void;
}

export const itemOf = <Of extends PrincipalSet>(
  { state, faults }: Directory,
  set: Of,
  c: GraphContext,
): Item<Of> => readable<Principal>(faults, state[set], c.req.param("id") ?? "") as Item<Of>;

/** What whoever manages a principal may do with it: change it, delete it, and give it secrets and take them away. */
export function managementRoutes<Of extends PrincipalSet>(
  app: Hono<GraphEnv>,
  directory: Directory,
  { set, writable, softDelete, check }: Kind<Of>,
): void {
  const type = set === "applications" ? "application" : "servicePrincipal";
  const path = `/${set}/:id` as const;
  const managed = (c: GraphContext): Item<Of> => {
    requireManager(c.get("caller"));
    const item = itemOf(directory, set, c);
    requireManagerOf(c.get("caller"), directory.state, item.id);
    return item;
  };

  app.patch(path, async (c) => {
    const item = managed(c);
    const body = await readBody(c);
    requireWritable(body, writable, type === "application" ? "Application" : "ServicePrincipal", item);
    check?.(body);
    const changed = merge(item, body);
    if ("keyCredentials" in body) {
      changed["keyCredentials"] = completeKeys(body["keyCredentials"], item.keyCredentials, directory.now());
    }
    // In place, so that a concurrent request that holds the object does not write to a stale copy.
    Object.assign(item, changed);
    return c.body(null, 204);
  });

  app.delete(path, (c) => {
    softDelete(directory, managed(c));
    return c.body(null, 204);
  });

  app.post(`${path}/addPassword`, async (c) => {
    const item = managed(c);
    const { passwordCredential } = await readBody(c);
    const issued = addPassword(directory, type, item, passwordCredential);
    return c.json({
      "@odata.context": `${c.env.base}/$metadata#microsoft.graph.passwordCredential`,
      ...issued,
    });
  });

  app.post(`${path}/removePassword`, async (c) => {
    removePassword(directory, managed(c), (await readBody(c))["keyId"]);
    return c.body(null, 204);
  });
}
