import assert from "node:assert/strict";
import { test } from "node:test";
import { registerAccessToken } from "#sandbox/emulators/google/credentials.ts";
import { testGoogle } from "./support.ts";

const base = "https://www.googleapis.com/siteVerification/v1";
const site = { type: "INET_DOMAIN", identifier: "acme.example" };
const resource = `${base}/webResource/dns%3A%2F%2Facme.example`;

function domains() {
  const world = testGoogle();
  const token = async (headers = {}) =>
    (await world.call("POST", `${base}/token`, { site, verificationMethod: "DNS_TXT" }, headers)).json;
  const verify = (headers = {}) =>
    world.call("POST", `${base}/webResource?verificationMethod=DNS_TXT`, { site }, headers);
  return { ...world, dns: world.google.state.siteVerification.dns, token, verify };
}

test("a domain is verified once its own TXT record stands in the DNS, and not before", async () => {
  const { call, dns, token, verify } = domains();
  const asked = await token();
  assert.equal(asked.method, "DNS_TXT");
  assert.match(asked.token, /^google-site-verification=[\w-]{43}$/);
  assert.equal((await token()).token, asked.token, "asking again gives the same token");
  const refused = await verify();
  assert.equal(refused.status, 400);
  assert.equal(
    refused.json.error.message,
    "The necessary verification token could not be found on your site.",
  );
  dns["acme.example"] = ["v=spf1 -all", asked.token];
  const verified = await verify();
  assert.deepEqual(verified.json, { id: "dns%3A%2F%2Facme.example", site, owners: ["operator@example.com"] });
  assert.deepEqual((await call("GET", resource)).json, verified.json);
});

test("ownership is given up only after the record is gone", async () => {
  const { call, dns, token, verify } = domains();
  dns["acme.example"] = [(await token()).token];
  await verify();
  assert.equal((await call("DELETE", resource)).status, 400);
  dns["acme.example"] = [];
  assert.equal((await call("DELETE", resource)).status, 204);
  assert.equal((await call("GET", resource)).status, 404);
});

test("another person's record proves nothing for this one, and a token without the scope is refused", async () => {
  const { google, dns, token, verify } = domains();
  const scope = "https://www.googleapis.com/auth/siteverification";
  const register = (name: string, scopes: string[]) =>
    registerAccessToken({ google, now: () => new Date() }, name, {
      email: `${name}@acme.example`,
      roles: [],
      scopes,
    });
  register("anna", [scope]);
  register("bob", ["https://www.googleapis.com/auth/cloud-platform"]);
  const anna = { authorization: "Bearer anna" };
  dns["acme.example"] = [(await token()).token];
  assert.equal((await verify(anna)).status, 400);
  assert.notEqual((await token(anna)).token, dns["acme.example"][0]);
  const bob = await verify({ authorization: "Bearer bob" });
  assert.equal(bob.json.error.details[0].reason, "ACCESS_TOKEN_SCOPE_INSUFFICIENT");
});

test("the API must be on in the project that the call counts for", async () => {
  const { google, call, verify } = domains();
  google.state.settings.requireEnabledApis = true;
  const headers = { "x-goog-user-project": "acme-erp" };
  assert.equal((await verify(headers)).json.error.details[0].reason, "SERVICE_DISABLED");
  await call("POST", "/v1/projects/acme-erp/services/siteverification.googleapis.com:enable", {});
  assert.equal((await verify(headers)).status, 400);
});

test("a site that is no domain, and a method other than a TXT record, are not served", async () => {
  const { call } = domains();
  const status = async (body: object) => (await call("POST", `${base}/token`, body)).json.error?.status;
  assert.equal(await status({ site, verificationMethod: "META" }), "INVALID_ARGUMENT");
  const page = { type: "SITE", identifier: "https://acme.example" };
  assert.equal(await status({ site: page, verificationMethod: "DNS_TXT" }), "INVALID_ARGUMENT");
});
