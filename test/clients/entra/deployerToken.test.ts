import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { inspect } from "node:util";
import { Unreachable } from "#clients/connection.ts";
import { azureCliToken } from "#clients/entra/azureCli.ts";
import { type Deployer, DeployerError } from "#clients/entra/deployer.ts";
import { deployerToken } from "#clients/entra/deployerToken.ts";
import { TokenRefused } from "#clients/entra/token.ts";
import { DEPLOYER, SECRET, TENANT, tenant } from "./world.ts";

const endpoints = { login: "https://login.microsoftonline.com", graph: "https://graph.microsoft.com" };
const ISSUER = "https://gitlab.example";
const SUBJECT = "project_path:contoso/erp:ref_type:branch:ref:main";
const AUDIENCE = "api://AzureADTokenExchange";
const JOB = "bearer-of-the-job-0815";

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const tokenFor = (tid: string): string => `${encode({ alg: "none" })}.${encode({ tid })}.`;

/** What the clients are handed. */
let handed: typeof fetch;
beforeEach(() => {
  mock.method(globalThis, "fetch", () => assert.fail("the global fetch was called"));
});
afterEach(() => mock.restoreAll());

/** Answers one address as told, everything else as Entra does. */
function world(address = "https://nowhere.example", answer: (request: Request) => Promise<Response> = fail) {
  const entra = tenant();
  handed = async (url, init) => {
    const request = new Request(url, init);
    return await (request.url.startsWith(address) ? answer(request) : entra.fetch(request));
  };
  return entra;
}
const fail = async (): Promise<Response> => assert.fail("nobody was to be asked");
const token = (deployer: Deployer) => deployerToken(deployer, TENANT, endpoints, handed);
const failure = async (asked: Promise<unknown>): Promise<Error> => {
  const error = await asked.then(
    () => assert.fail("it did not fail"),
    (caught: unknown) => caught,
  );
  assert.ok(error instanceof Error);
  assert.ok(!inspect(error, { depth: 9 }).includes(JOB), "the job's token is shown");
  return error;
};

/** An id token of a CI system that the deployer's app registration trusts. */
function trusted(entra: ReturnType<typeof tenant>, claims: object = {}): string {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const application = Object.values(entra.state.applications).find(({ appId }) => appId === DEPLOYER);
  assert.ok(application);
  entra.state.trustedIssuers[ISSUER] = { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "k" }] };
  entra.state.federatedIdentityCredentials.ci = {
    id: "ci",
    applicationId: application.id,
    name: "ci",
    issuer: ISSUER,
    subject: SUBJECT,
    audiences: [AUDIENCE],
    description: null,
  };
  const exp = Math.floor(Date.now() / 1000) + 300;
  const content = `${encode({ alg: "RS256", kid: "k" })}.${encode({ iss: ISSUER, sub: SUBJECT, aud: AUDIENCE, exp, ...claims })}`;
  return `${content}.${sign("sha256", Buffer.from(content), privateKey).toString("base64url")}`;
}

it("A deployer with a client secret gets a token", async () => {
  world();
  assert.match(await token({ kind: "secret", clientId: DEPLOYER, secret: SECRET }), /^eyJ/);
});

it("A deployer with an id token gets a token for it, as a GitLab job does", async () => {
  const idToken = trusted(world());
  assert.match(await token({ kind: "id-token", clientId: DEPLOYER, idToken }), /^eyJ/);
});

it("A deployer with an id token learns which part no federated credential of it matches", async () => {
  for (const [claims, part] of [
    [{ iss: "https://other.example" }, "issuer"],
    [{ aud: "https://gitlab.example" }, "audience"],
    [{ sub: "project_path:contoso/other" }, "subject"],
    [{ exp: 1 }, "it has expired"],
  ] as const) {
    const idToken = trusted(world(), claims);
    const error = await failure(token({ kind: "id-token", clientId: DEPLOYER, idToken }));
    assert.ok(error instanceof TokenRefused && error.kind === "bad-assertion", inspect(error));
    assert.ok(error.message.includes(part), error.message);
    mock.restoreAll();
  }
});

const asking = (requestUrl: string): Deployer => ({
  kind: "id-token-request",
  clientId: DEPLOYER,
  requestUrl,
  requestToken: JOB,
});

it("A deployer whose CI system gives an id token on request asks with the job's token and Entra's audience, and gets a token", async () => {
  const seen: Request[] = [];
  const entra = world("https://ci.example/", async (request) => {
    seen.push(request);
    return Response.json({ value: idToken });
  });
  const idToken = trusted(entra);
  assert.match(await token(asking("https://ci.example/token?v=2")), /^eyJ/);
  assert.deepEqual(
    seen.map(({ url, headers, redirect }) => [url, headers.get("authorization"), redirect]),
    [["https://ci.example/token?v=2&audience=api%3A%2F%2FAzureADTokenExchange", `Bearer ${JOB}`, "manual"]],
  );
});

it("A deployer whose CI system gives an id token on request keeps an audience that the address names", async () => {
  const seen: string[] = [];
  world("https://ci.example/", async (request) => {
    seen.push(request.url);
    return Response.json({});
  });
  await failure(token(asking("https://ci.example/token?audience=mine")));
  assert.deepEqual(seen, ["https://ci.example/token?audience=mine"]);
});

for (const [what, answer, kind, said] of [
  [
    "refuses",
    async () => new Response(`no ${JOB}`, { status: 403 }),
    DeployerError,
    /ci\.example answers 403 without a token/,
  ],
  ["gives none", async () => Response.json({}), DeployerError, /ci\.example answers 200 without a token/],
  [
    "refuses with one",
    async () => Response.json({ value: "a.b.c" }, { status: 401 }),
    DeployerError,
    /ci\.example answers 401 without a token/,
  ],
  [
    "is not there",
    async () => {
      throw new TypeError("fetch failed", { cause: new Error("socket hang up") });
    },
    Unreachable,
    /ci\.example cannot be reached: socket hang up/,
  ],
] as const) {
  it(`A deployer whose CI system gives an id token on request says that the endpoint ${what}, without the job's token`, async () => {
    world("https://ci.example/", answer);
    const error = await failure(token(asking("https://ci.example/token?v=2")));
    assert.ok(error instanceof kind, inspect(error));
    assert.match(error.message, said);
  });
}

it("A deployer whose CI system gives an id token on request says that the address is none", async () => {
  const error = await failure(token(asking(`no address ${JOB}`)));
  assert.match(error.message, /ARM_OIDC_REQUEST_URL .* is no web address/);
});

const ENDPOINT = "http://127.0.0.1:4711/token";
const identity = (clientId?: string): Deployer => ({
  kind: "managed-identity",
  clientId,
  endpoint: ENDPOINT,
});

it("A managed identity gets its token from the machine, for Graph, and for one of several identities when one is named", async () => {
  const seen: [string, string | null][] = [];
  world(ENDPOINT, async ({ url, headers }) => {
    seen.push([url, headers.get("metadata")]);
    return Response.json({ access_token: tokenFor(TENANT) });
  });
  assert.equal(await token(identity()), tokenFor(TENANT));
  await token(identity("mine"));
  const asked = `${ENDPOINT}?api-version=2018-02-01&resource=https%3A%2F%2Fgraph.microsoft.com`;
  assert.deepEqual(seen, [
    [asked, "true"],
    [`${asked}&client_id=mine`, "true"],
  ]);
});

it("A managed identity of another tenant is not used: nothing must be made there", async () => {
  world(ENDPOINT, async () => Response.json({ access_token: tokenFor(DEPLOYER) }));
  const error = await failure(token(identity()));
  assert.ok(error instanceof DeployerError);
  assert.match(error.message, new RegExp(`for tenant ${DEPLOYER}, but microsoft\\.tenantId is ${TENANT}`));
});

it("A managed identity that the machine does not have is told from a machine outside Azure and from a busy moment", async () => {
  world(ENDPOINT, async () =>
    Response.json({ error: "invalid_request", error_description: "Identity not found" }, { status: 400 }),
  );
  const none = await failure(token(identity()));
  assert.ok(none instanceof DeployerError);
  assert.match(none.message, /answers 400 \(Identity not found\)\. Give this machine an identity/);
  mock.restoreAll();
  world(ENDPOINT, async () => new Response(null, { status: 410 }));
  assert.ok((await failure(token(identity()))) instanceof Unreachable);
  mock.restoreAll();
  world(ENDPOINT, async () => {
    throw new TypeError("fetch failed", { cause: new Error("timed out") });
  });
  const away = await failure(token(identity()));
  assert.ok(away instanceof Unreachable);
  assert.match(away.message, /ARM_USE_MSI is set.*timed out \(is this a machine in Azure\?\)/);
});

describe("The Azure CLI's account", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "modern-auth-az-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Puts an `az` on the PATH that writes its arguments down and answers as told. */
  function ask(script: string, env: Record<string, string> = {}): Promise<string> {
    const az = join(folder, "az");
    writeFileSync(az, `#!/bin/sh\necho "$@" > '${join(folder, "arguments")}'\n${script}\n`);
    chmodSync(az, 0o755);
    return azureCliToken(TENANT, endpoints.graph, { PATH: `${folder}:${process.env.PATH}`, ...env });
  }
  const askedFor = () => readFileSync(join(folder, "arguments"), "utf8").trim();
  const answer = `echo '{"accessToken": "${tokenFor(TENANT)}"}'`;

  it("The Azure CLI's account gives a token for Graph in the tenant, asked as the plugin asks", async () => {
    assert.equal(await ask(answer), tokenFor(TENANT));
    assert.equal(
      askedFor(),
      `account get-access-token --scope https://graph.microsoft.com/.default --tenant ${TENANT} --output json`,
    );
  });

  it("The Azure CLI's account is asked without a tenant in Cloud Shell, which refuses to hear of one", async () => {
    await ask(answer, { AZUREPS_HOST_ENVIRONMENT: "cloud-shell/1.0" });
    assert.doesNotMatch(askedFor(), /--tenant/);
  });

  it("The Azure CLI's account that is not signed in names the command to sign in, and shows no token that it may have printed", async () => {
    const error = await failure(ask(`echo "ERROR: run 'az login' ${tokenFor(TENANT)}" >&2; exit 1`));
    assert.ok(error instanceof DeployerError);
    assert.match(error.message, /"az" says: ERROR: run 'az login' \(a token\)\n/);
    assert.match(error.message, new RegExp(`Type: az login --tenant ${TENANT} --allow-no-subscriptions`));
    assert.match(error.message, /Set ARM_CLIENT_ID with ARM_CLIENT_SECRET/);
  });

  it("The Azure CLI's account that cannot be asked, or answers nonsense, is told apart", async () => {
    const missing = await failure(azureCliToken(TENANT, endpoints.graph, { PATH: folder }));
    assert.match(
      missing.message,
      /there is no Azure CLI to take one from \("az" is not on the PATH\)\. Set ARM_/,
    );
    assert.match((await failure(ask("echo nonsense"))).message, /ended well, but without a token/);
  });

  it("The Azure CLI's account is not asked for a tenant that is none", async () => {
    const error = await failure(azureCliToken("a; rm b", endpoints.graph));
    assert.match(error.message, /"a; rm b" is neither a GUID nor a domain/);
  });
});
