import { accessSync, constants } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { findProject } from "#config/project.ts";
import manifest from "../../package.json" with { type: "json" };
import { tenantOf } from "./inventory/backend.ts";
import { readInventory } from "./inventory/inventory.ts";
import { writtenSettings } from "./inventory/writtenSettings.ts";
import { PulumiError, pulumi } from "./pulumi.ts";

/** Pulumi's plugin of each system, in the version that the program is written for. */
const PLUGINS = {
  microsoft: { plugin: "azuread", version: manifest.dependencies["@pulumi/azuread"] },
  google: { plugin: "gcp", version: manifest.dependencies["@pulumi/gcp"] },
} as const;

/**
 * Sees to it, before the engine begins with a stack, that the plugins of others which it needs are there: without one, it would only stop
 * once it has begun.
 *
 * @throws PulumiError of the kind "plugin-missing"
 */
export async function demandPlugins(stack: string): Promise<void> {
  const { name, ...project } = findProject();
  const tenant = readInventory({ name, ...project }).find((one) => one.name === tenantOf({ name: stack }));
  const settings = writtenSettings(tenant?.text ?? "", name) ?? {};
  for (const [system, { plugin, version }] of Object.entries(PLUGINS)) {
    if (!(system in settings) || isThere(plugin, version, process.env)) continue;
    const why = await install(plugin, version);
    if (why) throw new PulumiError(why, null, { kind: "plugin-missing", plugin, version, why });
  }
}

/** Where the engine looks: processes that run already, the PATH, its cache. */
function isThere(plugin: string, version: string, env: NodeJS.ProcessEnv): boolean {
  const { PATH = "", PULUMI_HOME = join(homedir(), ".pulumi"), PULUMI_DEBUG_PROVIDERS: attached = "" } = env;
  const path = isOn(env["PULUMI_IGNORE_AMBIENT_PLUGINS"]) ? [] : PATH.split(delimiter);
  const cache = join(PULUMI_HOME, "plugins", `resource-${plugin}-v${version}`);
  const files = [...path, cache].map((folder) => join(folder, `pulumi-resource-${plugin}`));
  return (
    attached.split(",").some((one) => one.startsWith(`${plugin}:`)) ||
    files.some((file) => isProgram(file) || isProgram(`${file}.exe`))
  );
}

const isOn = (flag: string | undefined): boolean => /^(1|true)$/i.test(flag ?? "");

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Downloads a plugin, where that is allowed. @returns why it cannot be had; undefined once it is there */
async function install(plugin: string, version: string): Promise<string | undefined> {
  if (isOn(process.env["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"]))
    return (
      whyToolchain(plugin) ?? "its download is switched off (PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION)"
    );
  const { code, stderr } = await pulumi(["plugin", "install", "resource", plugin, version]);
  return code === 0
    ? undefined
    : `its download failed: ${stderr
        .trim()
        .split("\n")
        .at(-1)
        ?.replace(/^error: /, "")}`;
}

/** What `npm run modern-auth` has found out already, which tries to download it itself. */
function whyToolchain(plugin: string): string | undefined {
  const { plugins = {} } = JSON.parse(process.env["ERP_MODERN_AUTH_TOOLCHAIN"] ?? "{}") as {
    plugins?: Record<string, { kind?: string; why?: string }>;
  };
  return plugins[plugin]?.why;
}
