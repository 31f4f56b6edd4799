import { createCipheriv, createDecipheriv, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";

const ROUNDS = 1_000_000;
const [KEY_BYTES, SALT_BYTES, NONCE_BYTES, TAG_BYTES] = [32, 8, 12, 16];

/**
 * Pulumi's passphrase secrets provider, for what would cost a run of the CLI per value: AES-256-GCM under a key that PBKDF2 derives
 * from the passphrase. Source: pulumi/pulumi `sdk/go/common/resource/config/crypt.go`.
 */
export class PassphraseProvider {
  /** `v1:<salt>:<a value by which the passphrase is recognised>`, as `encryptionsalt` in a stack's file. */
  readonly salt: string;
  readonly #key: Buffer;

  private constructor(salt: Buffer, key: Buffer) {
    this.#key = key;
    this.salt = `v1:${salt.toString("base64")}:${this.encrypt("pulumi")}`;
  }

  /** With a salt of its own, as `pulumi stack init` makes one. */
  static async create(passphrase: string): Promise<PassphraseProvider> {
    return PassphraseProvider.#under(passphrase, randomBytes(SALT_BYTES));
  }

  /** The provider of a stack that there is already. @param salt as `encryptionsalt` in its file */
  static async open(passphrase: string, salt: string): Promise<PassphraseProvider> {
    return PassphraseProvider.#under(passphrase, Buffer.from(salt.split(":")[1] ?? "", "base64"));
  }

  static async #under(passphrase: string, salt: Buffer): Promise<PassphraseProvider> {
    const key = await promisify(pbkdf2)(passphrase, salt, ROUNDS, KEY_BYTES, "sha256");
    return new PassphraseProvider(salt, key);
  }

  /** @returns as it stands after `secure:` in the configuration, and after `ciphertext` in a state */
  encrypt(text: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonce);
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
  }

  /** @throws when it was encrypted under another key, or changed since */
  decrypt(value: string): string {
    const [, nonce = "", sealed = ""] = value.split(":");
    const bytes = Buffer.from(sealed, "base64");
    const cipher = createDecipheriv("aes-256-gcm", this.#key, Buffer.from(nonce, "base64"));
    cipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return cipher.update(bytes.subarray(0, -TAG_BYTES), undefined, "utf8") + cipher.final("utf8");
  }
}
