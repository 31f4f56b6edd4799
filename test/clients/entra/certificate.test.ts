import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, it, mock } from "node:test";
import { inspect } from "node:util";
import { readCertificate } from "#clients/entra/certificate.ts";
import { DeployerError } from "#clients/entra/deployer.ts";
import { deployerToken } from "#clients/entra/deployerToken.ts";
import { TokenRefused } from "#clients/entra/token.ts";
import { writePfx } from "./pfx.ts";
import { DEPLOYER, TENANT, tenant } from "./world.ts";

const PASSWORD = "pfx-password-0815";
const endpoints = { login: "https://login.microsoftonline.com", graph: "https://graph.microsoft.com" };

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "modern-auth-pfx-"));
});
after(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => mock.restoreAll());

/** Signs in to an emulated tenant whose deployer has this certificate uploaded. */
async function signIn(uploaded: string, path: string, password: string): Promise<string> {
  const entra = tenant();
  const application = Object.values(entra.state.applications).find(({ appId }) => appId === DEPLOYER);
  assert.ok(application);
  application.passwordCredentials = [];
  application.keyCredentials = [
    {
      customKeyIdentifier: null,
      displayName: "ERP deployer",
      endDateTime: "2999-01-01T00:00:00Z",
      key: uploaded,
      keyId: "11111111-0000-4000-8000-000000000000",
      startDateTime: "2020-01-01T00:00:00Z",
      type: "AsymmetricX509Cert",
      usage: "Verify",
    },
  ];
  mock.method(globalThis, "fetch", (url: string, init: RequestInit) => entra.fetch(new Request(url, init)));
  return deployerToken({ kind: "certificate", clientId: DEPLOYER, path, password }, TENANT, endpoints);
}

const failure = async (path: string, password = ""): Promise<string> => {
  const error = await readCertificate(path, password).catch((caught: unknown) => caught);
  assert.ok(error instanceof DeployerError, inspect(error));
  assert.doesNotMatch(inspect(error, { depth: 9 }), new RegExp(PASSWORD));
  return error.message;
};

for (const algorithm of ["aes256", "3des"] as const) {
  it(`A deployer with a certificate signs in from a file encrypted with ${algorithm}, whose own certificate stands behind another`, async () => {
    const { path, uploaded } = writePfx(join(folder, `${algorithm}.pfx`), {
      algorithm,
      password: PASSWORD,
    });
    assert.match(await signIn(uploaded, path, PASSWORD), /^eyJ/);
  });
}

it("A deployer with a certificate signs in from a file without a password", async () => {
  const { path, uploaded } = writePfx(join(folder, "open.pfx"));
  assert.match(await signIn(uploaded, path, ""), /^eyJ/);
});

it("A deployer with a certificate is refused by Entra with another certificate than the one that was uploaded", async () => {
  const { uploaded } = writePfx(join(folder, "uploaded.pfx"));
  const { path } = writePfx(join(folder, "another.pfx"));
  await assert.rejects(
    signIn(uploaded, path, ""),
    (error) => error instanceof TokenRefused && error.kind === "bad-assertion",
  );
});

it("A deployer with a certificate that cannot be used says so, with file and variable, and never with the password", async () => {
  const { path } = writePfx(join(folder, "locked.pfx"), { password: PASSWORD });
  assert.match(await failure(path), /^ARM_CLIENT_CERTIFICATE_PATH is ".*locked\.pfx".*PASSWORD is not set/);
  assert.match(await failure(path, `${PASSWORD}!`), /PASSWORD is wrong, or this is no PKCS#12 file/);
  assert.match(await failure(join(folder, "none.pfx")), /it cannot be read: ENOENT/);
  const pem = join(folder, "deployer.pem");
  writeFileSync(pem, "-----BEGIN CERTIFICATE-----\n");
  assert.match(await failure(pem), /no PKCS#12 file.*openssl pkcs12 -export/);
  const foreign = writePfx(join(folder, "foreign.pfx"), { foreign: true });
  assert.match(await failure(foreign.path), /holds no certificate that belongs to its key/);
  const ended = writePfx(join(folder, "ended.pfx"), { validTo: new Date("2025-02-03T04:05:06Z") });
  assert.match(
    await failure(ended.path),
    /the certificate ended on 2025-02-03\. Make a new one and upload it/,
  );
});
