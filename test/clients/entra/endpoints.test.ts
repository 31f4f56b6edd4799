import assert from "node:assert/strict";
import { afterEach, it, mock } from "node:test";
import { entraEndpoints } from "#clients/entra/endpoints.ts";

afterEach(() => mock.restoreAll());

it("The cloud's endpoints are the public ones, asked from nobody, unless a metadata host is named", async () => {
  const asked = mock.method(globalThis, "fetch", async () => assert.fail("asked"));
  assert.deepEqual(await entraEndpoints({}), {
    login: "https://login.microsoftonline.com",
    graph: "https://graph.microsoft.com",
  });
  assert.equal(asked.mock.callCount(), 0);
});

it("The cloud's endpoints are what the metadata host says, without slashes at the end", async () => {
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

it("The cloud's endpoints name the variable when the host has no such document, or is not there", async () => {
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
