import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseDocument, stringify } from "yaml";
import { findProject } from "#config/project.ts";
import { readText } from "#config/text.ts";
import { tenantOf } from "./inventory/backend.ts";
import { mustPulumi } from "./pulumi.ts";

/** A stack of its own in a state that is thrown away. */
export interface ThrowAway {
  /** What leads the CLI to it. */
  env: Readonly<Record<string, string>>;
  configFile: string;
}

/**
 * Makes a stack in the state backend whose configuration file is there already: that is how a new tenant comes.
 *
 * @returns false when there is no such file, so that a mistyped name makes nothing
 * @throws PulumiError when the backend refuses
 */
export async function initStack(name: string): Promise<boolean> {
  const text = configurationOf(name);
  if (text === undefined) return false;
  await mustPulumi(init(name, text));
  return true;
}

/**
 * Looks at a stack that the state backend does not have yet, as it would be in there: with its configuration, in a state that is thrown
 * away.
 *
 * @returns undefined when it has no configuration file
 * @throws PulumiError when the CLI refuses
 */
export async function withThrowAwayStack<T>(
  name: string,
  look: (stack: ThrowAway) => Promise<T>,
): Promise<T | undefined> {
  const text = configurationOf(name);
  if (text === undefined) return undefined;
  const folder = await mkdtemp(join(tmpdir(), "modern-auth-"));
  try {
    const [state, project] = [join(folder, "state"), join(folder, "project")];
    await Promise.all([mkdir(state), mkdir(project)]);
    // "stack init" may write into the configuration file, and the tenant's own must stay as it is.
    const configFile = join(project, `Pulumi.${tenantOf({ name })}.yaml`);
    await writeFile(configFile, text, { mode: 0o600 });
    await writeFile(join(project, "Pulumi.yaml"), stringify({ name: findProject().name, runtime: "nodejs" }));
    const env = { PULUMI_BACKEND_URL: pathToFileURL(state).href };
    await mustPulumi([...init(tenantOf({ name }), text), "--cwd", project], "", env);
    return await look({ env, configFile });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const init = (name: string, text: string): string[] => [
  "stack",
  "init",
  name,
  "--no-select",
  ...secretsProvider(text),
];

/** Without it the CLI would take the default one, and throw away the key that the file's secrets are encrypted with. */
function secretsProvider(text: string): string[] {
  // A file that is no YAML is the CLI's to refuse.
  const provider = parseDocument(text).get("secretsprovider");
  return typeof provider === "string" ? ["--secrets-provider", provider] : [];
}

function configurationOf(name: string): string | undefined {
  const file = join(findProject().stackFolder, `Pulumi.${tenantOf({ name })}.yaml`);
  return existsSync(file) ? readText(file) : undefined;
}
