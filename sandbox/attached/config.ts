import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { PassphraseProvider } from "../fleet/passphrase.ts";

const providers = new Map<string, Promise<PassphraseProvider>>();

/** A stack's configuration of one namespace, decrypted, as the engine hands it to a plugin: names without their prefix. */
export async function configOf(file: string, namespace: string): Promise<Record<string, string>> {
  const { config = {}, encryptionsalt } = parse(readFileSync(file, "utf8"), { version: "1.1" }) as {
    config?: Record<string, unknown>;
    encryptionsalt?: string;
  };
  const read = async (value: unknown): Promise<string> => {
    const { secure } = (value ?? {}) as { secure?: string };
    return secure === undefined ? String(value) : (await providerOf(encryptionsalt ?? "")).decrypt(secure);
  };
  const own = Object.entries(config).filter(([key]) => key.startsWith(`${namespace}:`));
  const values = own.map(
    async ([key, value]) => [key.slice(namespace.length + 1), await read(value)] as const,
  );
  return Object.fromEntries(await Promise.all(values));
}

/** One key derivation for all that is encrypted under the same salt. */
function providerOf(salt: string): Promise<PassphraseProvider> {
  const known =
    providers.get(salt) ?? PassphraseProvider.open(process.env["PULUMI_CONFIG_PASSPHRASE"] ?? "", salt);
  providers.set(salt, known);
  return known;
}
