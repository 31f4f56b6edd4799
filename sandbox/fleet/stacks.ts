import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { CalendarDate } from "#config/rules/dates.ts";
import { createClientByHand } from "#sandbox/console.ts";
import type { ClientDownload } from "#sandbox/emulators/google/console.ts";
import { projectName } from "#sandbox/tenant.ts";
import { projectFile, Workspace } from "#sandbox/workspace.ts";
import type { FleetTenant } from "./fleet.ts";
import { PassphraseProvider } from "./passphrase.ts";
import type { FleetSandbox } from "./sandbox.ts";
import { stackConfig } from "./stackConfig.ts";

const CONFIG_FOLDER = "tenants";

/**
 * The stacks of a fleet: a folder with a Pulumi project and one `tenants/Pulumi.<tenant>.yaml` each, and a state backend of files. They
 * share a passphrase and a salt, so that one key derivation opens all of them. Nothing is deployed: `run(["up", "--stack", name])`.
 */
export class FleetStacks extends Workspace {
  /** The folder of the project. */
  readonly project: string;
  /** What encrypts the values of all these stacks. */
  readonly provider: PassphraseProvider;
  readonly #state: string;

  private constructor(sandbox: FleetSandbox, directory: string, provider: PassphraseProvider) {
    const project = join(directory, "project");
    super(sandbox, project, directory);
    this.project = project;
    this.provider = provider;
    this.#state = join(directory, "state", ".pulumi", "stacks", projectName);
  }

  /** Makes an empty stack for each tenant. @param directory for project, state and scratch files; made when missing */
  static async create(sandbox: FleetSandbox, directory: string): Promise<FleetStacks> {
    const provider = await PassphraseProvider.create(sandbox.passphrase);
    const stacks = new FleetStacks(sandbox, directory, provider);
    mkdirSync(join(stacks.project, CONFIG_FOLDER), { recursive: true });
    writeFileSync(join(stacks.project, "Pulumi.yaml"), projectFile({ stackConfigDir: CONFIG_FOLDER }));
    const [first, ...others] = sandbox.fleet.tenants;
    for (const tenant of sandbox.fleet.tenants) stacks.configure(tenant);
    // The CLI makes the first stack and its backend; one run of it for each of hundreds would take minutes.
    await stacks.must(["stack", "init", first.name, "--no-select"]);
    const empty = readFileSync(stacks.stateFile(first.name), "utf8");
    for (const { name } of others) writeFileSync(stacks.stateFile(name), empty.replaceAll(first.name, name));
    return stacks;
  }

  configFile(tenant: string): string {
    return join(this.project, CONFIG_FOLDER, `Pulumi.${tenant}.yaml`);
  }

  stateFile(tenant: string): string {
    return join(this.#state, `${tenant}.json`);
  }

  /** Writes a tenant's configuration anew. @param clientFile content of the file that the Google console offers for download */
  configure(tenant: FleetTenant, clientFile?: string): void {
    const { provider } = this;
    const on = new Date().toISOString().slice(0, 10) as CalendarDate;
    const client = clientFile === undefined ? undefined : { secure: provider.encrypt(clientFile), on };
    const config = stackConfig(tenant, provider.encrypt(tenant.erpApiKey), client);
    // The CLI reads YAML 1.1, in which a date without quotes is no text.
    const text = stringify({ config, encryptionsalt: provider.salt }, { version: "1.1" });
    writeFileSync(this.configFile(tenant.name), text);
  }

  /** Makes a tenant's Google client as a person does in the console, and configures it as imported and attested. */
  makeGoogleClient(tenant: FleetTenant): ClientDownload {
    const download = createClientByHand(tenant.google, tenant.config);
    this.configure(tenant, JSON.stringify(download.content));
    return download;
  }
}
