import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ClientFileError, parseClientFile } from "#clients/google/clientFile.ts";
import { checkClientFile } from "#clients/google/clientFileCheck.ts";
import { createServiceAccountKey, createWebClient } from "#sandbox/emulators/google/console.ts";
import { googleWithClient, redirectUri } from "./support.ts";

const secret = `GOCSPX-${"s".repeat(28)}`;
const web = {
  client_id: `123456789012-${"a".repeat(32)}.apps.googleusercontent.com`,
  project_id: "acme-erp",
  client_secret: secret,
  redirect_uris: [redirectUri],
};

function refusal(text: string): ClientFileError {
  try {
    parseClientFile(text);
  } catch (error) {
    assert.ok(error instanceof ClientFileError, String(error));
    return error;
  }
  return assert.fail("the file was taken");
}

test("the file that the console gives is read, its endpoints are not", () => {
  const { download } = googleWithClient();
  const text = JSON.stringify(download.content).replaceAll("oauth2.googleapis.com", "evil.example");
  assert.deepEqual(parseClientFile(`\uFEFF${text}\n`, download.fileName), {
    clientId: download.clientId,
    clientSecret: download.clientSecret,
    projectId: "acme-erp",
    projectNumber: "123456789012",
    redirectUris: [redirectUri],
    javascriptOrigins: [],
    fileName: download.fileName,
  });
});

test("lists that the console left out count as empty, and the older form of a secret is taken", () => {
  const { redirect_uris: _, ...bare } = { ...web, client_secret: "abcdefghijklmnopqrstuvwx" };
  assert.deepEqual(parseClientFile(JSON.stringify({ web: bare })).redirectUris, []);
});

test("the file of a Desktop client is refused with the way to a web client", () => {
  const { google } = googleWithClient();
  const desktop = createWebClient(google, {
    project: "acme-erp",
    name: "x",
    redirectUris: [],
    type: "installed",
  });
  const error = refusal(JSON.stringify(desktop.content));
  assert.equal(error.code, "desktop_client");
  assert.match(error.message, /"installed".*"Desktop app".*"Web application"/);
});

test("the key of a service account is named as such", () => {
  const { google } = googleWithClient();
  const key = createServiceAccountKey(google, { project: "acme-erp", name: "ci", roles: [] });
  const error = refusal(JSON.stringify(key));
  assert.equal(error.code, "service_account_key");
  for (const line of key.private_key?.split("\n").filter((part) => part.length > 20) ?? []) {
    assert.ok(!error.message.includes(line));
  }
});

test("each way of being wrong has its code and names the property", () => {
  const cases: [string, string, string][] = [
    ["", "not_json", ""],
    [`{"web": {"client_secret": "${secret}"`, "not_json", ""],
    ["[]", "not_a_client_file", ""],
    ["{}", "not_a_client_file", "web"],
    ['{"web": 1}', "wrong_type", "web"],
    [JSON.stringify({ web: { ...web, client_id: undefined } }), "missing_field", "web.client_id"],
    [JSON.stringify({ web: { ...web, client_secret: "" } }), "missing_field", "web.client_secret"],
    [JSON.stringify({ web: { ...web, project_id: undefined } }), "missing_field", "web.project_id"],
    [JSON.stringify({ web: { ...web, project_id: 7 } }), "wrong_type", "web.project_id"],
    [JSON.stringify({ web: { ...web, redirect_uris: "x" } }), "wrong_type", "web.redirect_uris"],
    [JSON.stringify({ web: { ...web, client_id: "cid-erp" } }), "id_shape", "web.client_id"],
    [JSON.stringify({ web: { ...web, client_secret: "short" } }), "secret_shape", "web.client_secret"],
  ];
  for (const [text, code, property] of cases) {
    const error = refusal(text);
    assert.equal(`${error.code} ${error.property}`, `${code} ${property}`, text);
    assert.match(error.message, /Allowed: /);
    assert.match(error.message, /https:\/\/console\.cloud\.google\.com\/auth\/clients/);
  }
});

test("a bad client id is quoted, so that the reader can compare it, unless it may be a secret", () => {
  const short = "123-abcdefghijklmnopqrstuvwxyz.apps.googleusercontent.com";
  assert.ok(refusal(JSON.stringify({ web: { ...web, client_id: short } })).message.includes(short));
  assert.match(refusal(JSON.stringify({ web: { ...web, client_id: "x".repeat(24) } })).message, /hidden/);
  assert.match(refusal(JSON.stringify({ web: { ...web, client_id: "cid-erp" } })).message, /"cid-erp"/);
});

/** Every eight characters in a row of the random part: a message must not hold so much of a secret either. */
function piecesOf(value: string): string[] {
  const random = value.replace(/^GOCSPX-/, "");
  return Array.from({ length: random.length - 7 }, (_, at) => random.slice(at, at + 8));
}

test("no message ever holds the secret, wherever in the file it stands", () => {
  const anySecret = fc.oneof(
    fc.stringMatching(/^GOCSPX-[A-Za-z0-9_-]{28}$/),
    fc.stringMatching(/^[A-Za-z0-9_-]{24}$/),
  );
  const field = (value: string) =>
    fc.oneof(
      fc.constant<unknown>(value),
      fc.constant<unknown>([value]),
      fc.constant<unknown>(`https://${value}.example`),
    );
  const anyFile = anySecret.chain((value) =>
    fc.tuple(
      fc.constant(value),
      fc.record(
        {
          client_id: fc.oneof(field(value), fc.constant<unknown>(web.client_id)),
          project_id: fc.oneof(field(value), fc.constant<unknown>("acme-erp")),
          client_secret: fc.oneof(field(value), fc.constant<unknown>(`${value}!`)),
          redirect_uris: fc.oneof(field(value), fc.constant<unknown>([7])),
          javascript_origins: field(value),
        },
        { requiredKeys: [] },
      ),
      fc.constantFrom("web", "installed", "other", value),
      fc.nat(400),
    ),
  );
  fc.assert(
    fc.property(anyFile, ([value, fields, key, cut]) => {
      const whole = JSON.stringify({ [key]: fields });
      const unquoted = whole.replaceAll(`"${value}"`, value);
      const pieces = piecesOf(value);
      const leaks = (text: string) => pieces.some((piece) => text.includes(piece));
      for (const text of [whole, whole.slice(0, cut), unquoted, value]) {
        try {
          const client = parseClientFile(text);
          const problems = checkClientFile(client, { projectId: "p", projectNumber: "1", redirectUri });
          assert.ok(!leaks(JSON.stringify(problems)), "in a problem");
        } catch (error) {
          if (!(error instanceof ClientFileError)) throw error;
          assert.ok(!leaks(`${error.message} ${error.stack} ${error.property}`), "in an error");
          assert.equal(error.cause, undefined);
        }
      }
    }),
    { numRuns: 500 },
  );
});
