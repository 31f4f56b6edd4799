import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { html } from "hono/html";
import type { Operation } from "rfc6902";
import type { Emulator } from "./emulator.ts";
import type { Fault, Faults } from "./faults.ts";
import { type Listening, listen } from "./listen.ts";

/**
 * The page behind the scenes of the sandbox: reads each emulator's state (secrets masked), tampers with it as somebody
 * in a portal would (RFC 6902), and sets its fault switches.
 */
export function adminRoutes(emulators: readonly Emulator<object>[]): Hono {
  const app = new Hono();
  app.get("/", (context) => context.html(page(emulators)));
  for (const emulator of emulators) {
    stateRoutes(app, `/${emulator.name}`, () => emulator);
    faultRoutes(app, `/${emulator.name}`, () => emulator.faults);
  }
  return app;
}

/**
 * The state of one emulator, or of the one that a path names.
 *
 * @param find the emulator that a request is about; undefined is answered with 404
 */
export function stateRoutes(
  app: Hono,
  base: string,
  find: (context: Context) => Emulator<object> | undefined,
): void {
  app.get(`${base}/state`, (context) => {
    const emulator = find(context);
    return emulator ? context.json(emulator.snapshot()) : context.notFound();
  });
  app.patch(`${base}/state`, async (context) => {
    const emulator = find(context);
    if (!emulator) return context.notFound();
    const operations = await jsonBody<Operation[]>(context.req.raw);
    if (!Array.isArray(operations)) return context.json({ error: PATCH_USAGE }, 415);
    try {
      emulator.tamper(operations);
    } catch (error) {
      return context.json({ error: `${(error as Error).message}. ${PATCH_USAGE}` }, 422);
    }
    return context.json(emulator.snapshot());
  });
}

/** The same for fault switches. */
export function faultRoutes(app: Hono, base: string, find: (context: Context) => Faults | undefined): void {
  app.get(`${base}/faults`, (context) => {
    const faults = find(context);
    return faults ? context.json(shown(faults)) : context.notFound();
  });
  app.put(`${base}/faults`, async (context) => {
    const faults = find(context);
    if (!faults) return context.notFound();
    const body = await jsonBody<{ list?: Fault[]; readsBeforeVisible?: number }>(context.req.raw);
    if (!body) return context.json({ error: FAULT_USAGE }, 415);
    faults.list = body.list ?? [];
    faults.readsBeforeVisible = body.readsBeforeVisible ?? 0;
    return context.json(shown(faults));
  });
}

/**
 * Serves the admin page on loopback, and to nobody but whoever asks for it there: a page of another site in the same browser can neither
 * read it under a name of its own that leads to 127.0.0.1 (`Host`), nor change anything (`Origin`, which a browser sends with every change).
 *
 * @param port a free one when absent
 */
export const listenAdmin = (app: Hono, port?: number): Promise<Listening> =>
  listen(createServer(getRequestListener((request) => refusal(request) ?? app.fetch(request))), port);

function refusal({ url, headers }: Request): Response | undefined {
  const { hostname, origin } = new URL(url);
  const from = headers.get("origin");
  if (["127.0.0.1", "localhost"].includes(hostname) && (from === null || from === origin)) return undefined;
  const error = `The admin page answers 127.0.0.1 and localhost, and no page of another site (Host ${headers.get("host")}, Origin ${from}).`;
  return Response.json({ error }, { status: 403 });
}

const PATCH_USAGE =
  'Send a JSON list of RFC 6902 operations, such as [{"op":"replace","path":"/applications/<id>/displayName","value":"x"}], as application/json';
const FAULT_USAGE =
  'Send {"list":[{"match":"GET /v1.0/applications","status":429,"retryAfter":2,"times":1}],"readsBeforeVisible":0} as application/json; a fault has match, latencyMs, status, retryAfter, drop, after, times';

const shown = ({ list, readsBeforeVisible }: Faults) => ({ list, readsBeforeVisible });

/** Demanded for every change, so that a web page elsewhere cannot send one without asking. @returns undefined for anything else */
export async function jsonBody<T>(request: Request): Promise<T | undefined> {
  if (!request.headers.get("content-type")?.startsWith("application/json")) return undefined;
  return (await request.json().catch(() => undefined)) as T | undefined;
}

const page = (emulators: readonly Emulator<object>[]) => html`<!doctype html>
<html lang="en">
  <meta charset="utf-8" />
  <title>Sandbox</title>
  <style>
    body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
    pre { background: #f4f4f4; max-height: 30rem; overflow: auto; padding: 1rem }
  </style>
  <h1>Sandbox</h1>
  <p>${PATCH_USAGE} with PATCH to …/state. ${FAULT_USAGE} with PUT to …/faults.</p>
  ${emulators.map(
    (emulator) => html`<h2>${emulator.name}</h2>
      <p>Answers for ${emulator.hosts.join(", ")}. <a href="/${emulator.name}/state">State</a>,
        <a href="/${emulator.name}/faults">faults</a>.</p>
      <details><summary>State now</summary><pre>${JSON.stringify(emulator.snapshot(), null, 2)}</pre></details>`,
  )}
</html>`;
