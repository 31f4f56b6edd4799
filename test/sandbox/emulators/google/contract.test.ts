import assert from "node:assert/strict";
import { test } from "node:test";
import { unused } from "#test/contracts/contracts.ts";
import { type PluginExchange, traffic } from "#test/contracts/plugins.ts";
import { accessToken, project, testGoogle } from "./support.ts";

/** Our project is another one than the recorded one, so that nothing matches by chance. */
const ours = { projectId: "tenant-seven", projectNumber: "700700700700" };
const volatile = new Map<string, RegExp>([
  ["createTime", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/],
  ["etag", /^"\w+"$/],
]);

function inOurProject(exchange: PluginExchange): PluginExchange {
  const text = JSON.stringify(exchange)
    .replaceAll("acme-erp", ours.projectId)
    .replaceAll(project.projectNumber, ours.projectNumber);
  return JSON.parse(text) as PluginExchange;
}

/** Everything recorded must be there with its value, and lists must be as long; times, etags and operation ids only with their shape. */
function assertAtLeast(actual: unknown, recorded: unknown, path: string): void {
  if (typeof recorded !== "object" || recorded === null) {
    const key = path.split(".").at(-1) ?? "";
    const shape = String(recorded).startsWith("operations/acf.")
      ? /^operations\/acf\.\S+$/
      : volatile.get(key);
    if (shape) assert.match(String(actual), shape, path);
    else assert.equal(actual, recorded, path);
    return;
  }
  assert.ok(typeof actual === "object" && actual !== null, `${path} is missing`);
  if (Array.isArray(recorded)) assert.equal(Object.keys(actual).length, recorded.length, `${path}.length`);
  const found = new Map(Object.entries(actual));
  for (const [key, value] of Object.entries(recorded)) assertAtLeast(found.get(key), value, `${path}.${key}`);
}

for (const origin of ["one origin with custom endpoints", "the public hosts"]) {
  test(`every request of the real gcp plugin gets the recorded status and fields on ${origin}`, async () => {
    const { google } = testGoogle({
      projects: [
        {
          ...ours,
          name: "Acme ERP",
          parent: { type: "organization", id: "42" },
          services: ["oslogin.googleapis.com"],
        },
      ],
    });
    let replayed = 0;
    for (const recorded of traffic("gcp-9.25.0/traffic")) {
      const exchange = inOurProject(recorded);
      const response = await google.fetch(
        new Request(
          new URL(exchange.url, origin.startsWith("one") ? "http://127.0.0.1:8787" : hostOf(exchange)),
          {
            method: exchange.method,
            headers: {
              ...(exchange.type && { "content-type": exchange.type }),
              authorization: `Bearer ${accessToken}`,
            },
            ...(exchange.body !== undefined && { body: JSON.stringify(exchange.body) }),
          },
        ),
      );
      const where = `${exchange.run}: ${exchange.method} ${exchange.url}`;
      const body: unknown = await response.json();
      assert.equal(response.status, exchange.status, where);
      assertAtLeast(body, exchange.response, where);
      replayed += 1;
    }
    assert.equal(replayed, 38);
    assert.deepEqual(unused("gcp-9.25.0/traffic"), []);
    assert.deepEqual(google.state.secrets[ours.projectId], {}, "destroy leaves no secret");
    assert.equal(google.state.services[ours.projectId]?.["gmail.googleapis.com"], "ENABLED");
  });
}

function hostOf(exchange: PluginExchange): string {
  if (exchange.url.includes("/secrets")) return "https://secretmanager.googleapis.com";
  if (exchange.url.includes("/services")) return "https://serviceusage.googleapis.com";
  return "https://cloudresourcemanager.googleapis.com";
}
