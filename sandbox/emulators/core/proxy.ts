import { createServer } from "node:http";
import { connect, type Socket } from "node:net";
import { type Listening, listen } from "./listen.ts";

/**
 * An https proxy that leads the public host names of the emulated systems to the emulators. With `HTTPS_PROXY` set to
 * it, program and plugins run exactly as in production: they know nothing of a sandbox. It leads nowhere else, so
 * nothing that runs behind it can leave the machine.
 */
export async function startProxy(portOf: (host: string) => number | undefined): Promise<Listening> {
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    response
      .writeHead(502, { "content-type": "text/plain" })
      .end(`The sandbox does not lead to ${request.url}.\n`);
  });
  server.on("connect", (request, client: Socket) => {
    const host = (request.url ?? "").replace(/:\d+$/, "");
    const port = portOf(host);
    if (port === undefined) {
      client.end(`HTTP/1.1 502 The sandbox does not lead to ${host}\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const upstream = connect(port, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.pipe(client);
      client.pipe(upstream);
    });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      // Whole messages pass through here: waiting for more to send makes every call 40 ms later.
      socket.setNoDelay();
      sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  const listening = await listen(server);
  return {
    ...listening,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await listening.close();
    },
  };
}
