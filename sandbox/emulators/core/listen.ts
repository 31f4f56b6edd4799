import type { Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import type { KeyPair } from "./authority.ts";
import { DroppedConnection } from "./faults.ts";

export interface Listening {
  port: number;
  close(): Promise<void>;
}

/** Serves an emulator over https on a free loopback port. */
export async function listenHttps(
  fetch: (request: Request) => Promise<Response>,
  pair: KeyPair,
): Promise<Listening> {
  const listener = getRequestListener(async (request, env) => {
    try {
      return await fetch(request);
    } catch (error) {
      const { incoming } = env as HttpBindings;
      if (error instanceof DroppedConnection) incoming.socket.destroy();
      else throw error;
      return new Response(null);
    }
  });
  return listen(createHttpsServer(pair, listener) as unknown as Server);
}

/** Starts a server on a loopback port. @param port a free one when absent */
export async function listen(server: Server, port = 0): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? new PortTaken(port, error) : error),
    );
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export class PortTaken extends Error {
  constructor(port: number, cause: unknown) {
    super(
      `Port ${port} on 127.0.0.1 is taken by another program: stop it, or leave out --port to use a free one.`,
      { cause },
    );
    this.name = "PortTaken";
  }
}
