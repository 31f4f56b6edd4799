import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import {
  addSecret,
  configureConsentScreen,
  createWebClient,
  deleteSecret,
  disableSecret,
  setRedirectUris,
} from "#sandbox/emulators/google/console.ts";
import { project, testGoogle } from "./support.ts";

const redirectUri = "https://erp.acme.example/oauth2/retrieve_token";
const make = (google: Parameters<typeof createWebClient>[0], type?: "web" | "installed") =>
  createWebClient(google, {
    project: project.projectId,
    name: "CID ERP",
    redirectUris: type === "installed" ? [] : [redirectUri],
    ...(type && { type }),
  });

test("the downloaded file has the shape of the console's", () => {
  const { google } = testGoogle();
  const { fileName, content, clientId, clientSecret } = make(google);
  assert.match(clientId, /^123456789012-[a-z0-9]{32}\.apps\.googleusercontent\.com$/);
  assert.match(clientSecret, /^GOCSPX-[A-Za-z0-9_-]{28}$/);
  assert.equal(fileName, `client_secret_${clientId}.json`);
  assert.deepEqual(content, {
    web: {
      client_id: clientId,
      project_id: "acme-erp",
      auth_uri: "https://accounts.google.com/o/oauth2/auth",
      token_uri: "https://oauth2.googleapis.com/token",
      auth_provider_x509_cert_url: "https://www.googleapis.com/oauth2/v1/certs",
      client_secret: clientSecret,
      redirect_uris: [redirectUri],
    },
  });
});

test("a Desktop client's file has the key `installed`, and empty lists are left out", () => {
  const { content } = make(testGoogle().google, "installed");
  assert.deepEqual(Object.keys(content), ["installed"]);
  assert.ok("installed" in content && !("redirect_uris" in content.installed));
});

test("the state keeps a secret's hash and last four characters, and never the secret", () => {
  const { google } = testGoogle();
  const { clientId, clientSecret } = make(google);
  const [kept] = google.state.oauthClients[clientId]?.secrets ?? [];
  assert.equal(kept?.hash, createHash("sha256").update(clientSecret).digest("hex"));
  assert.equal(kept?.last4, clientSecret.slice(-4));
  assert.ok(!JSON.stringify(google.state).includes(clientSecret));
  assert.ok(google.secrets.has(clientSecret));
});

test("a client has at most two secrets, and only a disabled one can be deleted", () => {
  const { google } = testGoogle();
  const { clientId, clientSecret } = make(google);
  addSecret(google, clientId);
  assert.throws(() => addSecret(google, clientId), /at most two/);
  const last4 = clientSecret.slice(-4);
  assert.throws(() => deleteSecret(google, clientId, last4), /Disable the secret/);
  disableSecret(google, clientId, last4);
  deleteSecret(google, clientId, last4);
  assert.equal(google.state.oauthClients[clientId]?.secrets.length, 1);
});

test("the console refuses redirect URIs that Google does not allow", () => {
  const { google } = testGoogle();
  const { clientId } = make(google);
  for (const uri of [
    "http://erp.acme.example/x",
    "https://192.0.2.1/x",
    "https://*.acme.example/x",
    "https://erp.acme.example/x#y",
    "https://user@erp.acme.example/x",
    "https://erp/x",
    "erp.acme.example",
  ]) {
    assert.throws(() => setRedirectUris(google, clientId, [uri]), /Invalid Redirect/, uri);
  }
  setRedirectUris(google, clientId, ["http://localhost:8069/x"]);
  assert.deepEqual(google.state.oauthClients[clientId]?.redirectUris, ["http://localhost:8069/x"]);
});

test("what is attested in the console is kept for the project", () => {
  const { google } = testGoogle();
  const brand = {
    applicationName: "CID ERP",
    supportEmail: "it@acme.example",
    developerEmails: ["it@acme.example"],
    audience: "internal" as const,
    publishingStatus: "production" as const,
    authorizedDomains: ["acme.example"],
    scopes: ["https://mail.google.com/"],
  };
  configureConsentScreen(google, project.projectId, brand);
  assert.deepEqual(google.state.brands["acme-erp"], brand);
});

test("nothing can be made in a project or changed on a client that does not exist", () => {
  const { google } = testGoogle();
  assert.throws(
    () => createWebClient(google, { project: "none", name: "x", redirectUris: [] }),
    /No project/,
  );
  assert.throws(() => addSecret(google, "none"), /No OAuth client/);
});
