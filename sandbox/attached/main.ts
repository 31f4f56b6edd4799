import { join } from "node:path";
import { modernauth } from "#provider/modernauth.ts";
import type { Plugin } from "#provider/plugin.ts";
import { azuread } from "../standins/azuread/plugin.ts";
import { trustCertificateFile } from "../standins/bridge/trust.ts";
import { gcp } from "../standins/gcp/plugin.ts";
import { readToolchain } from "../toolchain/toolchain.ts";
import { configOf } from "./config.ts";
import { serveAttached } from "./serve.ts";

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

// A program that failed leaves promises behind, which fail when its run is over and nobody is there to be told.
process.on("unhandledRejection", () => {});

// Loaded before there is any run: what two runs at the same time loaded together would belong to one of them only.
await import("#components/slimSdk.ts");
await import("#components/tenantModernAuth.ts");

trustCertificateFile(process.env["SSL_CERT_FILE"]);
const { plugins } = readToolchain();
const standIns = [azuread(process.env), gcp(process.env)].filter(
  ({ name }) => plugins[name as keyof typeof plugins].kind === "stand-in",
);
const { env } = await serveAttached([ours, ...standIns]);
process.stdout.write(`${JSON.stringify(env)}\n`);
process.stdin.on("end", () => process.exit()).resume();
