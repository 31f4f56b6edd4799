import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, it } from "node:test";
import { type Network, type System, startNetwork } from "#sandbox/emulators/core/network.ts";

const directory = mkdtempSync(join(tmpdir(), "network-"));
const answering = (name: string, ...hosts: string[]): System => ({
  hosts,
  fetch: async (request) => new Response(`${name}: ${new URL(request.url).hostname}`),
});

let network: Network;
before(async () => {
  network = await startNetwork(
    [answering("one", "graph.example.com"), answering("many", "*.erp.example.com")],
    join(directory, "not", "there", "yet"),
  );
});
after(async () => {
  await network.close();
  rmSync(directory, { recursive: true });
});

/** As a program does that runs under the network's environment. */
const ask = (host: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { HTTPS_PROXY, NO_PROXY, NODE_EXTRA_CA_CERTS = "" } = network.environment;
    const agent = new Agent({ proxyEnv: { HTTPS_PROXY, NO_PROXY }, ca: readFileSync(NODE_EXTRA_CA_CERTS) });
    get(`https://${host}/`, { agent }, (response) => resolve(text(response))).on("error", reject);
  });

it("The sandbox's network leads each host to its system, with a certificate that its authority issued", async () => {
  assert.equal(await ask("graph.example.com"), "one: graph.example.com");
});

it("The sandbox's network leads every name that a wildcard stands for to the same system", async () => {
  for (const host of ["acme.erp.example.com", "globex.erp.example.com"])
    assert.equal(await ask(host), `many: ${host}`);
});

it("The sandbox's network leads no further than a wildcard does in a certificate: one label", async () => {
  for (const host of ["a.b.erp.example.com", "erp.example.com", "acme.example.com"])
    await assert.rejects(ask(host), /does not lead to|502/, host);
});
