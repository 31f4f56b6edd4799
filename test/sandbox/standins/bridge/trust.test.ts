import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { rootCertificates } from "node:tls";
import { Authority } from "#sandbox/emulators/core/authority.ts";
import { azuread } from "#sandbox/standins/azuread/plugin.ts";
import { send } from "#sandbox/standins/bridge/http.ts";
import { onlyInSandbox } from "#sandbox/standins/bridge/trust.ts";
import { gcp } from "#sandbox/standins/gcp/plugin.ts";

const folder = mkdtempSync(join(tmpdir(), "trust-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const { cert: ours } = await Authority.create();
const [public_ = ""] = rootCertificates;

describe("A stand-in", () => {
  for (const [where, file_] of [
    ["nothing names an authority", undefined],
    ["the file is not there", join(folder, "nowhere.pem")],
    ["the file names no authority", file("empty.pem", "")],
    ["the authority is a public one", file("public.pem", public_)],
    ["a public one is trusted beside the sandbox's", file("both.pem", `${ours}\n${public_}`)],
  ] as const)
    it(`A stand-in refuses before any call where ${where}, and names the real plugin to install`, async () => {
      for (const plugin of [azuread({}), gcp({})]) {
        const env = file_ === undefined ? {} : { SSL_CERT_FILE: file_ };
        const { checkConfig, configure, name, version } = onlyInSandbox(plugin, env);
        const said = new RegExp(
          `stand-in, and this is no sandbox.*pulumi plugin install resource ${name} ${version}`,
        );
        await assert.rejects(configure({}), said);
        await assert.rejects(checkConfig?.({}) ?? Promise.resolve(), said);
      }
    });

  it("A stand-in speaks without TLS to this machine only", async () => {
    for (const url of ["http://graph.microsoft.com/", "http://10.0.0.1/", "http://localhost.example/"])
      await assert.rejects(send({ method: "GET", url, headers: {} }), /this machine only/);
  });

  it("A stand-in trusts the sandbox's authority and no other, once it runs in a sandbox", async () => {
    const { getCACertificates } = await import("node:tls");
    const plugin = azuread({});
    assert.equal(onlyInSandbox(plugin, { SSL_CERT_FILE: file("ours.pem", ours) }), plugin);
    assert.deepEqual(
      getCACertificates("default").map((one) => one.trim()),
      [ours.trim()],
    );
  });
});
