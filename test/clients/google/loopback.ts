import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { type Http2Bindings, type HttpBindings, serve } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { DroppedConnection } from "#sandbox/emulators/core/faults.ts";

type Handler = (request: Request) => Response | Promise<Response>;

/** Serves a handler on a free loopback port until the test ends, and gives a `fetch` that takes Google's addresses there. */
export async function loopback(
  t: TestContext,
  handler: Handler,
): Promise<{ fetch: typeof fetch; origin: string }> {
  const server = serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: async (request: Request, env: HttpBindings | Http2Bindings) => {
      try {
        return await handler(request);
      } catch (error) {
        if (!(error instanceof DroppedConnection)) throw error;
        env.outgoing.destroy();
        return RESPONSE_ALREADY_SENT;
      }
    },
  });
  await new Promise<void>((resolve) => server.once("listening", resolve));
  t.after(() => {
    if ("closeAllConnections" in server) server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    fetch: (input, init) => {
      const asked = new URL(input instanceof Request ? input.url : input);
      return fetch(new URL(asked.pathname + asked.search, origin), init);
    },
  };
}
