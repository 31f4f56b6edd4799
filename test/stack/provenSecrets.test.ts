import assert from "node:assert/strict";
import { it } from "node:test";
import { parseConfig } from "#config/parse.ts";
import { isProven, madeSecrets, provenNumbers, provenSecrets } from "#stack/provenSecrets.ts";
import type { StateResource } from "#stack/state.ts";

const file = (secret: string) => JSON.stringify({ web: { client_id: "c", client_secret: secret } });
const generations = (...numbers: number[]) =>
  numbers.map((number) => ({ number, start: "2026-11-23", end: "2028-11-23" }));

function config(numbers: number[], files: number) {
  const entries = {
    dns: "acme.cid-erp.app",
    microsoft: JSON.stringify({
      tenantId: "7c8f1c6e-3a52-4f0e-9d53-2f6a4c1b9e10",
      generations: generations(...numbers),
    }),
    google: JSON.stringify({ project: "acme-erp" }),
    erp: JSON.stringify({ company: "Acme SA", access: "vendor" }),
    ...(files > 0 ? { googleClientFile: file("first") } : {}),
    ...(files > 1 ? { googleNextClientFile: file("second") } : {}),
  };
  return parseConfig(
    "acme",
    Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, { value, encrypted: true }])),
  );
}

const resource = (type: string, name: string, outputs: Record<string, unknown>): StateResource => ({
  urn: `urn:pulumi:acme::erp-modern-auth::${type}::${name}`,
  type,
  outputs,
});
const password = (number: number) =>
  resource("azuread:index/applicationPassword:ApplicationPassword", `tenant-microsoft-secret-${number}`, {
    keyId: `key ${number}`,
  });
const proof = (number: number, token = "accepted") =>
  resource("modernauth:index:EntraCredentialProof", "tenant-microsoft-proof", {
    keyId: `key ${number}`,
    token,
    clientId: "client",
  });
const client = (number: number, token = "accepted", redirect = "registered") =>
  resource("modernauth:index:GoogleOAuthClient", `tenant-google-client-${number}`, { token, redirect });
const state = (...resources: StateResource[]) => ({ deployment: { resources } });

const whys = (numbers: number[], files: number, ...resources: StateResource[]) => {
  const { microsoft, google } = provenSecrets(config(numbers, files), state(...resources));
  return [microsoft, google].map((one) => (!one || isProven(one) ? one?.number : one.why));
};

it("The secrets that may be handed over are the newest ones, once their proofs say that they are accepted", () => {
  const all = [password(1), password(2), proof(2), client(1), client(2)];
  assert.deepEqual(whys([2, 1], 2, ...all), [2, 2]);
  assert.deepEqual(provenNumbers(provenSecrets(config([1, 2], 2), state(...all))), {
    microsoft: 2,
    microsoftKeyId: "key 2",
    google: 2,
  });
});

it("The secrets that may be handed over are none as long as an update has not made or proven the newest one, whatever the older one is", () => {
  const [microsoft, google] = whys([1, 2], 2, password(1), proof(1), client(1));
  assert.match(String(microsoft), /^secret 2 is not made yet: pulumi up/);
  assert.match(String(google), /^Google has not accepted secret 2 yet/);
  const unproven = whys([1, 2], 1, password(1), password(2), proof(1), client(1, "refused: disabled"));
  assert.match(String(unproven[0]), /^Microsoft has not accepted secret 2 yet/);
  assert.match(String(unproven[1]), /^Google has not accepted secret 1 yet/);
});

it("The secrets that may be handed over are none that Microsoft refuses now, nor of a client that does not exist or whose redirect URI Google refuses", () => {
  assert.match(
    String(whys([1], 0, password(1), proof(1, "refused: AADSTS7000215"))[0]),
    /not accepted secret 1/,
  );
  assert.match(String(whys([1], 0)[1]), /google guide/);
  for (const redirect of ["pending", "mismatch"])
    assert.match(String(whys([1], 1, client(1, "accepted", redirect))[1]), /redirect URI/);
  assert.equal(whys([1], 1, client(1, "accepted", "inconclusive"))[1], 1);
});

it("The secrets that may be handed over are not those that wait to be removed", () => {
  assert.match(String(whys([1], 0, { ...password(1), delete: true }, proof(1))[0]), /not made yet/);
  assert.deepEqual(madeSecrets(state(password(1), { ...password(2), delete: true }), "microsoft"), [
    { number: 1, keyId: "key 1" },
  ]);
  assert.deepEqual(madeSecrets(state(client(1), client(2)), "google"), [{ number: 1 }, { number: 2 }]);
});
