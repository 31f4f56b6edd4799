import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect, createServer as createTcpServer } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { closedHost, Machine, serve, silentHost } from "./machine.ts";
import { fetchFile, fetchText, Interrupted, probe, proxyFor } from "./modules.ts";

const env = {};

test("a host that is closed or silent is given up at once or after the connect time-out", async (t) => {
  await assert.rejects(probe(await closedHost(), { env }), /ECONNREFUSED/);
  const silent = await silentHost(t);
  await assert.rejects(
    probe(silent, { env, connectTimeoutMs: 100 }),
    /no connection to 127\.0\.0\.1:\d+ within 0\.1 s/,
  );
});

test("a host that answers anything at all can be reached", async (t) => {
  const url = await serve(t, (_, response) => response.writeHead(500).end());
  await probe(url, { env });
});

test("redirects are followed, and an error status names the address", async (t) => {
  const url = await serve(t, (request, response) => {
    if (request.url === "/a") response.writeHead(302, { location: "/b" }).end();
    else if (request.url === "/b") response.end("text");
    else if (request.url === "/loop") response.writeHead(307, { location: "/loop" }).end();
    else response.writeHead(404).end();
  });
  assert.equal(await fetchText(`${url}/a`, { env }), "text");
  await assert.rejects(fetchText(`${url}/c`, { env }), /\/c answered 404/);
  await assert.rejects(fetchText(`${url}/loop`, { env }), /redirects more than 5 times/);
});

test("a body that ends too soon or stops coming is an error, not a short file", async (t) => {
  const file = join(new Machine(t).folder, "file");
  const url = await serve(t, (request, response) => {
    response.writeHead(200, { "content-length": "10" });
    response.write("12345", () => request.url === "/cut" && response.destroy());
  });
  await assert.rejects(fetchFile(`${url}/cut`, file, { env }), /\/cut broke off after 5 bytes/);
  await assert.rejects(
    fetchFile(`${url}/stop`, file, { env, idleTimeoutMs: 100 }),
    /\/stop broke off after 5 bytes: .* silent/,
  );
});

test("a file is stored as it came, with its SHA-256", async (t) => {
  const file = join(new Machine(t).folder, "file");
  const url = await serve(t, (_, response) => response.end("abc"));
  const sum = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.equal(await fetchFile(url, file, { env }), sum);
  assert.equal(readFileSync(file, "utf8"), "abc");
});

test("an interrupted download ends at once with the reason of the interruption", async (t) => {
  const stop = new AbortController();
  const silent = await silentHost(t);
  const outcome = assert.rejects(
    probe(silent, { env, signal: stop.signal, connectTimeoutMs: 60_000 }),
    Interrupted,
  );
  stop.abort(new Interrupted("SIGINT"));
  await outcome;
});

test("the proxy of the environment is used for https, except for the hosts that are to be reached directly", () => {
  const proxied = {
    HTTPS_PROXY: "proxy.example:3128",
    NO_PROXY: "localhost, .corp.example,direct.example:443",
  };
  const of = (url: string, from: NodeJS.ProcessEnv = proxied) => proxyFor(new URL(url), from)?.href;
  assert.equal(of("https://get.pulumi.com/x"), "http://proxy.example:3128/");
  assert.equal(
    of("https://get.pulumi.com/x", { https_proxy: "http://lower.example" }),
    "http://lower.example/",
  );
  for (const url of [
    "https://localhost",
    "https://a.corp.example",
    "https://corp.example",
    "https://direct.example",
  ]) {
    assert.equal(of(url), undefined, url);
  }
  assert.equal(of("https://notcorp.example"), "http://proxy.example:3128/");
  assert.equal(of("https://get.pulumi.com", { ...proxied, NO_PROXY: "*" }), undefined);
  assert.equal(of("http://get.pulumi.com"), undefined);
  assert.equal(of("https://get.pulumi.com", {}), undefined);
});

test("behind a proxy the connection is a TLS tunnel to the host itself", async (t) => {
  const target = createTcpServer((socket) =>
    socket.once("data", (hello) => socket.end().emit("hello", hello)),
  );
  target.listen(0, "127.0.0.1");
  await once(target, "listening");
  t.after(() => target.close());
  const { port } = target.address() as AddressInfo;
  const hello = once(target, "connection").then(([socket]) => once(socket, "hello"));
  const { url, asked } = await proxy(t, port);
  const failed = assert.rejects(fetchText("https://get.pulumi.example/file", { env: { HTTPS_PROXY: url } }));
  const [bytes] = await hello;
  assert.equal(bytes[0], 0x16, "a TLS handshake record");
  assert.ok(bytes.includes("get.pulumi.example"), "for the host's name");
  await failed;
  assert.deepEqual(asked, [["get.pulumi.example:443", "Basic dXNlcjpwQHNz"]]);
});

test("a proxy that refuses is named in the reason, without its password", async (t) => {
  const { url } = await proxy(t, undefined);
  await assert.rejects(
    probe("https://get.pulumi.example", { env: { HTTPS_PROXY: url } }),
    ({ message }: Error) => {
      assert.match(message, /the proxy 127\.0\.0\.1:\d+ answered 407/);
      assert.doesNotMatch(message, /p%40ss|p@ss/);
      return true;
    },
  );
});

/** A proxy that asks for a password, and leads every host to one port; without a port it refuses all. */
async function proxy(context: TestContext, port: number | undefined) {
  const asked: [string | undefined, string | undefined][] = [];
  const server = createServer().listen(0, "127.0.0.1");
  server.on("connect", (request, socket) => {
    asked.push([request.url, request.headers["proxy-authorization"]]);
    if (port === undefined) return socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    const onward = connect(port, "127.0.0.1", () => socket.write("HTTP/1.1 200 OK\r\n\r\n"));
    for (const end of [onward, socket]) end.on("error", () => {});
    return socket.pipe(onward).pipe(socket);
  });
  await once(server, "listening");
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://user:p%40ss@127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
