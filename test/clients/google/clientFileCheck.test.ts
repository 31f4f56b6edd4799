import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { WebClient } from "#clients/google/clientFile.ts";
import { checkClientFile } from "#clients/google/clientFileCheck.ts";
import { nearMiss } from "#config/rules/nearMiss.ts";
import { redirectUri } from "./support.ts";

const client: WebClient = {
  clientId: `123456789012-${"a".repeat(32)}.apps.googleusercontent.com`,
  clientSecret: `GOCSPX-${"s".repeat(28)}`,
  projectId: "acme-erp",
  projectNumber: "123456789012",
  redirectUris: ["https://other.example/x", redirectUri],
  javascriptOrigins: [],
};

test("the right file has no problem, also when the project is not known", () => {
  const expected = { projectId: "acme-erp", projectNumber: "123456789012", redirectUri };
  assert.deepEqual(checkClientFile(client, expected), []);
  assert.deepEqual(checkClientFile(client, { redirectUri }), []);
});

test("the file of another project is found by its id and by the number in the client id", () => {
  const problems = checkClientFile(client, { projectId: "beta-erp", projectNumber: "99", redirectUri });
  assert.deepEqual(
    problems.map((problem) => `${problem.code} ${problem.property}`),
    ["other_project web.project_id", "other_project web.client_id (project number)"],
  );
  assert.match(problems[0]?.message ?? "", /"acme-erp".*Allowed: "beta-erp"/);
  assert.match(problems[0]?.fix ?? "", /auth\/clients\?project=beta-erp/);
});

test("a missing redirect URI is reported with what is there and what is wanted", () => {
  const [problem] = checkClientFile({ ...client, redirectUris: [] }, { redirectUri });
  assert.equal(problem?.code, "redirect_uri_missing");
  assert.match(problem?.message ?? "", /lists none\. It must contain exactly "https:\/\/erp\.acme\.example/);
  assert.match(problem?.fix ?? "", /Authorised redirect URIs/);
});

test("each near miss is named", () => {
  const cases: [string, RegExp][] = [
    [`${redirectUri}/`, /trailing slash/],
    [redirectUri.replace("https", "http"), /has http:\/\/, not https:\/\//],
    [redirectUri.replace("erp.acme", "www.acme"), /another host: www\.acme\.example, not erp\.acme\.example/],
    [redirectUri.replace(".example", ".example:8443"), /another port/],
    [redirectUri.replace("retrieve", "Retrieve"), /upper and lower case/],
    [`${redirectUri}?x=1`, /behind the path/],
    [` ${redirectUri}`, /space/],
    ["https://erp.acme.example/oauth2/callback", /another path: \/oauth2\/callback/],
  ];
  for (const [listed, why] of cases) {
    const [problem] = checkClientFile({ ...client, redirectUris: [listed] }, { redirectUri });
    assert.match(problem?.message ?? "", /Near miss: /, listed);
    assert.match(problem?.message ?? "", why);
  }
});

test("an address under JavaScript origins is pointed out", () => {
  for (const origin of ["https://erp.acme.example", redirectUri]) {
    const [problem] = checkClientFile(
      { ...client, redirectUris: [], javascriptOrigins: [origin] },
      { redirectUri },
    );
    assert.match(problem?.message ?? "", /Authorised JavaScript origins/);
  }
});

test("a URI has a near miss only when it is another one, and none is invented for a foreign URI", () => {
  assert.equal(nearMiss(redirectUri, "https://other.example/somewhere"), undefined);
  assert.equal(nearMiss(redirectUri, "nonsense"), undefined);
  fc.assert(
    fc.property(fc.webUrl(), (uri) => {
      assert.equal(nearMiss(uri, uri), undefined);
      assert.notEqual(nearMiss(uri, ` ${uri}`), undefined);
    }),
    { numRuns: 30 },
  );
});
