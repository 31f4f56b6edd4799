import { Hono } from "hono";
import { Emulator } from "../core/emulator.ts";
import { json } from "./html.ts";
import { json2 } from "./json2.ts";
import { jsonrpc, notFound, webclientVersion } from "./jsonrpc.ts";
import { models } from "./models/registry.ts";
import { oldModels, oldRoutes } from "./oldDialect.ts";
import type { ErpOptions, ErpState } from "./options.ts";
import { redirect, standIn, through } from "./proxy.ts";
import type { World } from "./schema.ts";
import { emptyState, seed } from "./state.ts";
import { xmlrpc } from "./xmlrpc.ts";

export { type ErpNames, inventNames } from "./names.ts";
export type * from "./options.ts";

function routes(world: World): Hono {
  const { flavour } = world.state;
  const app = new Hono();
  // A lost connection is no answer: it must reach whoever holds the socket.
  app.onError((error) => {
    throw error;
  });
  app.all("/jsonrpc", (c) => jsonrpc(world, c.req.raw));
  app.all("/xmlrpc/2/:service/", (c) => xmlrpc(world, c.req.raw, 2, c.req.param("service")));
  app.all("/xmlrpc/2/:service", (c) => xmlrpc(world, c.req.raw, 2, c.req.param("service")));
  app.all("/xmlrpc/:service/", (c) => xmlrpc(world, c.req.raw, 1, c.req.param("service")));
  app.all("/xmlrpc/:service", (c) => xmlrpc(world, c.req.raw, 1, c.req.param("service")));
  if (flavour === "odoo-19") {
    app.all("/json/2", (c) => json2(world, c.req.raw));
    app.all("/json/2/*", (c) => json2(world, c.req.raw));
    app.get("/web/version", () =>
      json(flavour, 200, { version_info: [19, 0, 0, "final", 0, ""], version: "19.0" }),
    );
  }
  app.post("/web/webclient/version_info", (c) => webclientVersion(world, c.req.raw));
  app.get("/", (c) => redirect(flavour, c.req.raw, flavour === "odoo-14" ? "/web" : "/odoo"));
  app.get("/web", (c) =>
    redirect(flavour, c.req.raw, flavour === "odoo-14" ? "/web/login" : "/web/login?redirect=%2Fweb%3F"),
  );
  app.all("*", (c) => notFound(flavour, c.req.raw));
  return app;
}

/**
 * An ERP of the Odoo lineage, with a vendor's addon `auth_oauth2` for the company's OAuth2 page: the wire shapes of
 * real Odoo 14 or 19 around a few models. Hand it requests with `fetch`; change what it knows with `tamper`.
 * @example const erp = createErp({ flavour: "odoo-14", addon: "installed" });
 */
export function createErp(options: ErpOptions = {}): Emulator<ErpState> {
  const state = emptyState(options);
  const { names, tokenField } = state.addon;
  const emulator: Emulator<ErpState> = new Emulator<ErpState>({
    name: "erp",
    hosts: options.hosts ?? ["erp.example.com"],
    state,
    secretFields: [
      "password",
      "apiKey",
      "smtp_pass",
      "value",
      names.msSecret,
      names.ggSecret,
      tokenField ?? "",
    ],
    handle: async (request) => standIn(state, request) ?? (await through(state, await app.fetch(request))),
    errorBody: (status) => ({ error: { code: status, message: "Odoo Server Error" } }),
  });
  const all = state.oldDialect ? oldModels(models(state)) : models(state);
  const world: World = { state, models: all, faults: emulator.faults, secrets: emulator.secrets };
  seed(world, options);
  const app = state.oldDialect ? oldRoutes(world) : routes(world);
  return emulator;
}
