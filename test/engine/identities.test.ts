import assert from "node:assert/strict";
import { generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { writePfx } from "#test/clients/entra/pfx.ts";
import { World } from "./world.ts";

let world: World;
let folder: string;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "modern-auth-identities-"));
  world = await World.create();
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.close();
});

const state = () => world.sandbox.entra.state;
const deployer = () => {
  const { ARM_CLIENT_ID } = world.sandbox.identities;
  const found = Object.values(state().applications).find(({ appId }) => appId === ARM_CLIENT_ID);
  assert.ok(found);
  return found;
};

/** An id token as a GitLab job has it, from an issuer that the deployer's app registration trusts. */
function idTokenOfAJob(): string {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const credential = {
    issuer: "https://gitlab.example",
    subject: "project_path:contoso/erp:ref_type:branch:ref:main",
    audiences: ["api://AzureADTokenExchange"],
  };
  const [id, kid] = [randomUUID(), randomUUID()];
  state().federatedIdentityCredentials[id] = {
    id,
    applicationId: deployer().id,
    name: "ci",
    description: null,
    ...credential,
  };
  state().trustedIssuers[credential.issuer] = { keys: [{ ...publicKey.export({ format: "jwk" }), kid }] };
  const [aud] = credential.audiences;
  const claims = { iss: credential.issuer, sub: credential.subject, aud, exp: Date.now() / 1000 + 900 };
  const content = [{ alg: "RS256", kid }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${content}.${sign("sha256", Buffer.from(content), privateKey).toString("base64url")}`;
}

it("A deployer without a client secret makes a tenant with a certificate: program and azuread plugin sign in with the same file", async () => {
  const password = randomUUID();
  const { path, uploaded } = writePfx(join(folder, "deployer.pfx"), { password });
  deployer().passwordCredentials = [];
  deployer().keyCredentials = [
    {
      customKeyIdentifier: null,
      displayName: "ERP deployer",
      endDateTime: "2999-01-01T00:00:00Z",
      key: uploaded,
      keyId: randomUUID(),
      startDateTime: "2020-01-01T00:00:00Z",
      type: "AsymmetricX509Cert",
      usage: "Verify",
    },
  ];
  const env = {
    ARM_CLIENT_SECRET: "",
    ARM_CLIENT_CERTIFICATE_PATH: path,
    ARM_CLIENT_CERTIFICATE_PASSWORD: password,
  };
  const { stdout, stderr } = await world.up({ env });
  assert.ok(!`${stdout}${stderr}`.includes(password));
  assert.equal((await world.preview({ env })).code, 0);
});

it("A deployer without a client secret sees the same tenant as made with the id token of a CI job, and says so when that is out of date", async () => {
  const env = { ARM_CLIENT_SECRET: "", ARM_USE_OIDC: "true", ARM_OIDC_TOKEN: idTokenOfAJob() };
  const { code, messages } = await world.preview({ env });
  assert.equal(code, 0, messages);
  const old = { ...env, ARM_OIDC_TOKEN: "e30.e30.e30" };
  assert.match((await world.run(["preview", "--refresh=false"], { env: old })).stdout, /AADSTS\d+/);
});
