import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request } from "node:http";
import { connect, createServer as createTcpServer, type Socket } from "node:net";
import { after, before, it } from "node:test";
import { type Listening, listen } from "#sandbox/emulators/core/listen.ts";
import { startProxy } from "#sandbox/emulators/core/proxy.ts";

let target: Listening;
let proxy: Listening;
before(async () => {
  target = await listen(createServer((_, response) => response.end("the emulator")));
  proxy = await startProxy((host) => (host === "graph.microsoft.com" ? target.port : undefined));
});
after(async () => {
  await proxy.close();
  await target.close();
});

/** Asks the proxy for a tunnel; the socket leads to the target when the status is 200. */
async function tunnel(
  host: string,
  port = proxy.port,
): Promise<{ status: number; reason: string; socket: Socket }> {
  const asked = request({ host: "127.0.0.1", port, method: "CONNECT", path: host });
  asked.end();
  const [response, socket] = (await once(asked, "connect")) as [
    { statusCode: number; statusMessage: string },
    Socket,
  ];
  return { status: response.statusCode, reason: response.statusMessage, socket };
}

it("The sandbox's proxy leads a known host to its emulator, whatever the port", async () => {
  for (const port of [443, 8443]) {
    const { status, socket } = await tunnel(`graph.microsoft.com:${port}`);
    assert.equal(status, 200);
    socket.write("GET / HTTP/1.1\r\nhost: graph.microsoft.com\r\nconnection: close\r\n\r\n");
    const [bytes] = await once(socket, "data");
    assert.match(String(bytes), /the emulator/);
    socket.destroy();
  }
});

it("The sandbox's proxy leads nowhere else, and says so", async () => {
  const { status, reason, socket } = await tunnel("www.example.com:443");
  assert.equal(status, 502);
  assert.equal(reason, "The sandbox does not lead to www.example.com");
  socket.destroy();
});

it("The sandbox's proxy answers a plain request to any host in the same way", async () => {
  const response = await fetch(`http://127.0.0.1:${proxy.port}/anything`);
  assert.equal(response.status, 502);
  assert.match(await response.text(), /does not lead to \/anything/);
});

it("The sandbox's proxy outlives a client that goes away in the middle, and a target that does not answer", async () => {
  const closed = createTcpServer();
  closed.listen(0, "127.0.0.1");
  await once(closed, "listening");
  const { port } = closed.address() as { port: number };
  closed.close();
  const broken = await startProxy(() => port);
  const asked = request({ host: "127.0.0.1", port: broken.port, method: "CONNECT", path: "a:443" });
  asked.end();
  await Promise.race([once(asked, "error"), once(asked, "close")]).catch(() => {});
  const gone = connect(broken.port, "127.0.0.1");
  await once(gone, "connect");
  gone.destroy();
  assert.equal((await fetch(`http://127.0.0.1:${broken.port}/`)).status, 502);
  await broken.close();
});

it("The sandbox's proxy closes although tunnels are open, and ends them", async () => {
  const short = await startProxy(() => target.port);
  const { socket } = await tunnel("graph.microsoft.com:443", short.port);
  const ended = once(socket, "close");
  socket.on("error", () => {});
  await short.close();
  await ended;
});
