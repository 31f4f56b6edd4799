import assert from "node:assert/strict";
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, it } from "node:test";
import { PlainFleet } from "#test/fleet/plainFleet.ts";

let fleet: PlainFleet;
before(async () => {
  fleet = await PlainFleet.create("acme");
});
after(() => fleet.close());

it("A tenant that has a configuration file and no stack yet is previewed, and nothing is made for that", async () => {
  fleet.configure("looked-at");
  const before = readFileSync(fleet.file("looked-at"), "utf8");
  const { code, stdout, stderr } = await fleet.modernAuth(["preview", "looked-at"]);
  // The stack itself is all that the empty program makes.
  assert.equal(stdout, 'Stack "looked-at": only what Pulumi itself keeps would change\n', stderr);
  assert.equal(code, 4);
  assert.ok(!existsSync(fleet.stateFile("looked-at")));
  assert.equal(readFileSync(fleet.file("looked-at"), "utf8"), before);
});

it("A tenant that has a configuration file and no stack yet gets its stack by up, which says so, and keeps the key of its secrets", async () => {
  fleet.configure("fresh");
  const before = readFileSync(fleet.file("fresh"), "utf8");
  const { code, stderr } = await fleet.modernAuth(["up", "fresh", "--retries", "0"]);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^Stack "fresh" is new: made in the state backend\.$/m);
  assert.equal(readFileSync(fleet.file("fresh"), "utf8"), before);
  assert.ok(existsSync(fleet.stateFile("fresh")));
});

it("A tenant that has a configuration file and no stack yet keeps a cloud key, too, which the CLI would replace by a passphrase", async () => {
  const vault = await startVault();
  const env = { VAULT_SERVER_URL: vault.url, VAULT_ADDR: vault.url, VAULT_TOKEN: "token" };
  try {
    fleet.configure("keyed");
    const provider = ["stack", "change-secrets-provider", "hashivault://key", "--stack", "keyed"];
    await fleet.run("pulumi", ["stack", "init", "keyed", "--no-select", "--non-interactive"], env);
    const changed = await fleet.run("pulumi", [...provider, "--non-interactive"], env);
    assert.equal(changed.code, 0, changed.stderr);
    await fleet.run(
      "pulumi",
      ["stack", "rm", "keyed", "--yes", "--preserve-config", "--non-interactive"],
      env,
    );
    const before = readFileSync(fleet.file("keyed"), "utf8");
    assert.match(before, /^secretsprovider: hashivault:\/\/key\nencryptedkey: /m);
    const { code, stderr } = await fleet.modernAuth(["up", "keyed", "--retries", "0"], env);
    assert.equal(code, 0, stderr);
    assert.equal(readFileSync(fleet.file("keyed"), "utf8"), before);
  } finally {
    vault.close();
  }
});

it("A tenant that has a configuration file and no stack yet makes no stack of a mistyped name, nor of a file that is not valid", async () => {
  const { code, stderr } = await fleet.modernAuth(["up", "acmee"]);
  assert.equal(code, 2);
  assert.match(stderr, /"acmee"/);
  assert.match(stderr, /modern-auth tenant list/);
  writeFileSync(fleet.file("broken"), "config: [");
  const broken = await fleet.modernAuth(["up", "broken"]);
  assert.equal(broken.code, 1);
  assert.match(broken.stderr, /Pulumi\.broken\.yaml is not valid YAML/);
  assert.ok(!existsSync(fleet.stateFile("broken")));
});

/** The two calls of Vault's transit engine that the CLI makes. https://developer.hashicorp.com/vault/api-docs/secret/transit */
async function startVault(): Promise<{ url: string; close: () => void }> {
  const key = randomBytes(32);
  const seal = (plaintext: string): string => {
    const iv = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", key, iv);
    const text = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final()]);
    return `vault:v1:${Buffer.concat([iv, cipher.getAuthTag(), text]).toString("base64")}`;
  };
  const open = (ciphertext: string): string => {
    const sealed = Buffer.from(ciphertext.slice("vault:v1:".length), "base64");
    const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12)).setAuthTag(
      sealed.subarray(12, 28),
    );
    return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString("utf8");
  };
  const server = createServer(async (request, response) => {
    const { plaintext, ciphertext } = JSON.parse((await request.toArray()).join(""));
    const data = request.url?.includes("/encrypt/")
      ? { ciphertext: seal(plaintext) }
      : { plaintext: open(ciphertext) };
    response.setHeader("content-type", "application/json").end(JSON.stringify({ data }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => server.close().closeAllConnections(),
  };
}
