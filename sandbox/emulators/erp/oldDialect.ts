import { Hono } from "hono";
import { notFound } from "./jsonrpc.ts";
import type { Model, World } from "./schema.ts";
import { xmlrpc } from "./xmlrpc.ts";

/*
 * What is known of OpenERP 7.0, laid over the models of Odoo 14: XML-RPC with texts for fault codes and nothing else; no
 * `search_read`; `fields_get` without a choice; mails without a reason of their failure. Besides, writes drop unknown fields
 * without a word (`records.ts`), and external ids of fields have one underscore (`addon.ts`).
 */

/** One path for all services: "2/common" is a service that there is none of, and no path of its own. */
export function oldRoutes(world: World): Hono {
  const app = new Hono();
  app.onError((error) => {
    throw error;
  });
  app.all("/xmlrpc/:service{.+}", (c) => xmlrpc(world, c.req.raw, 1, c.req.param("service")));
  app.all("*", (c) => notFound(world.state.flavour, c.req.raw));
  return app;
}

/** The models without what came after 7.0. */
export function oldModels(models: ReadonlyMap<string, Model>): ReadonlyMap<string, Model> {
  return new Map([...models].map(([name, model]) => [name, oldModel(model)]));
}

function oldModel(model: Model): Model {
  const methods = new Map(model.methods);
  methods.delete("search_read");
  const fieldsGet = methods.get("fields_get");
  if (fieldsGet) methods.set("fields_get", { ...fieldsGet, params: ["allfields?"] });
  const fields = model.fields.filter(({ name }) => name !== "failure_reason");
  return { ...model, fields, methods };
}
