import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { createServer } from "node:https";
import { after, before, it } from "node:test";
import { connect } from "node:tls";
import { Authority, type KeyPair } from "#sandbox/emulators/core/authority.ts";
import { type Listening, listen } from "#sandbox/emulators/core/listen.ts";

let authority: Authority;
let pair: KeyPair;
let server: Listening;
before(async () => {
  authority = await Authority.create();
  pair = await authority.issue(["graph.microsoft.com", "login.microsoftonline.com"]);
  server = await listen(createServer(pair) as unknown as Parameters<typeof listen>[0]);
});
after(() => server.close());

/** The name of the failure, or undefined when the client trusts what it sees. */
const handshake = (servername: string, ca?: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const socket = connect(
      { host: "127.0.0.1", port: server.port, servername, ...(ca ? { ca } : {}) },
      () => {
        socket.destroy();
        resolve(undefined);
      },
    );
    socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code));
  });

it("The sandbox's certificate authority is trusted by a client that was given its certificate, for each name it issued for", async () => {
  for (const name of ["graph.microsoft.com", "login.microsoftonline.com", "localhost"])
    assert.equal(await handshake(name, authority.cert), undefined, name);
});

it("The sandbox's certificate authority is not trusted by anybody else", async () => {
  assert.equal(await handshake("graph.microsoft.com"), "UNABLE_TO_VERIFY_LEAF_SIGNATURE");
  const stranger = await Authority.create();
  assert.match((await handshake("graph.microsoft.com", stranger.cert)) ?? "", /UNABLE_TO_VERIFY|SIGNATURE/);
});

it("The sandbox's certificate authority does not vouch for a name that it did not issue for", async () => {
  assert.equal(await handshake("www.example.com", authority.cert), "ERR_TLS_CERT_ALTNAME_INVALID");
});

it("The sandbox's certificate authority issues certificates for exactly the names, localhost and loopback, valid now and not for long", () => {
  const cert = new X509Certificate(pair.cert);
  assert.deepEqual(cert.subjectAltName?.split(", ").toSorted(), [
    "DNS:graph.microsoft.com",
    "DNS:localhost",
    "DNS:login.microsoftonline.com",
    "IP Address:127.0.0.1",
  ]);
  assert.equal(cert.ca, false);
  assert.ok(new X509Certificate(authority.cert).ca);
  assert.ok(cert.validFromDate < new Date());
  const days = (cert.validToDate.getTime() - Date.now()) / 86_400_000;
  assert.ok(days > 1 && days < 60, `${days} days`);
});

it("The sandbox's certificate authority has another key each time", async () => {
  assert.notEqual((await Authority.create()).cert, authority.cert);
});
