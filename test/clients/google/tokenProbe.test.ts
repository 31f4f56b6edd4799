import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { classifyTokenAnswer, probeToken, tokenEndpoint } from "#clients/google/tokenProbe.ts";
import {
  addSecret,
  deleteClient,
  deleteSecret,
  disableSecret,
  enableSecret,
  restoreClient,
} from "#sandbox/emulators/google/console.ts";
import { loopback } from "./loopback.ts";
import { googleWithClient, hasty } from "./support.ts";

/** The world of `googleWithClient`, served over HTTP, with the probe bound to it. */
async function probing(t: Parameters<typeof loopback>[0], settings = {}) {
  const world = googleWithClient(settings);
  const seen: string[] = [];
  const { fetch } = await loopback(t, (request) => {
    seen.push(request.url);
    return world.google.fetch(request);
  });
  const probe = (clientSecret = world.download.clientSecret, clientId = world.download.clientId) =>
    probeToken({ clientId, clientSecret, fetch, patience: hasty });
  return { ...world, probe, seen };
}

test("the right id and secret are accepted, although the grant is refused", async (t) => {
  const { probe } = await probing(t);
  const verdict = await probe();
  assert.deepEqual(verdict, {
    verdict: "accepted",
    reason: "invalid_grant",
    message: "Google accepts id and secret.",
    fix: "",
  });
});

test("a wrong secret is told from an unknown client", async (t) => {
  const { probe, download } = await probing(t);
  const wrong = await probe(`GOCSPX-${"x".repeat(28)}`);
  assert.equal(`${wrong.verdict} ${wrong.reason}`, "rejected secret_refused");
  const unknown = await probe(download.clientSecret, `1-${"a".repeat(32)}.apps.googleusercontent.com`);
  assert.equal(`${unknown.verdict} ${unknown.reason}`, "rejected client_not_found");
});

test("the older wording of a refused secret is understood as well", async (t) => {
  const { probe } = await probing(t, { secretRefusal: "Unauthorized" });
  assert.equal((await probe("wrong")).reason, "secret_refused");
});

test("of two secrets each is accepted until it is disabled, and a disabled one can come back", async (t) => {
  const { google, download, probe } = await probing(t);
  const second = addSecret(google, download.clientId);
  const last4 = download.clientSecret.slice(-4);
  assert.equal((await probe(second.clientSecret)).verdict, "accepted");
  disableSecret(google, download.clientId, last4);
  assert.equal((await probe()).reason, "secret_refused");
  enableSecret(google, download.clientId, last4);
  assert.equal((await probe()).verdict, "accepted");
  disableSecret(google, download.clientId, last4);
  deleteSecret(google, download.clientId, last4);
  assert.equal((await probe()).reason, "secret_refused");
  assert.equal((await probe(second.clientSecret)).verdict, "accepted");
});

test("a deleted client is named as such, with the page to restore it, and is fine once restored", async (t) => {
  const { google, download, probe } = await probing(t);
  deleteClient(google, download.clientId);
  const verdict = await probe();
  assert.equal(`${verdict.verdict} ${verdict.reason}`, "rejected deleted_client");
  assert.match(verdict.fix, /apis\/credentials\/deleted/);
  restoreClient(google, download.clientId);
  assert.equal((await probe()).verdict, "accepted");
});

for (const status of [401, 403] as const) {
  test(`a disabled client is named as such with status ${status}`, async (t) => {
    const { client, probe } = await probing(t, { disabledClientStatus: status });
    client.status = "disabled";
    const verdict = await probe();
    assert.equal(`${verdict.verdict} ${verdict.reason}`, "rejected disabled_client");
  });
}

for (const status of [400, 401] as const) {
  test(`unauthorized_client with status ${status} accepts the credentials and warns`, async (t) => {
    const { client, probe } = await probing(t, { unauthorizedClientStatus: status });
    client.unauthorized = true;
    const verdict = await probe();
    assert.equal(`${verdict.verdict} ${verdict.reason}`, "accepted unauthorized_client");
    assert.notEqual(verdict.fix, "");
  });
}

test("an empty secret or id is our own mistake, not drift", async (t) => {
  const { probe, download } = await probing(t);
  assert.equal((await probe("")).reason, "malformed_request");
  assert.equal((await probe(download.clientSecret, "")).reason, "malformed_request");
});

test("a client that is too new to be known everywhere is found on a later probe", async (t) => {
  const { google, download, probe } = await probing(t);
  google.faults.readsBeforeVisible = 1;
  google.faults.created(`client:${download.clientId}`);
  assert.equal((await probe()).reason, "client_not_found");
  assert.equal((await probe()).verdict, "accepted");
});

test("a passing fault is survived: 503, then a dropped connection, then 429 with Retry-After", async (t) => {
  const { google, probe, seen } = await probing(t);
  google.faults.list = [
    { status: 503, times: 1 },
    { drop: true, times: 1 },
    { status: 429, retryAfter: 0, times: 1 },
  ];
  assert.equal((await probe()).verdict, "accepted");
  assert.equal(seen.length, 4);
});

test("a lasting fault is inconclusive, never drift, and the number of tries is bounded", async (t) => {
  const { google, probe, seen } = await probing(t);
  for (const [fault, reason] of [
    [{ status: 500 }, "server_error"],
    [{ status: 429 }, "rate_limited"],
    [{ drop: true }, "unreachable"],
  ] as const) {
    seen.length = 0;
    google.faults.list = [fault];
    const verdict = await probe();
    assert.equal(`${verdict.verdict} ${verdict.reason}`, `inconclusive ${reason}`);
    assert.equal(seen.length, 4);
  }
});

test("an answer beyond the limits is inconclusive, and says which limit", async (t) => {
  let asked = 0;
  const { fetch } = await loopback(t, () => {
    asked += 1;
    return new Response("[".repeat(300));
  });
  const verdict = await probeToken({ clientId: "a", clientSecret: "b", fetch, patience: hasty });
  assert.deepEqual([verdict.verdict, verdict.reason, asked], ["inconclusive", "beyond_limit", 1]);
  assert.match(
    verdict.message,
    /^The answer of https:\/\/oauth2\.googleapis\.com is nested more than 200 levels deep/,
  );
});

test("a Retry-After longer than a minute ends the probe at once", async (t) => {
  const { google, probe, seen } = await probing(t);
  google.faults.list = [{ status: 429, retryAfter: 3600 }];
  assert.equal((await probe()).reason, "rate_limited");
  assert.equal(seen.length, 1);
});

test("Retry-After is waited for before the next try", async (t) => {
  const { google, probe } = await probing(t);
  google.faults.list = [{ status: 429, retryAfter: 1, times: 1 }];
  const start = performance.now();
  assert.equal((await probe()).verdict, "accepted");
  assert.ok(performance.now() - start >= 990, "it did not wait for the second that Google asked for");
});

test("a server that never answers is given up on after the time limit of a call", {
  timeout: 60_000,
}, async (t) => {
  const { fetch } = await loopback(t, () => new Promise<Response>(() => {}));
  const verdict = await probeToken({
    clientId: "a",
    clientSecret: "b",
    fetch,
    patience: { attempts: 2, firstDelayMs: 1, callMs: 30, budgetMs: 1_000 },
  });
  assert.equal(`${verdict.verdict} ${verdict.reason}`, "inconclusive timeout");
});

test("a redirect is not followed, so that the secret goes nowhere else", async (t) => {
  const paths: string[] = [];
  const { fetch } = await loopback(t, (request) => {
    paths.push(new URL(request.url).pathname);
    return new Response(null, { status: 307, headers: { location: "/elsewhere" } });
  });
  const verdict = await probeToken({ clientId: "a", clientSecret: "b", fetch, patience: hasty });
  assert.equal(verdict.verdict, "inconclusive");
  assert.deepEqual(paths, ["/token"]);
});

test("the probe sends its form to Google's own address and nowhere else", async () => {
  const calls: [string, RequestInit | undefined][] = [];
  const record: typeof fetch = async (input, init) => {
    calls.push([String(input), init]);
    return Response.json({ error: "invalid_grant" }, { status: 400 });
  };
  await probeToken({ clientId: "the-id", clientSecret: "the-secret", fetch: record });
  assert.equal(tokenEndpoint, "https://oauth2.googleapis.com/token");
  assert.equal(calls[0]?.[0], tokenEndpoint);
  assert.equal(calls[0]?.[1]?.method, "POST");
  assert.equal(calls[0]?.[1]?.redirect, "manual");
});

test("a page in the place of Google's answer is inconclusive, be it Google's own or a proxy's", async (t) => {
  const { google, download } = await probing(t);
  for (const status of [200, 400, 401, 403, 404]) {
    const { fetch } = await loopback(t, async (request) => {
      const answer = await google.fetch(request);
      const page = `<html>${await answer.text()}</html>`;
      return new Response(page, { status, headers: { "content-type": "text/html; charset=utf-8" } });
    });
    const { clientId, clientSecret } = download;
    const verdict = await probeToken({ clientId, clientSecret, fetch, patience: hasty });
    assert.equal(`${verdict.verdict} ${verdict.reason}`, "inconclusive not_json", String(status));
  }
});

test("HTML, a proxy's page or JSON of another shape is inconclusive, whatever its status", () => {
  const json = "application/json";
  for (const answer of [
    { status: 401, contentType: "text/html", body: '{"error":"invalid_client"}' },
    { status: 400, contentType: json, body: "<html>" },
    { status: 401, contentType: json, body: '{"error":{"code":401,"status":"UNAUTHENTICATED"}}' },
    { status: 400, contentType: json, body: '["error"]' },
    { status: 200, contentType: json, body: '{"access_token":"x"}' },
    { status: 200, contentType: json, body: '{"error":"invalid_client"}' },
    { status: 400, contentType: json, body: '{"error":"something_new"}' },
    { status: 503, contentType: json, body: '{"error":"invalid_client"}' },
    { status: 429, contentType: json, body: '{"error":"deleted_client"}' },
  ]) {
    assert.equal(classifyTokenAnswer(answer).verdict, "inconclusive", JSON.stringify(answer));
  }
});

test("invalid_client without a usable description is still a refusal", () => {
  const answer = { status: 401, contentType: "application/json", body: '{"error":"invalid_client"}' };
  assert.equal(classifyTokenAnswer(answer).reason, "client_refused");
});

test("no verdict repeats what the server said, as that may quote the secret", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("invalid_client", "invalid_grant", "deleted_client", "invalid_request", "x"),
      fc.stringMatching(/^GOCSPX-[A-Za-z0-9_-]{28}$/),
      fc.integer({ min: 200, max: 599 }),
      (error, secret, status) => {
        const body = JSON.stringify({ error, error_description: `secret ${secret} not found` });
        const verdict = classifyTokenAnswer({ status, contentType: "application/json", body });
        assert.ok(!JSON.stringify(verdict).includes(secret));
      },
    ),
  );
});
