import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, it, mock, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { GoogleApiError } from "#clients/google/api.ts";
import { accessToken, GoogleAuthError, googleAuth } from "#clients/google/auth.ts";
import { enabledServices } from "#clients/google/services.ts";
import type { Emulator } from "#sandbox/emulators/core/emulator.ts";
import { createServiceAccountKey } from "#sandbox/emulators/google/console.ts";
import { createGoogle } from "#sandbox/emulators/google/google.ts";
import type { GoogleState } from "#sandbox/emulators/google/state.ts";
import { leaksInText } from "#sandbox/leaks.ts";
import { startSandbox } from "#sandbox/sandbox.ts";

const repository = fileURLToPath(new URL("../../..", import.meta.url));
const NAMES =
  /GOOGLE_OAUTH_ACCESS_TOKEN.*GOOGLE_CREDENTIALS, GOOGLE_CLOUD_KEYFILE_JSON, GCLOUD_KEYFILE_JSON.*application-default/;

let google: Emulator<GoogleState>;
let directory: string;
const asked: string[] = [];
/** Key file of a service account that may list services. */
let key: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "google-auth-"));
  google = createGoogle({
    projects: [{ projectId: "acme-erp", projectNumber: "123456789012", services: ["gmail.googleapis.com"] }],
  });
  key = JSON.stringify(
    createServiceAccountKey(google, {
      project: "acme-erp",
      name: "reader",
      roles: ["roles/serviceusage.serviceUsageViewer"],
    }),
  );
  asked.length = 0;
  mock.method(globalThis, "fetch", () => assert.fail("the global fetch was called"));
});
/** What the clients are handed. */
const handed: typeof fetch = async (input, init) => {
  const request = new Request(input, init);
  asked.push(`${new URL(request.url).host}`);
  return await google.fetch(request);
};
afterEach(() => {
  mock.restoreAll();
  rmSync(directory, { recursive: true });
});

const listed = async (env: NodeJS.ProcessEnv) =>
  await enabledServices({ auth: await googleAuth(env, handed), project: "acme-erp", fetch: handed });

for (const status of [429, 503])
  it(`The identity for Google waits for as long as a token endpoint asks that answers ${status}`, async () => {
    google.faults.list = [{ match: "^POST /token", status, retryAfter: 0.7, times: 2 }];
    const began = performance.now();
    assert.deepEqual(await listed({ GOOGLE_CREDENTIALS: key }), ["gmail.googleapis.com"]);
    assert.ok(performance.now() - began >= 1_390);
  });

it("The identity for Google is refused at once by a token endpoint that asks for more than a minute, and an answer beyond the limits is named", async () => {
  google.faults.list = [{ match: "^POST /token", status: 429, retryAfter: 3600 }];
  await assert.rejects(
    (await googleAuth({ GOOGLE_CREDENTIALS: key }, handed)).accessToken(),
    GoogleAuthError,
  );
  assert.equal(asked.length, 1);
  asked.length = 0;
  const nested: typeof fetch = async (input) => {
    asked.push(String(input));
    return new Response("[".repeat(300));
  };
  const auth = await googleAuth({ GOOGLE_CREDENTIALS: key }, nested);
  await assert.rejects(
    auth.accessToken(),
    /The answer of https:\/\/oauth2\.googleapis\.com is nested more than 200 levels deep/,
  );
  assert.equal(asked.length, 1);
  const token = await googleAuth({ GOOGLE_OAUTH_ACCESS_TOKEN: "given" }, nested);
  await assert.rejects(enabledServices({ auth: token, project: "acme-erp", fetch: nested }), (error) => {
    assert.ok(error instanceof GoogleApiError && !error.decided);
    assert.match(
      error.message,
      /^listing the enabled APIs .*: The answer of https:\/\/serviceusage\.googleapis\.com is nested/,
    );
    return true;
  });
  assert.equal(asked.length, 2);
});

it("The identity for Google is the access token, before any key", async () => {
  const env = { GOOGLE_OAUTH_ACCESS_TOKEN: "given", GOOGLE_CREDENTIALS: key };
  assert.equal(await accessToken(env), "given");
  assert.equal(await (await googleAuth(env)).accessToken(), "given");
  assert.deepEqual(asked, []);
});

for (const name of ["GOOGLE_CREDENTIALS", "GOOGLE_CLOUD_KEYFILE_JSON", "GCLOUD_KEYFILE_JSON"])
  it(`The identity for Google is a key in ${name}, as JSON or as the path of a file`, async () => {
    assert.deepEqual(await listed({ [name]: key }), ["gmail.googleapis.com"]);
    const file = join(directory, "key.json");
    writeFileSync(file, key);
    assert.deepEqual(await listed({ [name]: file }), ["gmail.googleapis.com"]);
    assert.ok(asked.includes("oauth2.googleapis.com"));
  });

it("The identity for Google is the first of the three variables that is set", async () => {
  const env = { GOOGLE_CREDENTIALS: key, GOOGLE_CLOUD_KEYFILE_JSON: "not a key" };
  assert.deepEqual(await listed(env), ["gmail.googleapis.com"]);
  await assert.rejects(listed({ ...env, GOOGLE_CREDENTIALS: "not a key" }), GoogleAuthError);
});

it("The identity for Google that cannot be read is told by the name of its variable, and never by its content", async () => {
  const broken = key.replace('"type"', '"kind"');
  for (const [value, words] of [
    ["/no/such/file", /^GOOGLE_CREDENTIALS is neither JSON nor the path of a readable file\. Set /],
    ["{broken", /^GOOGLE_CREDENTIALS holds no key: /],
    [broken, /^GOOGLE_CREDENTIALS holds no key: /],
  ] as const) {
    const error = await googleAuth({ GOOGLE_CREDENTIALS: value }).then(
      () => assert.fail("it was taken"),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof GoogleAuthError);
    assert.match(error.message, words);
    assert.match(error.message, NAMES);
    assert.deepEqual(leaksInText(error.message, [...google.secrets]), []);
  }
});

it("The identity for Google whose key Google refuses says so", async () => {
  google.state.serviceAccounts = {};
  const auth = await googleAuth({ GOOGLE_CREDENTIALS: key }, handed);
  await assert.rejects(auth.accessToken(), (error: Error) => {
    assert.match(error.message, /^Google gives no access token: /);
    assert.deepEqual(leaksInText(error.message, [...google.secrets]), []);
    return error instanceof GoogleAuthError;
  });
});

/** Runs some lines in a process of its own, whose environment is only this one. */
async function inProcess(lines: string, env: Record<string, string>) {
  const started = performance.now();
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module-typescript", "-e", lines],
    { cwd: repository, env },
  );
  return { stdout: stdout.trim(), milliseconds: performance.now() - started };
}

const SAY = `
  import { googleAuth } from "#clients/google/auth.ts";
  import { enabledServices } from "#clients/google/services.ts";
  import { readProject } from "#clients/google/project.ts";
  import { readAuditLog } from "#clients/google/auditLog.ts";
  try {
    const call = { auth: await googleAuth(process.env), project: process.argv[1] };
    console.log(JSON.stringify([await enabledServices(call), await readProject(call), await readAuditLog(call)]));
  } catch (error) {
    console.log(error.name + ": " + error.message);
  }`;

/** A metadata server that takes connections and never answers. */
async function tarpit(t: TestContext): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const sockets: { destroy(): void }[] = [];
  server.on("connection", (socket) => sockets.push(socket));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  assert.ok(typeof address === "object" && address);
  return `127.0.0.1:${address.port}`;
}

it("A process of its own reaches every Google API through HTTPS_PROXY, trusting NODE_EXTRA_CA_CERTS", async (t) => {
  mock.restoreAll();
  const sandbox = await startSandbox({ directory });
  t.after(() => sandbox.close());
  const [project = ""] = Object.keys(sandbox.google.state.projects);
  const env = { ...sandbox.network, ...sandbox.identities };
  const lines = SAY.replace("process.argv[1]", JSON.stringify(project));
  assert.equal(
    (await inProcess(lines, env)).stdout,
    '[["oslogin.googleapis.com"],{"number":"480215937604","active":true},{"entries":[],"cut":false}]',
  );
  const { NODE_EXTRA_CA_CERTS: _, ...untrusting } = env;
  assert.match((await inProcess(lines, untrusting)).stdout, /^GoogleApiError: Google could not be reached/);
});

it("A process of its own without an identity says which variables to set, soon, although a metadata server does not answer", async (t) => {
  const env = { HOME: directory, GCE_METADATA_HOST: await tarpit(t) };
  const { stdout, milliseconds } = await inProcess(SAY, env);
  assert.match(stdout, /^GoogleAuthError: There are no usable credentials for Google: /);
  assert.match(stdout, NAMES);
  assert.ok(milliseconds < 15_000, `it took ${milliseconds} ms`);
});
