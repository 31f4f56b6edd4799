import { Hono } from "hono";
import { faultRoutes, jsonBody, stateRoutes } from "#sandbox/emulators/core/admin.ts";
import type { Fleet } from "./fleet.ts";
import type { FleetSystem } from "./system.ts";

/**
 * A fleet from behind the scenes, for those who are in another process:
 *
 * | route | |
 * |---|---|
 * | `GET`, `PATCH /tenants/<name>/<entra or erp>/state`, `/google/state` | the state, secrets masked; tampers with it (RFC 6902) |
 * | `GET`, `PUT /tenants/<name>/<entra or erp>/faults` | bad days of one tenant |
 * | `GET`, `PUT /<entra, google or erp>/faults` | bad days of all tenants at once |
 * | `GET`, `PUT /<entra, google or erp>/latency` | `{"ms":50}`: what every call waits for |
 * | `GET`, `DELETE /traffic` | `{"total":{"calls":0,"inFlight":0,"mostInFlight":0},"entra":{…},…}`; counts anew |
 */
export function fleetAdminRoutes({ tenants, google, systems, traffic }: Fleet): Hono {
  const app = new Hono();
  const byName = new Map(tenants.map((tenant) => [tenant.name, tenant]));
  for (const system of ["entra", "erp"] as const) {
    const base = `/tenants/:name/${system}`;
    stateRoutes(app, base, (context) => byName.get(context.req.param("name") ?? "")?.[system]);
    faultRoutes(app, base, (context) => byName.get(context.req.param("name") ?? "")?.[system].faults);
  }
  stateRoutes(app, "/google", () => google);
  for (const [name, system] of Object.entries(systems)) {
    faultRoutes(app, `/${name}`, () => system.faults);
    latencyRoutes(app, `/${name}`, system);
  }
  app.get("/traffic", (context) => {
    const parts = Object.entries(systems).map(([name, system]) => [name, system.traffic]);
    return context.json({ total: traffic, ...Object.fromEntries(parts) });
  });
  app.delete("/traffic", (context) => {
    traffic.reset();
    return context.body(null, 204);
  });
  return app;
}

function latencyRoutes(app: Hono, base: string, system: FleetSystem): void {
  app.get(`${base}/latency`, (context) => context.json({ ms: system.latencyMs }));
  app.put(`${base}/latency`, async (context) => {
    const ms = (await jsonBody<{ ms?: unknown }>(context.req.raw))?.ms;
    if (typeof ms !== "number" || ms < 0) return context.json({ error: LATENCY_USAGE }, 415);
    system.latencyMs = ms;
    return context.json({ ms });
  });
}

const LATENCY_USAGE = 'Send {"ms":50}, 0 or more milliseconds, as application/json';
