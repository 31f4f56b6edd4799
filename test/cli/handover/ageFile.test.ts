import assert from "node:assert/strict";
import { before, it } from "node:test";
import { armor, Decrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { encryptFor, recipientsIn } from "#cli/handover/ageFile.ts";

const TEXT = "Secret client: älteres Passwort";
let identities: string[];
let keys: string[];
before(async () => {
  identities = await Promise.all([generateX25519Identity(), generateX25519Identity()]);
  keys = await Promise.all(identities.map(identityToRecipient));
});

const recipients = () => keys.map((key) => ({ property: "--recipient", key }));

async function read(file: string, identity: string): Promise<string> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return await decrypter.decrypt(armor.decode(file), "text");
}

it("A file for the vendor can be read by each of its recipients and by nobody else, and can be mailed as text", async () => {
  const file = await (await encryptFor(recipients()))(TEXT);
  assert.match(
    file,
    /^-----BEGIN AGE ENCRYPTED FILE-----\n[A-Za-z0-9+/=\n]+-----END AGE ENCRYPTED FILE-----\n$/,
  );
  for (const identity of identities) assert.equal(await read(file, identity), TEXT);
  await assert.rejects(async () => read(file, await generateX25519Identity()));
});

it("A file for the vendor needs keys that are none mistyped: the property and the key are named", async () => {
  for (const key of ["age1abc", "ssh-ed25519 AAAA", `${keys[0]}x`, ""])
    await assert.rejects(encryptFor([{ property: "keys.txt, line 2", key }]), (error: Error) =>
      error.message.startsWith(`keys.txt, line 2: "${key}" is not allowed. Allowed: an age public key`),
    );
});

it("A file for the vendor never repeats a private key that was given instead", async () => {
  const [key = ""] = identities;
  for (const given of [key, key.toLowerCase(), `  ${key}`])
    await assert.rejects(
      encryptFor([{ property: "--recipient", key: given }]),
      (error: Error) =>
        /^--recipient: a private key \(not shown\) is not allowed/.test(error.message) &&
        !error.message.toUpperCase().includes(key),
    );
});

it("A file for the vendor takes keys from a file as age does: one a line, without comments and empty lines", () => {
  assert.deepEqual(recipientsIn("keys.txt", "# vendor\r\n\r\nage1a\r\n  age1b  \n"), [
    { property: "keys.txt, line 3", key: "age1a" },
    { property: "keys.txt, line 4", key: "age1b" },
  ]);
});
