import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { PassphraseProvider } from "#sandbox/fleet/passphrase.ts";

// That the real CLI reads what is encrypted here is proven in stacks.test.ts.
it("The passphrase secrets provider decrypts what it encrypted, and encrypts nothing twice alike", async () => {
  const provider = await PassphraseProvider.create("a passphrase");
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const [one, other] = [provider.encrypt(text), provider.encrypt(text)];
      assert.notEqual(one, other);
      assert.equal(provider.decrypt(one), text);
    }),
  );
});

it("The passphrase secrets provider refuses what another passphrase or salt encrypted, and what was changed since", async () => {
  const [provider, other] = await Promise.all([
    PassphraseProvider.create("a passphrase"),
    PassphraseProvider.create("a passphrase"),
  ]);
  assert.throws(() => provider.decrypt(other.encrypt("text")));
  const [version, nonce, sealed = ""] = provider.encrypt("text").split(":");
  const changed = Buffer.from(sealed, "base64");
  changed.writeUInt8(changed.readUInt8(0) ^ 1, 0);
  assert.throws(() => provider.decrypt(`${version}:${nonce}:${changed.toString("base64")}`));
});
