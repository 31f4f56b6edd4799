import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { modernauth } from "#provider/modernauth.ts";
import type { Plugin } from "#provider/plugin.ts";
import { PassphraseProvider } from "../fleet/passphrase.ts";
import { azuread } from "../standins/azuread/plugin.ts";
import { trustCertificateFile } from "../standins/bridge/trust.ts";
import { gcp } from "../standins/gcp/plugin.ts";
import { readToolchain } from "../toolchain/toolchain.ts";
import { serveAttached } from "./serve.ts";

const providers = new Map<string, Promise<PassphraseProvider>>();

/** A stack's configuration of one namespace, decrypted, as the engine hands it to a plugin: names without their prefix. */
async function configOf(file: string, namespace: string): Promise<Record<string, string>> {
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

/**
 * Serves the plugins of one workspace's stacks to every engine that runs there, and ends with whoever started this: see
 * {@link file://./process.ts}. Its environment is the workspace's.
 */
const [folder = "."] = process.argv.slice(2);

/** Our own plugin. The engine would hand it the stack configuration as it starts it; here it is read when the engine configures it. */
const ours: Plugin = {
  ...modernauth({}),
  configure: async (inputs, urn = "") => {
    const stack = urn.slice("urn:pulumi:".length).split("::")[0] ?? "";
    const access = await configOf(join(folder, `Pulumi.${stack}.yaml`), "modernauth");
    return modernauth(access).configure(inputs, urn);
  },
};

trustCertificateFile(process.env["SSL_CERT_FILE"]);
const { plugins } = readToolchain();
const standIns = [azuread(process.env), gcp(process.env)].filter(
  ({ name }) => plugins[name as keyof typeof plugins].kind === "stand-in",
);
const { env } = await serveAttached([ours, ...standIns]);
process.stdout.write(`${JSON.stringify(env)}\n`);
process.stdin.on("end", () => process.exit()).resume();
