import assert from "node:assert/strict";
import { afterEach, describe, it, mock } from "node:test";
import { DeployerError, deployerFromEnvironment } from "../../../clients/entra/deployer.ts";
import { entraEndpoints } from "../../../clients/entra/endpoints.ts";

afterEach(() => mock.restoreAll());

const CLIENT = { ARM_CLIENT_ID: "client" };
const GITHUB = {
  ...CLIENT,
  ACTIONS_ID_TOKEN_REQUEST_URL: "https://ci.example/token?v=2",
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "bearer-of-the-job",
};

const failure = async (env: NodeJS.ProcessEnv): Promise<DeployerError> => {
  const error = await deployerFromEnvironment(env).catch((caught: unknown) => caught);
  assert.ok(error instanceof DeployerError);
  return error;
};

describe("The deployer's identity", () => {
  it("comes from a client secret, before an id token", async () => {
    assert.deepEqual(
      await deployerFromEnvironment({ ...CLIENT, ARM_CLIENT_SECRET: "s", ARM_OIDC_TOKEN: "t" }),
      {
        clientId: "client",
        credential: { secret: "s" },
      },
    );
    assert.deepEqual(await deployerFromEnvironment({ ...CLIENT, ARM_OIDC_TOKEN: "t" }), {
      clientId: "client",
      credential: { assertion: "t" },
    });
  });

  it("comes from GitHub's id token endpoint, asked with the job's token and Entra's audience", async () => {
    const asked = mock.method(globalThis, "fetch", async () => Response.json({ value: "a.b.c" }));
    assert.deepEqual((await deployerFromEnvironment(GITHUB)).credential, { assertion: "a.b.c" });
    const [call] = asked.mock.calls;
    const [url, init] = (call?.arguments ?? []) as unknown as [string, RequestInit];
    assert.equal(url, "https://ci.example/token?v=2&audience=api%3A%2F%2FAzureADTokenExchange");
    assert.deepEqual(init.headers, { authorization: "Bearer bearer-of-the-job" });
  });

  it("that is missing or incomplete names the variables to set", async () => {
    assert.match(
      (await failure({})).message,
      /ARM_CLIENT_ID is not set: set ARM_CLIENT_ID with ARM_CLIENT_SECRET/,
    );
    assert.match(
      (await failure(CLIENT)).message,
      /ARM_CLIENT_ID is set, but no credential: .*ARM_OIDC_TOKEN/,
    );
    assert.match((await failure({ ...CLIENT, ARM_CLIENT_SECRET: "" })).message, /but no credential/);
  });

  it("that the CI system does not give says so, without the job's token", async () => {
    const answers = [
      async () => new Response("no", { status: 403 }),
      async () => Response.json({}),
      async () => {
        throw new TypeError("fetch failed", { cause: new Error("socket hang up") });
      },
    ];
    const said: string[] = [];
    for (const answer of answers) {
      mock.method(globalThis, "fetch", answer);
      said.push((await failure(GITHUB)).message);
      mock.restoreAll();
    }
    assert.match(said[0] ?? "", /answers 403 without a token/);
    assert.match(said[1] ?? "", /answers 200 without a token/);
    assert.match(said[2] ?? "", /cannot be reached: socket hang up/);
    assert.ok(!said.join().includes("bearer-of-the-job"));
  });
});

describe("The cloud's endpoints", () => {
  it("are the public ones, asked from nobody, unless a metadata host is named", async () => {
    const asked = mock.method(globalThis, "fetch", async () => assert.fail("asked"));
    assert.deepEqual(await entraEndpoints({}), {
      login: "https://login.microsoftonline.com",
      graph: "https://graph.microsoft.com",
    });
    assert.equal(asked.mock.callCount(), 0);
  });

  it("are what the metadata host says, without slashes at the end", async () => {
    const asked = mock.method(globalThis, "fetch", async () =>
      Response.json({
        microsoftGraphResourceId: "https://microsoftgraph.chinacloudapi.cn/",
        authentication: { loginEndpoint: "https://login.chinacloudapi.cn/" },
      }),
    );
    assert.deepEqual(await entraEndpoints({ ARM_METADATA_HOSTNAME: "management.chinacloudapi.cn" }), {
      login: "https://login.chinacloudapi.cn",
      graph: "https://microsoftgraph.chinacloudapi.cn",
    });
    assert.deepEqual(
      asked.mock.calls[0]?.arguments[0 as never],
      "https://management.chinacloudapi.cn/metadata/endpoints?api-version=2022-09-01",
    );
  });

  it("name the variable when the host has no such document, or is not there", async () => {
    mock.method(globalThis, "fetch", async () => new Response(null, { status: 404 }));
    await assert.rejects(
      entraEndpoints({ ARM_METADATA_HOSTNAME: "a.example" }),
      /ARM_METADATA_HOSTNAME is "a\.example".*404/,
    );
    mock.restoreAll();
    mock.method(globalThis, "fetch", async () => {
      throw new TypeError("fetch failed");
    });
    await assert.rejects(
      entraEndpoints({ ARM_METADATA_HOSTNAME: "a.example" }),
      /ARM_METADATA_HOSTNAME is "a\.example".*cannot be reached/,
    );
  });
});
