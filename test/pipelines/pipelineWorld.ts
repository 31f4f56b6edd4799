import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, parseDocument } from "yaml";
import { today } from "#cli/arguments.ts";
import { addDays } from "#config/rules/dates.ts";
import { createFleet, type FleetTenant } from "#sandbox/fleet/fleet.ts";
import { type FleetSandbox, startFleetSandbox } from "#sandbox/fleet/sandbox.ts";
import { FleetStacks } from "#sandbox/fleet/stacks.ts";
import { leaksBelow, leaksInText } from "#sandbox/leaks.ts";
import { readToolchain } from "#sandbox/toolchain/toolchain.ts";
import { repository as repositoryOfOurs } from "#sandbox/workspace.ts";
import { TenantByHand } from "#test/verify/tenantByHand.ts";
import { ForgeServer } from "./forgeServer.ts";
import { Repository } from "./repository.ts";
import { shell } from "./shell.ts";

/** A repository with three tenants and its pipelines, a forge, and the sandbox in place of the clouds. */
export class PipelineWorld {
  readonly repository: Repository;
  readonly forge: ForgeServer;
  readonly #sandbox: FleetSandbox;
  readonly #stacks: FleetStacks;

  private constructor(
    repository: Repository,
    forge: ForgeServer,
    sandbox: FleetSandbox,
    stacks: FleetStacks,
  ) {
    this.repository = repository;
    this.forge = forge;
    this.#sandbox = sandbox;
    this.#stacks = stacks;
  }

  static async create(): Promise<PipelineWorld> {
    const repository = Repository.create();
    const fleet = createFleet(3);
    const directory = join(repository.folder, "sandbox");
    const sandbox = await startFleetSandbox(fleet, directory);
    const forge = await ForgeServer.start();
    try {
      const stacks = await FleetStacks.create(sandbox, directory);
      const world = new PipelineWorld(repository, forge, sandbox, stacks);
      await world.#provision();
      await world.#publish();
      return world;
    } catch (error) {
      await Promise.all([sandbox.close(), forge.close()]);
      repository.close();
      throw error;
    }
  }

  /** Tenants of Microsoft alone, because each run is a plugin and some seconds cheaper. The last one's secret ends in a month. */
  async #provision(): Promise<void> {
    const names = this.#sandbox.fleet.tenants.map(({ name }) => name);
    for (const name of names) {
      const file = this.#stacks.configFile(name);
      const text = changed(readFileSync(file, "utf8"), (config) => {
        config.deleteIn(["config", "erp-modern-auth:google"]);
        if (name === names.at(-1))
          config.setIn(
            ["config", "erp-modern-auth:microsoft", "generations"],
            [{ number: 1, start: addDays(today(), -700), end: addDays(today(), 30) }],
          );
      });
      writeFileSync(file, text);
    }
    const { code, stdout, stderr } = await this.#stacks.modernAuth(["up", "--all"]);
    assert.equal(code, 0, stdout + stderr);
  }

  /** Puts tenants and pipelines into the repository, as an operator who sets it up does. */
  async #publish(): Promise<void> {
    const { clone } = this.repository;
    const folder = join(this.#stacks.project, "tenants");
    const project = changed(readFileSync(join(clone, "Pulumi.yaml"), "utf8"), (one) =>
      one.set("stackConfigDir", "tenants"),
    );
    const tenants = readdirSync(folder).map((name) => [
      `tenants/${name}`,
      readFileSync(join(folder, name), "utf8"),
    ]);
    this.repository.commit("main", { "Pulumi.yaml": project, ...Object.fromEntries(tenants) });
    const command = `node ${join(repositoryOfOurs, "src/cli/main.ts")} render`;
    const render = `${command} github --shards 2 && ${command} gitlab --shards 2`;
    const { code, output } = await shell(render, clone, { PATH: process.env.PATH ?? "" });
    assert.equal(code, 0, output);
    this.repository.commit("main", {});
  }

  /** What a machine of a forge has, with the sandbox in place of what comes from outside. */
  get machine(): Record<string, string> {
    const { PULUMI_BACKEND_URL: _, PULUMI_CONFIG_PASSPHRASE: __, ...env } = this.#stacks.env;
    return {
      ...env,
      // Not this repository's own commands: the clone brings its own.
      PATH: [...readToolchain().path, process.env.PATH].join(":"),
      HOME: join(this.repository.folder, "sandbox", "home"),
      // As a runner's cache would bring back what is compiled.
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? "",
      CI: "true",
    };
  }

  get variables(): { PULUMI_BACKEND_URL: string; ARM_CLIENT_ID: string } {
    const { PULUMI_BACKEND_URL = "", ARM_CLIENT_ID = "" } = this.#stacks.env;
    return { PULUMI_BACKEND_URL, ARM_CLIENT_ID };
  }

  get passphrase(): string {
    return this.#sandbox.passphrase;
  }

  tenant(name: string): FleetTenant {
    const found = this.#sandbox.fleet.tenants.find((one) => one.name === name);
    assert.ok(found);
    return found;
  }

  byHand(name: string): TenantByHand {
    return new TenantByHand(this.tenant(name));
  }

  /** Names of all tenants' registrations that are ours. */
  registrations(): string[] {
    return this.#sandbox.fleet.tenants.map(({ entra, name }) => {
      const [ours] = Object.values(entra.state.applications).filter(({ tags }) =>
        (tags as string[]).includes(`erp-modern-auth/${name}`),
      );
      return String(ours?.displayName);
    });
  }

  /** A tenant's file on a branch of the forge, with another name for the registration. */
  renamed(tenant: string, name: string): Record<string, string> {
    const path = `tenants/Pulumi.${tenant}.yaml`;
    const text = changed(this.repository.show("main", path), (config) =>
      config.setIn(["config", "erp-modern-auth:microsoft", "applicationName"], name),
    );
    return { [path]: text };
  }

  /** Ends all of it. @param printed by pipelines @throws when a secret stands in clear in anything that was written or printed */
  async close(printed: string): Promise<void> {
    await Promise.all([this.#sandbox.close(), this.forge.close()]);
    const secrets = this.#sandbox.secrets();
    const said = printed + JSON.stringify([this.forge.comments, this.forge.issues]);
    const leaks = [...leaksBelow(this.repository.folder, secrets), ...leaksInText(said, secrets)];
    this.repository.close();
    assert.deepEqual(leaks, [], "secrets stand in clear");
  }
}

function changed(text: string, change: (document: Document.Parsed) => void): string {
  // The CLI reads YAML 1.1, in which a date without quotes is no text.
  const document = parseDocument(text, { version: "1.1" });
  change(document);
  return document.toString({ lineWidth: 0 });
}
