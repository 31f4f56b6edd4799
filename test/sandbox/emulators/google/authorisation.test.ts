import assert from "node:assert/strict";
import { test } from "node:test";
import { createWebClient, deleteClient, setRedirectUris } from "#sandbox/emulators/google/console.ts";
import type { Settings } from "#sandbox/emulators/google/state.ts";
import { project, testGoogle } from "./support.ts";

const redirectUri = "https://erp.acme.example/oauth2/retrieve_token";
const other = "https://erp.acme.example/other";
const browser = "Mozilla/5.0 (X11; Linux x86_64)";

function signIn(settings: Partial<Settings> = {}, type: "web" | "installed" = "web") {
  const { google } = testGoogle({ settings });
  const { clientId } = createWebClient(google, {
    project: project.projectId,
    name: "CID ERP",
    redirectUris: [redirectUri],
    type,
  });
  async function visit(changes: Record<string, string> = {}, agent = browser) {
    const query = {
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: "code",
      scope: "openid email",
      ...changes,
    };
    const response = await google.fetch(
      new Request(`https://accounts.google.com/o/oauth2/v2/auth?${new URLSearchParams(query)}`, {
        headers: { "user-agent": agent },
      }),
    );
    const location = response.headers.get("location");
    const to = location ? new URL(location) : undefined;
    return { status: response.status, to, text: await response.text() };
  }
  /** The code in the first field of the protobuf, read by hand. */
  async function refusal(changes: Record<string, string> = {}) {
    const { status, to } = await visit(changes);
    const bytes = Buffer.from(to?.searchParams.get("authError") ?? "", "base64url");
    return `${status} ${to?.origin}${to?.pathname} ${bytes.subarray(2, 2 + (bytes[1] ?? 0))}`;
  }
  return { google, clientId, visit, refusal };
}

const errorPage = "302 https://accounts.google.com/signin/oauth/error/v2";

test("a registered redirect URI leads to the sign-in, by redirect or as a page", async () => {
  const { google, visit } = signIn();
  const redirected = await visit();
  assert.equal(`${redirected.status} ${redirected.to?.pathname}`, "302 /v3/signin/identifier");
  assert.equal(redirected.to?.searchParams.get("flowName"), "GeneralOAuthFlow");
  google.state.settings.signIn = "page";
  const page = await visit();
  assert.equal(page.status, 200);
  assert.match(page.text, /identifierId/);
});

test("an unregistered redirect URI leads to the error page with the protobuf that Google sends", async () => {
  const { visit, refusal } = signIn();
  assert.equal(await refusal({ redirect_uri: other }), `${errorPage} redirect_uri_mismatch`);
  const { to } = await visit({ redirect_uri: other });
  assert.equal(to?.searchParams.get("flowName"), "GeneralOAuthFlow");
  const authError = to?.searchParams.get("authError") ?? "";
  assert.match(authError, /^ChVyZWRpcmVjdF91cmlfbWlzbWF0Y2g/, "the prefix that public captures have");
  const bytes = Buffer.from(authError, "base64url");
  assert.ok(bytes.includes(Buffer.from([0x20, 0x90, 0x03])), "field 4 is 400");
  assert.ok(bytes.includes(Buffer.from(other)), "the URI at fault is in there");
});

test("a client that is unknown, deleted or disabled is refused before its redirect URI is looked at", async () => {
  const { google, clientId, refusal } = signIn();
  const wrong = { redirect_uri: other };
  assert.equal(await refusal({ ...wrong, client_id: "x" }), `${errorPage} invalid_client`);
  deleteClient(google, clientId);
  assert.equal(await refusal(wrong), `${errorPage} deleted_client`);
  google.tamper([{ op: "replace", path: `/oauthClients/${clientId}/status`, value: "disabled" }]);
  assert.equal(await refusal(wrong), `${errorPage} disabled_client`);
});

test("a missing parameter is an invalid_request", async () => {
  const { refusal } = signIn();
  for (const name of ["client_id", "redirect_uri", "response_type", "scope"]) {
    assert.equal(await refusal({ [name]: "" }), `${errorPage} invalid_request`, name);
  }
});

test("a refusal can be a page with HTTP 200", async () => {
  const { visit } = signIn({ refusal: "page" });
  const { status, text } = await visit({ redirect_uri: other });
  assert.equal(status, 200);
  assert.match(text, /data-error-code="redirect_uri_mismatch"/);
  assert.match(text, /Error 400: redirect_uri_mismatch/);
});

test("what isn't a browser can be given a page that says nothing", async () => {
  const { visit } = signIn({ nonBrowser: "uninformative" });
  for (const uri of [redirectUri, other]) {
    const { status, text } = await visit({ redirect_uri: uri }, "node");
    assert.equal(status, 200);
    assert.doesNotMatch(text, /identifierId|data-error-code|Error 4/);
  }
  assert.equal((await visit()).status, 302);
});

test("a blind Google takes any redirect URI", async () => {
  const { visit } = signIn({ blind: true });
  assert.equal((await visit({ redirect_uri: other })).to?.pathname, "/v3/signin/identifier");
});

test("a change of the redirect URIs takes effect only after as many requests as set", async () => {
  const { google, clientId, visit } = signIn({ redirectPropagation: 2 });
  setRedirectUris(google, clientId, [other]);
  const outcomes = [];
  for (let request = 0; request < 4; request++) {
    outcomes.push((await visit({ redirect_uri: other })).to?.pathname);
  }
  assert.deepEqual(outcomes, [
    "/signin/oauth/error/v2",
    "/signin/oauth/error/v2",
    "/v3/signin/identifier",
    "/v3/signin/identifier",
  ]);
  assert.equal((await visit()).to?.pathname, "/signin/oauth/error/v2");
});

test("a Desktop client may come back to any port of its own machine", async () => {
  const { visit } = signIn({}, "installed");
  assert.equal(
    (await visit({ redirect_uri: "http://127.0.0.1:49152/" })).to?.pathname,
    "/v3/signin/identifier",
  );
  assert.equal(
    (await visit({ redirect_uri: "http://evil.example/" })).to?.pathname,
    "/signin/oauth/error/v2",
  );
});
