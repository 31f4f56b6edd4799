import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { GoogleApiError } from "#clients/google/api.ts";
import { readAuditLog } from "#clients/google/auditLog.ts";
import { googleAuth } from "#clients/google/auth.ts";
import { readProject } from "#clients/google/project.ts";
import { enabledServices } from "#clients/google/services.ts";
import type { Fault } from "#sandbox/emulators/core/faults.ts";
import {
  addSecret,
  deleteClient,
  disableSecret,
  restoreClient,
  setRedirectUris,
} from "#sandbox/emulators/google/console.ts";
import { registerAccessToken } from "#sandbox/emulators/google/credentials.ts";
import { serviceCatalogue } from "#sandbox/emulators/google/serviceCatalogue.ts";
import type { Settings } from "#sandbox/emulators/google/state.ts";
import { loopback } from "./loopback.ts";
import { googleWithClient, redirectUri } from "./support.ts";

const READER = ["roles/viewer", "roles/serviceusage.serviceUsageConsumer"];

/** The world of `googleWithClient`, called by somebody with these roles. */
async function calling(t: TestContext, roles = READER, settings: Partial<Settings> = {}) {
  const world = googleWithClient({ partialResponses: true, ...settings });
  const { google } = world;
  google.state.auditLog = [];
  const token = "ya29.the-token-of-a-reader";
  registerAccessToken({ google, now: () => new Date() }, token, { email: "r@x.example", roles, scopes: [] });
  const asked: string[] = [];
  const { fetch } = await loopback(t, (request) => {
    asked.push(`${request.method} ${new URL(request.url).pathname}`);
    return google.fetch(request);
  });
  const call = { auth: await googleAuth({ GOOGLE_OAUTH_ACCESS_TOKEN: token }), project: "acme-erp", fetch };
  return { ...world, call, asked };
}

const ALL = [
  ["services", enabledServices, "roles/serviceusage.serviceUsageConsumer"],
  ["the project", readProject, "roles/browser"],
  ["the audit log", readAuditLog, "roles/logging.viewer"],
] as const;

async function failure(work: Promise<unknown>): Promise<GoogleApiError> {
  const error = await work.then(
    () => assert.fail("it was answered"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof GoogleApiError, String(error));
  return error;
}

it("The quota that a read of the audit log counts against is the project's own where the caller may use it, and the caller's otherwise", async (t) => {
  const own = await calling(t, ["roles/logging.viewer", "roles/serviceusage.serviceUsageConsumer"]);
  await readAuditLog(own.call);
  assert.deepEqual(own.asked, ["POST /v2/entries:list"]);
  const poor = await calling(t, ["roles/logging.viewer"]);
  await readAuditLog(poor.call);
  assert.deepEqual(poor.asked, ["POST /v2/entries:list", "POST /v2/entries:list"]);
});

for (const [what, read, role] of ALL)
  describe(`Reading ${what}`, () => {
    it(`Reading ${what} takes ${role} and no more`, async (t) => {
      const { call } = await calling(t, [role]);
      await read(call);
    });

    it(`Reading ${what} without that role names it`, async (t) => {
      const { call } = await calling(t, []);
      const error = await failure(read(call));
      assert.equal(error.kind, "missing-right");
      assert.equal(error.fix, `grant it ${role} on the project acme-erp`);
      assert.ok(error.decided);
    });

    it(`Reading ${what} survives a passing fault`, async (t) => {
      const { call, google, asked } = await calling(t);
      google.faults.list = [{ status: 503, times: 1 }];
      await read(call);
      assert.equal(asked.length, 2);
    });

    for (const [fault, kind, words] of [
      [{ status: 429 }, "throttled", /429/],
      [{ status: 500 }, "unreachable", /has a fault/],
      [{ drop: true }, "unreachable", /could not be reached/],
    ] as [Fault, string, RegExp][])
      it(`Reading ${what} on a day of ${JSON.stringify(fault)} has decided nothing, after three tries`, async (t) => {
        const { call, google, asked } = await calling(t);
        google.faults.list = [fault];
        const error = await failure(read(call));
        assert.equal(error.kind, kind);
        assert.match(error.message, words);
        assert.equal(error.decided, false);
        assert.equal(asked.length, 3);
      });

    it(`Reading ${what} with a token that has ended says so, without the token`, async (t) => {
      const { call, google } = await calling(t);
      google.state.accessTokens = {};
      const error = await failure(read(call));
      assert.equal(error.kind, "unauthenticated");
      assert.match(error.message, /does not take the credentials \(401\)/);
      assert.ok(!`${error.message} ${error.fix}`.includes("ya29"));
    });
  });

it("The enabled APIs are read page by page, and only those that are enabled", async (t) => {
  const { call, google, asked } = await calling(t);
  const many = Array.from({ length: 230 }, (_, index) => `service${index}.googleapis.com`);
  google.state.services["acme-erp"] = Object.fromEntries(many.map((name) => [name, "ENABLED"]));
  const services = await enabledServices(call);
  assert.deepEqual(services.toSorted(), many.toSorted());
  assert.ok([...serviceCatalogue].every((name) => !services.includes(name)));
  assert.equal(asked.length, 2);
});

it("The enabled APIs cannot be listed while the API that lists them is not enabled, which is named", async (t) => {
  const { call, google } = await calling(t);
  const body = {
    error: {
      code: 403,
      status: "PERMISSION_DENIED",
      message: "Service Usage API has not been used",
      details: [
        {
          "@type": "type.googleapis.com/google.rpc.ErrorInfo",
          reason: "SERVICE_DISABLED",
          metadata: { service: "serviceusage.googleapis.com" },
        },
      ],
    },
  };
  google.fetch = async () => Response.json(body, { status: 403 });
  const error = await failure(enabledServices(call));
  assert.equal(error.kind, "api-disabled");
  assert.match(error.fix, /gcloud services enable serviceusage\.googleapis\.com --project acme-erp$/);
});

it("A project tells its number, and whether somebody shut it down", async (t) => {
  const { call, google } = await calling(t);
  assert.deepEqual(await readProject(call), { number: "123456789012", active: true });
  const project = google.state.projects["acme-erp"];
  assert.ok(project);
  project.lifecycleState = "DELETE_REQUESTED";
  assert.deepEqual(await readProject(call), { number: "123456789012", active: false });
});

const at = (day: number) => ({ now: new Date(`2026-11-${day}T10:00:00Z`), by: "anna@acme.example" });

it("The audit log tells who did what to the client and when, the newest first", async (t) => {
  const { call, google, download } = await calling(t);
  const { clientId, clientSecret } = download;
  addSecret(google, clientId, at(10));
  disableSecret(google, clientId, clientSecret.slice(-4), at(11));
  setRedirectUris(google, clientId, [redirectUri], at(12));
  deleteClient(google, clientId, at(13));
  restoreClient(google, clientId, at(14));
  const { entries, cut } = await readAuditLog(call);
  assert.equal(cut, false);
  assert.deepEqual(
    entries.map(({ timestamp, principal, method }) => [
      timestamp.slice(0, 10),
      principal,
      method.split(".").at(-1),
    ]),
    [
      ["2026-11-14", "anna@acme.example", "UndeleteClient"],
      ["2026-11-13", "anna@acme.example", "DeleteClient"],
      ["2026-11-12", "anna@acme.example", "UpdateClient"],
      ["2026-11-11", "anna@acme.example", "DisableClientSecret"],
      ["2026-11-10", "anna@acme.example", "AddClientSecret"],
    ],
  );
  assert.ok(entries.every(({ resource, insertId }) => resource.includes(clientId) && insertId));
});

it("The audit log is read from a moment on, that moment excluded", async (t) => {
  const { call, google, download } = await calling(t);
  addSecret(google, download.clientId, at(10));
  setRedirectUris(google, download.clientId, [redirectUri], at(12));
  const { entries } = await readAuditLog(call, "2026-11-10T10:00:00.000Z");
  assert.deepEqual(
    entries.map(({ timestamp }) => timestamp),
    ["2026-11-12T10:00:00.000Z"],
  );
});

it("The audit log is cut after a hundred entries, and says so", async (t) => {
  const { call, google, download, asked } = await calling(t);
  for (let index = 0; index < 101; index += 1)
    setRedirectUris(google, download.clientId, [redirectUri], at(10));
  const { entries, cut } = await readAuditLog(call);
  assert.equal(entries.length, 100);
  assert.equal(cut, true);
  assert.equal(asked.length, 1);
});

it("The audit log is searched on where a page is empty and more may follow, and an entry without details is an entry", async (t) => {
  const { call, google, asked } = await calling(t);
  const answers = [{ nextPageToken: "more" }, { entries: [{ timestamp: "2026-11-10T10:00:00Z" }] }];
  google.fetch = async () => Response.json(answers.shift());
  const { entries } = await readAuditLog(call);
  assert.deepEqual(entries, [
    { timestamp: "2026-11-10T10:00:00Z", principal: "", method: "", resource: "", insertId: "" },
  ]);
  assert.equal(asked.length, 2);
});
