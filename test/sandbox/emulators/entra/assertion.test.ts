import "reflect-metadata"; // demanded by @peculiar/x509
import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, KeyObject, sign } from "node:crypto";
import { it } from "node:test";
import * as x509 from "@peculiar/x509";
import { appWithPrincipal, tenantId, type World, world } from "./world.ts";

const endpoint = `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`;
const start = Date.parse("2026-11-23T12:00:00Z") / 1000;

function jwt(header: object, claims: object, key: KeyObject): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const content = `${encode({ alg: "RS256", typ: "JWT", ...header })}.${encode(claims)}`;
  return `${content}.${sign("sha256", Buffer.from(content), key).toString("base64url")}`;
}

function assertionForm(clientId: string, assertion: string): Record<string, string> {
  return {
    client_id: clientId,
    client_assertion: assertion,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    grant_type: "client_credentials",
    scope: "https://graph.microsoft.com/.default",
  };
}

const ask = ({ token }: World, clientId: string, assertion: string) =>
  token(assertionForm(clientId, assertion));

async function certificate(): Promise<{ der: Buffer; key: KeyObject }> {
  const algorithm = {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength: 2048,
  };
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=ERP deployer",
    notBefore: new Date("2026-01-01T00:00:00Z"),
    notAfter: new Date("2027-01-01T00:00:00Z"),
    signingAlgorithm: algorithm,
    keys,
  });
  return { der: Buffer.from(made.rawData), key: KeyObject.from(keys.privateKey) };
}

it("a client assertion signed with a certificate gives a token when the certificate is registered, and a typed refusal when anything is off", async () => {
  const w = await world();
  const { app } = await appWithPrincipal(w);
  const { der, key } = await certificate();
  const registered = await w.graph("PATCH", `/v1.0/applications/${app.id}`, {
    keyCredentials: [{ type: "AsymmetricX509Cert", usage: "Verify", key: der.toString("base64") }],
  });
  assert.equal(registered.status, 204);
  const x5t = createHash("sha1").update(der).digest("base64url");
  const good = { iss: app.appId, sub: app.appId, aud: endpoint, exp: start + 600, nbf: start };
  const code = async (header: object, claims: object, signer = key) =>
    (await ask(w, app.appId, jwt(header, claims, signer))).body.error_codes?.[0];

  assert.equal((await ask(w, app.appId, jwt({ x5t }, good, key))).status, 200);
  assert.equal(
    (await ask(w, app.appId, jwt({ kid: `${x5t}=` }, good, key))).status,
    200,
    "as the plugin does",
  );
  assert.equal(await code({ x5t: "another" }, good), 700027);
  assert.equal(await code({ kid: "another" }, good), 700027);
  assert.equal(await code({ x5t }, { ...good, aud: "https://elsewhere.example" }), 700023);
  const local = `https://localhost:4711/${tenantId}/oauth2/v2.0/token`;
  const form = assertionForm(app.appId, jwt({ x5t }, { ...good, aud: local }, key));
  const request = new Request(local, { method: "POST", body: new URLSearchParams(form) });
  assert.equal((await w.entra.fetch(request)).status, 200, "the endpoint under the address it was asked at");
  assert.equal(await code({ x5t }, { ...good, exp: start - 1 }), 700024);
  assert.equal(await code({ x5t }, { ...good, nbf: start + 60 }), 700024);
  const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  assert.equal(await code({ x5t }, good, stranger), 700027);
  assert.equal((await ask(w, app.appId, "no.jwt")).body.error_codes[0], 50027);
  w.wait(60 * 24 * 3600 * 1000);
  const later = { ...good, nbf: start, exp: start + 90 * 24 * 3600 };
  assert.equal(await code({ x5t }, later), 700027, "the certificate ended on 1 January");
});

it("a client assertion signed with a certificate is registered with its thumbprint and dates, and its key is shown only on request", async () => {
  const w = await world();
  const { app } = await appWithPrincipal(w);
  const { der } = await certificate();
  await w.graph("PATCH", `/v1.0/applications/${app.id}`, {
    keyCredentials: [{ type: "AsymmetricX509Cert", usage: "Verify", key: der.toString("base64") }],
  });
  const plain = (await w.graph("GET", `/v1.0/applications/${app.id}`)).body.keyCredentials[0];
  assert.equal(plain.key, null);
  assert.equal(plain.customKeyIdentifier, createHash("sha1").update(der).digest("hex").toUpperCase());
  assert.equal(plain.endDateTime, "2027-01-01T00:00:00.000Z");
  const selected = await w.graph("GET", `/v1.0/applications/${app.id}?$select=keyCredentials`);
  assert.equal(selected.body.keyCredentials[0].key, der.toString("base64"));
});

it("a client assertion from a trusted issuer gives a token when issuer, audience, subject and signature match a federated credential", async () => {
  const w = await world();
  const { app } = await appWithPrincipal(w);
  const issuer = "https://token.actions.example";
  const subject = "repo:contoso/erp:environment:production";
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  w.entra.state.trustedIssuers[issuer] = { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "k1" }] };
  const path = `/v1.0/applications/${app.id}/federatedIdentityCredentials`;
  const made = await w.graph("POST", path, { name: "ci", issuer, subject });
  assert.equal(made.status, 201);
  assert.deepEqual(made.body.audiences, ["api://AzureADTokenExchange"]);
  assert.equal(made.body.applicationId, undefined);

  const good = { iss: issuer, sub: subject, aud: "api://AzureADTokenExchange", exp: start + 600 };
  const code = async (claims: object, header: object = { kid: "k1" }) =>
    (await ask(w, app.appId, jwt(header, claims, privateKey))).body.error_codes?.[0];
  assert.equal(await code(good), undefined);
  assert.equal(await code({ ...good, iss: "https://other.example" }), 700211);
  assert.equal(await code({ ...good, aud: "api://other" }), 700212);
  assert.equal(await code({ ...good, sub: "repo:contoso/erp:pull_request" }), 700213);
  assert.equal(await code(good, { kid: "k2" }), 700027);
  assert.equal(await code({ ...good, exp: start - 1 }), 700024);

  const other = await appWithPrincipal(w, "Other");
  const stranger = await ask(w, other.app.appId, jwt({ kid: "k1" }, good, privateKey));
  assert.equal(stranger.body.error_codes[0], 700211, "one application's trust is not another's");

  assert.equal((await w.graph("POST", path, { name: "ci2", issuer, subject })).status, 409);
  assert.equal((await w.graph("DELETE", `${path}/${made.body.id}`)).status, 204);
  assert.equal(await code(good), 700211);
});
