import assert from "node:assert/strict";
import { afterEach, beforeEach, it, mock } from "node:test";
import { inspect } from "node:util";
import { Unreachable } from "#clients/connection.ts";
import { requestToken, TokenRefused, type TokenRequest } from "#clients/entra/token.ts";
import { DEPLOYER, SECRET, TENANT, tenant } from "./world.ts";

let entra: ReturnType<typeof tenant>;
beforeEach(() => {
  entra = tenant();
  mock.method(globalThis, "fetch", (url: string, init: RequestInit) => entra.fetch(new Request(url, init)));
});
afterEach(() => mock.restoreAll());

const request = (more: Partial<TokenRequest> = {}): TokenRequest => ({
  endpoints: { login: "https://login.microsoftonline.com", graph: "https://graph.microsoft.com" },
  tenantId: TENANT,
  clientId: DEPLOYER,
  credential: { secret: SECRET },
  ...more,
});
const failure = (more: Partial<TokenRequest> = {}): Promise<unknown> =>
  requestToken(request(more)).then(
    () => assert.fail("it did not fail"),
    (error: unknown) => error,
  );
const deployer = () => Object.values(entra.state.applications).find(({ appId }) => appId === DEPLOYER);

it("A token request gets a token that Graph accepts", async () => {
  const token = await requestToken(request());
  const response = await entra.fetch(
    new Request("https://graph.microsoft.com/v1.0/applications", {
      headers: { authorization: `Bearer ${token}` },
    }),
  );
  assert.equal(response.status, 200);
});

for (const [what, kind, code, prepare] of [
  [
    "a wrong secret",
    "wrong-secret",
    "AADSTS7000215",
    () => ({ credential: { secret: "wrong-secret-of-mine" } }),
  ],
  ["an unknown application", "unknown-application", "AADSTS700016", () => ({ clientId: TENANT })],
  ["an unknown tenant", "unknown-tenant", "AADSTS90002", () => ({ tenantId: DEPLOYER })],
  ["a tenant that is no name", "unknown-tenant", "AADSTS900023", () => ({ tenantId: "nonsense" })],
  ["a bad assertion", "other", "AADSTS50027", () => ({ credential: { assertion: "nonsense" } })],
  [
    "an expired secret",
    "expired-secret",
    "AADSTS7000222",
    () => {
      const [credential] = deployer()?.passwordCredentials ?? [];
      if (credential) credential.endDateTime = "2020-01-01T00:00:00Z";
      return {};
    },
  ],
  [
    "an application without a service principal",
    "unknown-application",
    "AADSTS7000229",
    () => {
      for (const { id, appId } of Object.values(entra.state.servicePrincipals))
        if (appId === DEPLOYER) delete entra.state.servicePrincipals[id];
      return {};
    },
  ],
  [
    "a disabled application",
    "disabled",
    "AADSTS7000112",
    () => {
      for (const one of Object.values(entra.state.servicePrincipals)) one.accountEnabled = false;
      return {};
    },
  ],
] as const) {
  it(`A token request with ${what} is refused as such, without the secret in the error`, async () => {
    const error = await failure(prepare());
    assert.ok(error instanceof TokenRefused, inspect(error));
    assert.deepEqual([error.kind, error.code], [kind, code]);
    assert.ok(error.message.startsWith(`${code}: `));
    assert.doesNotMatch(inspect(error, { depth: 9 }), new RegExp(`${SECRET}|wrong-secret-of-mine`));
  });
}

for (const fault of [{ drop: true }, { status: 429 }, { status: 500 }, { status: 503 }]) {
  it(`A token request that meets ${JSON.stringify(fault)} says that nothing is known`, async () => {
    entra.faults.list = [fault];
    const error = await failure();
    assert.ok(error instanceof Unreachable, inspect(error));
    assert.match(
      error.message,
      /^Microsoft's token endpoint https:\/\/login\.microsoftonline\.com\/.* cannot be reached/,
    );
  });
}

it("A token request takes a web page in between for no answer", async () => {
  mock.restoreAll();
  mock.method(globalThis, "fetch", async () => new Response("<html>sign in</html>", { status: 401 }));
  assert.ok((await failure()) instanceof Unreachable);
});

it("A token request keeps a tenant id from reaching into the path", async () => {
  const urls: string[] = [];
  mock.restoreAll();
  mock.method(globalThis, "fetch", async (url: string) => {
    urls.push(url);
    return new Response(null, { status: 500 });
  });
  await failure({ tenantId: "../common" });
  assert.deepEqual(urls, ["https://login.microsoftonline.com/..%2Fcommon/oauth2/v2.0/token"]);
});
