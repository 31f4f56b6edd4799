import assert from "node:assert/strict";
import { createServer } from "node:http";
import { request } from "node:https";
import { after, before, it } from "node:test";
import { Authority } from "#sandbox/emulators/core/authority.ts";
import { Emulator } from "#sandbox/emulators/core/emulator.ts";
import { type Listening, listen, listenHttps, PortTaken } from "#sandbox/emulators/core/listen.ts";

const emulator: Emulator<{ visits: number }> = new Emulator({
  name: "toy",
  hosts: ["toy.example.com"],
  state: { visits: 0 },
  secretFields: [],
  handle: () => {
    emulator.state.visits += 1;
    return Response.json({ visits: emulator.state.visits });
  },
  errorBody: (status) => ({ status }),
});

let authority: Authority;
let server: Listening;
before(async () => {
  authority = await Authority.create();
  server = await listenHttps((one) => emulator.fetch(one), await authority.issue(emulator.hosts));
});
after(() => server.close());

const get = (): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const options = {
      host: "127.0.0.1",
      port: server.port,
      servername: "localhost",
      ca: authority.cert,
      agent: false,
    };
    request(options, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .on("error", reject)
      .end();
  });

it("A port that is taken is an error that names it and says what to do", async () => {
  const first = await listen(createServer());
  await assert.rejects(listen(createServer(), first.port), (error) => {
    assert.ok(error instanceof PortTaken);
    assert.match(error.message, new RegExp(`Port ${first.port} on 127\\.0\\.0\\.1 is taken`));
    assert.match(error.message, /leave out --port/);
    return true;
  });
  await first.close();
  const second = await listen(createServer(), first.port);
  assert.equal(second.port, first.port, "it is free again after close");
  await second.close();
});

it("A port is on loopback only, and a free one when none is named", async () => {
  const own = createServer();
  const listening = await listen(own);
  assert.deepEqual(own.address(), { address: "127.0.0.1", family: "IPv4", port: listening.port });
  assert.ok(listening.port > 0);
  await listening.close();
});

it("An emulator behind https answers", async () => {
  const { status, body } = await get();
  assert.equal(status, 200);
  assert.ok(JSON.parse(body).visits > 0);
});

it("An emulator behind https closes the connection without an answer when a fault says so, before or after the work", async () => {
  for (const after of [false, true]) {
    const { visits } = emulator.state;
    emulator.faults.list = [{ drop: true, after, times: 1 }];
    await assert.rejects(get(), { code: "ECONNRESET" });
    assert.equal(emulator.state.visits, visits + (after ? 1 : 0));
  }
  assert.equal((await get()).status, 200);
});
