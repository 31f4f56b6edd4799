import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { provisionByFirebase } from "#clients/google/firebaseAlpha.ts";
import { registerAccessToken } from "#sandbox/emulators/google/credentials.ts";
import { createGoogle } from "#sandbox/emulators/google/google.ts";
import type { GoogleState, Settings } from "#sandbox/emulators/google/state.ts";
import { loopback } from "./loopback.ts";
import { hasty, redirectUri } from "./support.ts";

const bearer = "ya29.of-the-operator";
const asked = {
  project: "acme-erp",
  displayName: "CID ERP",
  supportEmail: "support@acme.example",
  redirectUri,
  token: async () => bearer,
  patience: { ...hasty, attempts: 2 },
};

/** A Firebase project in which somebody else has a web app, and who provisions there. */
async function firebaseProject(t: TestContext, settings: Partial<Settings> = {}, roles = ["roles/owner"]) {
  const google = createGoogle({
    projects: [{ projectId: "acme-erp", projectNumber: "123456789012" }],
    settings,
  });
  registerAccessToken({ google, now: () => new Date() }, bearer, {
    email: "anna@acme.example",
    roles,
    scopes: [],
  });
  google.state.firebase["acme-erp"] = {
    webApps: { "1:123456789012:web:0a": { displayName: "Shop", state: "ACTIVE" } },
    authorizedDomains: [],
  };
  const before = structuredClone(google.state);
  const calls: string[] = [];
  const hooks: { line: string; act: () => void }[] = [];
  const { fetch } = await loopback(t, async (request) => {
    const line = `${request.method} ${new URL(request.url).pathname}`;
    calls.push(line);
    const response = await google.fetch(request);
    for (const hook of hooks) if (line.startsWith(hook.line)) hook.act();
    return response;
  });
  /** Does something right after a call was answered. */
  const onceAnswered = (line: string, act: () => void) => hooks.push({ line, act });
  const provision = (more: { operationMs?: number; attempts?: number } = {}) =>
    provisionByFirebase({
      ...asked,
      fetch,
      patience: { ...hasty, attempts: more.attempts ?? 2 },
      ...(more.operationMs !== undefined && { operationMs: more.operationMs }),
    });
  return { google, before, calls, onceAnswered, provision };
}

type Outcome = Awaited<ReturnType<typeof provisionByFirebase>>;

/** The reason of a no, once it is one, and once neither it nor what is left tells a secret. */
function reasonOf(outcome: Outcome, expected: "refused" | "inconclusive", secrets: Iterable<string>): string {
  assert.equal(outcome.outcome, expected, JSON.stringify(outcome));
  assert.ok("reason" in outcome);
  for (const secret of secrets) assert.ok(!JSON.stringify(outcome).includes(secret), "a secret is told");
  return outcome.reason;
}

/** All is as it was, but for operations, which are a log, and for what no API deletes. */
function assertNothingLeft(
  state: GoogleState,
  before: GoogleState,
  except: (keyof GoogleState)[] = [],
): void {
  for (const key of Object.keys(before) as (keyof GoogleState)[]) {
    if (key === "longOperations" || except.includes(key)) continue;
    assert.deepEqual(state[key], before[key], key);
  }
}

// The log keeps what happened.
const undeletable: (keyof GoogleState)[] = ["oauthClients", "brands", "auditLog"];

test("a client that Google gives the exact redirect URI is taken, with its secret", async (t) => {
  const { google, before, provision } = await firebaseProject(t, { operationPolls: 2 });
  const outcome = await provision();
  assert.equal(outcome.outcome, "provisioned");
  const [client] = Object.values(google.state.oauthClients);
  const config = google.state.idpConfigs["acme-erp"];
  assert.deepEqual(outcome, {
    outcome: "provisioned",
    clientId: client?.clientId,
    clientSecret: config?.clientSecret,
  });
  const names = Object.values(google.state.firebase["acme-erp"]?.webApps ?? {}).map((app) => app.displayName);
  assert.deepEqual(names, ["Shop", "erp-modern-auth"]);
  assertNothingLeft(google.state, before, [...undeletable, "idpConfigs", "firebase"]);
});

test("what spreads slowly is asked for again before it is given up", async (t) => {
  const { google, provision } = await firebaseProject(t, { redirectPropagation: 2 });
  google.faults.readsBeforeVisible = 1;
  assert.equal((await provision({ attempts: 4 })).outcome, "provisioned");
});

test("a client with other redirect URIs is not taken: what can be removed is, and what stays is named", async (t) => {
  const { google, before, provision } = await firebaseProject(t, { firebaseProvisioning: "domains" });
  const outcome = await provision();
  const reason = reasonOf(outcome, "refused", google.secrets);
  assert.match(reason, /without the redirect URI https:\/\/erp\.acme\.example\/oauth2\/retrieve_token/);
  const [client] = Object.keys(google.state.oauthClients);
  assert.ok("left" in outcome);
  assert.match(outcome.left[0] ?? "", new RegExp(`${client} is there, and no API deletes it`));
  assert.match(outcome.left[1] ?? "", /consent screen .*auth\/branding\?project=acme-erp/);
  assert.equal(outcome.left.length, 2);
  assert.deepEqual(google.state.firebase["acme-erp"]?.webApps, before.firebase["acme-erp"]?.webApps);
  assertNothingLeft(google.state, before, [...undeletable, "firebase"]);
});

for (const [how, words] of [
  ["denied", /does not have permission \(403\)/],
  ["unknownFields", /Unknown name "firebaseAuthInput"/],
] as const) {
  test(`where the alpha is ${how}, nothing at all is left`, async (t) => {
    const { google, before, provision } = await firebaseProject(t, { firebaseProvisioning: how });
    const outcome = await provision();
    assert.match(reasonOf(outcome, "refused", google.secrets), words);
    assert.deepEqual("left" in outcome && outcome.left, []);
    assertNothingLeft(google.state, before);
  });
}

test("a call that fails midway is cleaned up, and the client that it made is named", async (t) => {
  const { google, before, provision } = await firebaseProject(t, {
    firebaseProvisioning: "failsMidway",
    operationPolls: 1,
  });
  const outcome = await provision();
  assert.match(reasonOf(outcome, "refused", google.secrets), /did not complete \(code 9\)/);
  const [client = ""] = Object.keys(google.state.oauthClients);
  assert.ok("left" in outcome && outcome.left[0]?.includes(client));
  assertNothingLeft(google.state, before, undeletable);
});

test("Firebase is never added to a project, because that cannot be undone", async (t) => {
  const { google, before, calls, provision } = await firebaseProject(t);
  google.state.firebase = {};
  const reason = reasonOf(await provision(), "refused", google.secrets);
  assert.match(reason, /acme-erp is no Firebase project, and adding Firebase cannot be undone/);
  assert.deepEqual(google.state, { ...before, firebase: {} });
  assert.deepEqual(calls, ["GET /v1beta1/projects/acme-erp"]);
});

test("a sign-in with Google that was there before is never touched", async (t) => {
  const { google, before, calls, provision } = await firebaseProject(t);
  const config = { enabled: true, clientId: "1-x.apps.googleusercontent.com", clientSecret: "GOCSPX-theirs" };
  google.state.idpConfigs["acme-erp"] = config;
  const reason = reasonOf(await provision(), "refused", [config.clientSecret]);
  assert.match(reason, /already, with the client 1-x\.apps/);
  assert.deepEqual(google.state, { ...before, idpConfigs: { "acme-erp": config } });
  assert.ok(calls.every((call) => call.startsWith("GET ")));
});

test("a web app of ours that was there before is found among many and used, and stays when the client is refused", async (t) => {
  const { google, calls, provision } = await firebaseProject(t, { firebaseProvisioning: "denied" });
  const project = google.state.firebase["acme-erp"];
  assert.ok(project);
  for (let no = 1; no <= 100; no += 1) {
    project.webApps[`1:123456789012:web:${no}`] = { displayName: `Shop ${no}`, state: "ACTIVE" };
  }
  project.webApps["1:123456789012:web:0b"] = { displayName: "erp-modern-auth", state: "ACTIVE" };
  const before = structuredClone(google.state);
  reasonOf(await provision(), "refused", google.secrets);
  assert.ok(!calls.some((call) => call.startsWith("POST") && call.includes("webApps")), "no second one");
  assertNothingLeft(google.state, before);
});

test("who may not read the secret is told which permission that takes, and nothing is left", async (t) => {
  const { google, before } = await firebaseProject(t);
  const { fetch } = await loopback(t, async (request) => {
    const response = await google.fetch(request);
    if (request.method !== "GET" || !request.url.includes("/admin/v2/") || !response.ok) return response;
    const { clientSecret: _, ...shown } = (await response.json()) as Record<string, unknown>;
    return Response.json(shown);
  });
  const outcome = await provisionByFirebase({ ...asked, fetch });
  assert.match(reasonOf(outcome, "refused", google.secrets), /permission firebaseauth\.configs\.getSecret/);
  assertNothingLeft(google.state, before, undeletable);
});

test("who may not create a web app changes nothing", async (t) => {
  const { google, before, provision } = await firebaseProject(t, {}, ["roles/viewer"]);
  assert.match(reasonOf(await provision(), "refused", google.secrets), /does not have permission \(403\)/);
  assertNothingLeft(google.state, before);
});

for (const [what, match, after] of [
  ["the look around", "GET /v1beta1/projects/acme-erp$", undefined],
  ["the creation of the web app", "POST .*/webApps$", undefined],
  ["the provisioning", "POST /v1alpha/", undefined],
  ["the client's secret", "GET /admin/v2/", "POST /v1alpha/"],
  ["the token endpoint", "POST /token", undefined],
  ["the authorisation endpoint", "GET /o/oauth2/v2/auth", undefined],
] as const) {
  for (const fault of [{ status: 503 }, { drop: true, after: true }]) {
    const how = "drop" in fault ? "an answer that is lost" : "a fault";
    test(`${how} at ${what} leaves nothing known, and nothing behind`, async (t) => {
      const { google, before, calls, onceAnswered, provision } = await firebaseProject(t);
      // As often as it is asked for, so that it is well again when things are taken away.
      const times = match.startsWith("GET /admin") ? 2 : 4;
      const strike = () => {
        google.faults.list = [{ match, times, ...fault }];
      };
      if (after) onceAnswered(after, strike);
      else strike();
      const outcome = await provision();
      assert.match(reasonOf(outcome, "inconclusive", google.secrets), /Nothing is known; try again later\.$/);
      assert.ok((google.faults.list[0]?.times ?? times) < times, "the fault struck");
      assertNothingLeft(google.state, before, undeletable);
      for (const made of [
        "POST /v1beta1/projects/acme-erp/webApps",
        "POST /v1alpha/firebase:provisionFirebaseApp",
      ]) {
        assert.ok(calls.filter((call) => call === made).length <= 1, "asked for once, or there might be two");
      }
    });
  }
}

test("an operation that does not end leaves nothing known, and nothing behind", async (t) => {
  const { google, before, provision } = await firebaseProject(t, { operationPolls: 1_000_000 });
  const outcome = await provision({ operationMs: 5 });
  assert.match(reasonOf(outcome, "inconclusive", google.secrets), /does not come to an end/);
  assertNothingLeft(google.state, before);
});

test("an operation that ends because Google has a fault leaves nothing known, and nothing behind", async (t) => {
  const { google, before, onceAnswered, provision } = await firebaseProject(t, { operationPolls: 1 });
  onceAnswered("POST /v1alpha/", () => {
    const operation = Object.values(google.state.longOperations).at(-1);
    if (operation) operation.outcome = { error: { code: 14, message: "The service is unavailable." } };
  });
  const outcome = await provision();
  assert.match(
    reasonOf(outcome, "inconclusive", google.secrets),
    /unavailable \(code 14\)\. Nothing is known/,
  );
  assertNothingLeft(google.state, before, undeletable);
});

test("what cannot be taken away because Google is gone is named, with the page where a person can", async (t) => {
  const { google, onceAnswered, provision } = await firebaseProject(t, { firebaseProvisioning: "domains" });
  onceAnswered("GET /o/oauth2/v2/auth", () => {
    google.faults.list = [{ match: "/admin/v2/|/v1beta1/", status: 503 }];
  });
  const outcome = await provision();
  reasonOf(outcome, "refused", google.secrets);
  const left = "left" in outcome ? outcome.left.join("\n") : "";
  assert.match(left, /sign-in with Google may still be configured: delete it on https/);
  assert.match(left, /web app erp-modern-auth may still be there: remove it on https/);
  assert.ok(left.includes(`The OAuth client ${Object.keys(google.state.oauthClients)[0]} is there`));
});

test("what somebody else makes in the meantime stays", async (t) => {
  const { google, onceAnswered, provision } = await firebaseProject(t, { firebaseProvisioning: "domains" });
  const theirs = { displayName: "Other shop", state: "ACTIVE" } as const;
  onceAnswered("POST /v1alpha/", () => {
    const project = google.state.firebase["acme-erp"];
    if (project) project.webApps["1:123456789012:web:0c"] = theirs;
  });
  reasonOf(await provision(), "refused", google.secrets);
  const names = Object.values(google.state.firebase["acme-erp"]?.webApps ?? {}).map((app) => app.displayName);
  assert.deepEqual(names, ["Shop", "Other shop"]);
});

test("a page that is no answer of Google's never counts as proof that nothing was there", async (t) => {
  const { google } = await firebaseProject(t);
  google.state.idpConfigs["acme-erp"] = { enabled: true, clientId: "1-x", clientSecret: "GOCSPX-theirs" };
  const { fetch } = await loopback(t, (request) =>
    request.url.includes("/admin/v2/")
      ? new Response("<h1>Not found</h1>", { status: 404, headers: { "content-type": "text/html" } })
      : google.fetch(request),
  );
  const outcome = await provisionByFirebase({ ...asked, fetch });
  assert.match(reasonOf(outcome, "refused", google.secrets), /has no such address \(404\)/);
  assert.ok(google.state.idpConfigs["acme-erp"]);
  assert.deepEqual(google.state.oauthClients, {});
});
