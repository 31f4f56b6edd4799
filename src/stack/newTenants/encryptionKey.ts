import { parseDocument } from "yaml";
import type { Tenant } from "../inventory/inventory.ts";

/**
 * What decides with which key a stack's secrets are encrypted, as its configuration file says: a salt for the passphrase, or a cloud
 * key and the key that it encrypts. Empty where the backend has it.
 */
export type EncryptionKey = Readonly<Record<string, string>>;

const PROPERTIES = ["secretsprovider", "encryptedkey", "encryptionsalt"];

/** @param file the parsed configuration file */
export const keyIn = (file: {
  has: (name: string) => boolean;
  get: (name: string) => unknown;
}): EncryptionKey =>
  Object.fromEntries(
    PROPERTIES.filter((name) => file.has(name)).map((name) => [name, String(file.get(name))]),
  );

/**
 * The key that a new stack shares with the others, so that all their secrets are opened at once: that of most of them. Pure.
 *
 * @param provider the secrets provider that was asked for, as `pulumi stack init --secrets-provider` takes it
 * @returns undefined where none of them has one of that provider
 */
export function sharedKey(
  tenants: readonly Pick<Tenant, "text">[],
  provider: string | undefined,
): EncryptionKey | undefined {
  const uses = new Map<string, number>();
  for (const { text } of tenants) {
    const document = parseDocument(text, { schema: "failsafe" });
    const key = document.errors.length > 0 ? {} : keyIn(document);
    if (Object.keys(key).length === 0 || (provider ?? providerOf(key)) !== providerOf(key)) continue;
    const spelled = JSON.stringify(key);
    uses.set(spelled, (uses.get(spelled) ?? 0) + 1);
  }
  const [most] = [...uses].toSorted(([, a], [, b]) => b - a);
  return most && (JSON.parse(most[0]) as EncryptionKey);
}

export const sameKey = (one: EncryptionKey, other: EncryptionKey): boolean =>
  PROPERTIES.every((name) => one[name] === other[name]);

/** The secrets provider that a key belongs to. */
export const providerOf = (key: EncryptionKey): string => key.secretsprovider ?? "passphrase";

/** The key of a stack that has no configuration file, as its state says. @param providers `secrets_providers` of `pulumi stack export` */
export function keyInState(
  providers: { type?: string; state?: Record<string, unknown> } | undefined,
): EncryptionKey {
  const { salt, url, encryptedkey } = providers?.state ?? {};
  if (providers?.type === "passphrase") return { encryptionsalt: String(salt) };
  return providers?.type === "cloud"
    ? { secretsprovider: String(url), encryptedkey: String(encryptedkey) }
    : {};
}
