/** A public key for which a text is encrypted, and where it was given, for messages. */
export interface Recipient {
  /** As "--recipient", or "vendor.txt, line 3". */
  property: string;
  key: string;
}

/** The recipients in a file, one a line; empty lines and comments do not count, as age itself reads it. */
export const recipientsIn = (file: string, content: string): Recipient[] =>
  content
    .split("\n")
    .map((line, index) => ({ property: `${file}, line ${index + 1}`, key: line.trim() }))
    .filter(({ key }) => key !== "" && !key.startsWith("#"));

/**
 * Encrypts texts with age (https://age-encryption.org/v1) in its armored form, which can be mailed.
 *
 * @throws RecipientError when one of the keys is none
 */
export async function encryptFor(
  recipients: readonly Recipient[],
): Promise<(text: string) => Promise<string>> {
  // The other uses of the command need none of it.
  const { armor, Encrypter } = await import("age-encryption");
  const encrypter = new Encrypter();
  for (const { property, key } of recipients)
    try {
      encrypter.addRecipient(key);
    } catch {
      throw new RecipientError(property, key);
    }
  return async (text) => armor.encode(await encrypter.encrypt(text));
}

/** Something that was given for an age public key, and is none. */
export class RecipientError extends Error {
  constructor(property: string, key: string) {
    // Whoever mixes the two up gives us the private one.
    const shown = /age-secret-key/i.test(key) ? "a private key (not shown)" : `"${key}"`;
    super(
      `${property}: ${shown} is not allowed. Allowed: an age public key, which begins with age1. Fix: the vendor runs age-keygen, ` +
        'keeps the private key, and sends the line "Public key".',
    );
    this.name = "RecipientError";
  }
}
