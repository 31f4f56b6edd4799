import assert from "node:assert/strict";
import { it } from "node:test";
import { keyInState, sharedKey } from "#stack/newTenants/encryptionKey.ts";

const salted = (salt: string) => ({ text: `encryptionsalt: ${salt}\nconfig:\n  a:b: c\n` });
const VAULT = { text: "secretsprovider: hashivault://k\nencryptedkey: abc=\n" };
const KEYLESS = { text: "config:\n  a:b: c\n" };

it("The key that a new stack shares is that of most stacks", () => {
  assert.deepEqual(sharedKey([salted("v1:a"), salted("v1:b"), salted("v1:b"), KEYLESS], undefined), {
    encryptionsalt: "v1:b",
  });
  assert.deepEqual(sharedKey([salted("v1:a"), VAULT, VAULT], undefined), {
    secretsprovider: "hashivault://k",
    encryptedkey: "abc=",
  });
});

it("The key that a new stack shares is one of the provider that was asked for", () => {
  const stacks = [salted("v1:a"), VAULT, VAULT];
  assert.deepEqual(sharedKey(stacks, "passphrase"), { encryptionsalt: "v1:a" });
  assert.equal(sharedKey(stacks, "awskms://alias/other"), undefined);
});

it("The key that a new stack shares is none where no stack has one, and a damaged file is no obstacle", () => {
  assert.equal(sharedKey([KEYLESS], undefined), undefined);
  assert.deepEqual(sharedKey([{ text: "config: [" }, salted("v1:a")], undefined), { encryptionsalt: "v1:a" });
});

it("The key of a stack without a file is what its state says", () => {
  assert.deepEqual(keyInState({ type: "passphrase", state: { salt: "v1:a" } }), { encryptionsalt: "v1:a" });
  assert.deepEqual(keyInState({ type: "cloud", state: { url: "gcpkms://k", encryptedkey: "abc=" } }), {
    secretsprovider: "gcpkms://k",
    encryptedkey: "abc=",
  });
  assert.deepEqual(keyInState({ type: "service", state: { url: "https://api.pulumi.com" } }), {});
  assert.deepEqual(keyInState(undefined), {});
});
