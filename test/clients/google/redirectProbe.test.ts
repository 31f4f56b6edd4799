import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { canaryOf, probeRedirect } from "#clients/google/redirectProbe.ts";
import { classifyAuthorisation, judgeRedirect } from "#clients/google/redirectVerdict.ts";
import { deleteClient, setRedirectUris } from "#sandbox/emulators/google/console.ts";
import type { Settings } from "#sandbox/emulators/google/state.ts";
import { loopback } from "./loopback.ts";
import { googleWithClient, hasty, redirectUri } from "./support.ts";

async function probing(t: TestContext, settings: Partial<Settings> = {}) {
  const world = googleWithClient(settings);
  const seen: Request[] = [];
  const { fetch } = await loopback(t, (request) => {
    seen.push(request);
    return world.google.fetch(request);
  });
  const probe = (uri = redirectUri, clientId = world.download.clientId) =>
    probeRedirect({ clientId, redirectUri: uri, fetch, patience: hasty });
  return { ...world, probe, seen };
}

const variants: Partial<Settings>[] = [
  {},
  { refusal: "page" },
  { signIn: "page" },
  { refusal: "page", signIn: "page" },
  { nonBrowser: "uninformative" },
];
for (const settings of variants) {
  const where = JSON.stringify(settings);
  test(`a registered redirect URI is told from an unregistered one with ${where}`, async (t) => {
    const { probe } = await probing(t, settings);
    const yes = await probe();
    assert.equal(`${yes.verdict} ${yes.reason}`, "registered canary_refused");
    const no = await probe(`${redirectUri}/`);
    assert.equal(`${no.verdict} ${no.reason}`, "mismatch canary_refused");
    assert.match(no.fix, /5 minutes to a few hours/);
  });
}

test("when everything looks like success, the control makes the probe say that it is blind", async (t) => {
  for (const signIn of ["redirect", "page"] as const) {
    const { probe } = await probing(t, { blind: true, signIn });
    const verdict = await probe(`${redirectUri}/unregistered`);
    assert.equal(`${verdict.verdict} ${verdict.reason}`, "inconclusive probe_blind");
  }
});

test("a client that Google refuses says nothing about the redirect URI", async (t) => {
  const { google, download, probe } = await probing(t);
  const unknown = await probe(redirectUri, `1-${"a".repeat(32)}.apps.googleusercontent.com`);
  assert.equal(`${unknown.verdict} ${unknown.reason}`, "inconclusive client_refused:invalid_client");
  deleteClient(google, download.clientId);
  const deleted = await probe();
  assert.equal(`${deleted.verdict} ${deleted.reason}`, "inconclusive client_refused:deleted_client");
});

test("a client that Google disabled says nothing about the redirect URI, on a redirect or on a page", async (t) => {
  for (const refusal of ["redirect", "page"] as const) {
    const { client, probe } = await probing(t, { refusal });
    client.status = "disabled";
    const verdict = await probe();
    assert.equal(`${verdict.verdict} ${verdict.reason}`, "inconclusive client_refused:disabled_client");
  }
});

test("the error page comes with HTTP 200 and is a mismatch all the same", async (t) => {
  const { google, download, probe } = await probing(t, { refusal: "page" });
  const asked = new URLSearchParams({
    client_id: download.clientId,
    redirect_uri: `${redirectUri}/`,
    response_type: "code",
    scope: "openid",
  });
  const page = await google.fetch(new Request(`https://accounts.google.com/o/oauth2/v2/auth?${asked}`));
  assert.equal(page.status, 200);
  assert.equal((await probe(`${redirectUri}/`)).verdict, "mismatch");
});

test("the page that Google shows to other programs than browsers proves nothing", async (t) => {
  const { google, download } = await probing(t, { nonBrowser: "uninformative" });
  const { fetch } = await loopback(t, (request) => {
    return google.fetch(new Request(request.url, { headers: { "user-agent": "node" } }));
  });
  const verdict = await probeRedirect({ clientId: download.clientId, redirectUri, fetch, patience: hasty });
  assert.equal(`${verdict.verdict} ${verdict.reason}`, "inconclusive uninformative");
});

test("a server that never answers leaves the probe without a verdict", async (t) => {
  const { fetch } = await loopback(t, () => new Promise<Response>(() => {}));
  const patience = { attempts: 2, firstDelayMs: 1, callMs: 30, budgetMs: 1_000 };
  const verdict = await probeRedirect({ clientId: "a", redirectUri, fetch, patience });
  assert.equal(`${verdict.verdict} ${verdict.reason}`, "inconclusive timeout");
});

test("a redirect URI added in the console is a mismatch until the change has spread", async (t) => {
  const { google, download, probe } = await probing(t, { redirectPropagation: 3 });
  const added = "https://new.acme.example/oauth2/retrieve_token";
  setRedirectUris(google, download.clientId, [redirectUri, added]);
  assert.equal((await probe(added)).verdict, "mismatch");
  assert.equal((await probe()).verdict, "registered");
  assert.equal((await probe(added)).verdict, "registered");
});

test("no secret is sent, redirects are not followed, and the browser's name is given", async (t) => {
  const { download, probe, seen } = await probing(t);
  await probe();
  assert.deepEqual(
    seen.map((request) => new URL(request.url).pathname),
    ["/o/oauth2/v2/auth", "/o/oauth2/v2/auth"],
  );
  for (const request of seen) {
    assert.ok(!request.url.includes(download.clientSecret));
    assert.match(request.headers.get("user-agent") ?? "", /^Mozilla\/5\.0 /);
  }
});

test("a passing fault is survived and a lasting one is inconclusive", async (t) => {
  const { google, probe } = await probing(t);
  google.faults.list = [
    { status: 502, times: 1 },
    { drop: true, times: 1 },
  ];
  assert.equal((await probe()).verdict, "registered");
  for (const [fault, reason] of [
    [{ status: 503 }, "server_error"],
    [{ status: 429 }, "rate_limited"],
    [{ drop: true }, "unreachable"],
  ] as const) {
    google.faults.list = [fault];
    const verdict = await probe();
    assert.equal(`${verdict.verdict} ${verdict.reason}`, `inconclusive ${reason}`);
  }
});

test("a fault that hits only the control leaves the probe without a verdict", async (t) => {
  const { google, probe } = await probing(t);
  google.faults.list = [{ match: "canary", status: 503 }];
  const verdict = await probe();
  assert.equal(`${verdict.verdict} ${verdict.reason}`, "inconclusive control_unclear");
});

test("the control is another random path on the same host each time", () => {
  const [one, two] = [canaryOf(redirectUri), canaryOf(redirectUri)];
  assert.notEqual(one, two);
  for (const canary of [one, two]) {
    assert.equal(new URL(canary).origin, new URL(redirectUri).origin);
    assert.notEqual(new URL(canary).pathname, new URL(redirectUri).pathname);
  }
});

const html = (body: string, status = 200) => classifyAuthorisation({ status, body }, redirectUri);
const redirect = (location: string) =>
  classifyAuthorisation({ status: 302, body: "", location }, redirectUri);

test("an error marker in a page outweighs a sign-in marker", () => {
  const both = '<div data-error-code="redirect_uri_mismatch"></div><input id="identifierId">';
  assert.deepEqual(html(both), { kind: "refused", code: "redirect_uri_mismatch" });
  assert.deepEqual(html("<p>Error 400: redirect_uri_mismatch</p>", 400), {
    kind: "refused",
    code: "redirect_uri_mismatch",
  });
});

test("a page or a redirect without a known marker is unclear, not success", () => {
  assert.equal(html("<html>Welcome</html>").kind, "unclear");
  assert.equal(html('<input id="identifierId">', 403).kind, "unclear");
  assert.equal(redirect("https://portal.example/login").kind, "unclear");
  assert.equal(redirect("https://accounts.google.com/signin/oauth/error/v2?authError=%00").kind, "unclear");
  assert.equal(redirect("https://accounts.google.com/signin/oauth/error").kind, "unclear");
  assert.equal(redirect("not a url").kind, "unclear");
});

test("every way to the sign-in counts, and so does being sent back to the redirect URI itself", () => {
  for (const location of [
    "https://accounts.google.com/v3/signin/identifier?x=1",
    "https://accounts.google.com/signin/v2/identifier",
    "https://accounts.google.com/ServiceLogin?continue=x",
    "https://accounts.google.com/AccountChooser",
    `${redirectUri}?error=access_denied`,
  ]) {
    assert.equal(redirect(location).kind, "sign_in", location);
  }
});

test("a mismatch counts only with a control that was refused", () => {
  const mismatch = { kind: "refused", code: "redirect_uri_mismatch" } as const;
  assert.equal(judgeRedirect(mismatch, mismatch, redirectUri).verdict, "mismatch");
  assert.equal(judgeRedirect(mismatch, { kind: "sign_in" }, redirectUri).verdict, "inconclusive");
  assert.equal(
    judgeRedirect({ kind: "sign_in" }, { kind: "refused", code: "access_denied" }, redirectUri).reason,
    "probe_blind",
  );
  assert.equal(judgeRedirect({ kind: "sign_in" }, undefined, redirectUri).verdict, "inconclusive");
});
