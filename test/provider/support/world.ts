import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Emulator } from "#sandbox/emulators/core/emulator.ts";
import { leaksInText } from "#sandbox/leaks.ts";
import { type Sandbox, startSandbox } from "#sandbox/sandbox.ts";
import { createTenant, type DevConfig, readDevConfig, type Tenant } from "#sandbox/tenant.ts";
import { Plugin, Refused } from "./plugin.ts";

/** One request that reached an emulated system. */
export interface Seen {
  system: string;
  /** "POST /json/2/res.company/write". */
  line: string;
  /** Which others the same system was answering when it came. */
  beside: string[];
}

type Hooks = Map<RegExp, () => void>;

/** The three systems and the plugin that works on them, with everything that went between them written down. */
export class World {
  readonly sandbox: Sandbox;
  readonly plugin: Plugin;
  readonly config: DevConfig;
  readonly seen: Seen[];
  readonly #directory: string;
  readonly #others: Plugin[] = [];
  readonly #hooks: Hooks;
  #saved: object[] = [];

  private constructor(sandbox: Sandbox, plugin: Plugin, seen: Seen[], hooks: Hooks, directory: string) {
    this.sandbox = sandbox;
    this.plugin = plugin;
    this.seen = seen;
    this.#hooks = hooks;
    this.config = readDevConfig();
    this.#directory = directory;
    this.save();
  }

  static async create(prepare: (tenant: Tenant) => void = () => {}): Promise<World> {
    const directory = mkdtempSync(join(tmpdir(), "modern-auth-provider-"));
    const tenant = createTenant();
    prepare(tenant);
    const log: Seen[] = [];
    const hooks: Hooks = new Map();
    watch(tenant.entra, log, hooks);
    watch(tenant.google, log, hooks);
    watch(tenant.erp, log, hooks);
    const sandbox = await startSandbox({ directory, tenant });
    const env = { ...sandbox.network, ...sandbox.identities, ...pluginConfig(erpAccess(tenant)) };
    const plugin = await configured(env).catch(async (error) => {
      await sandbox.close();
      throw error;
    });
    return new World(sandbox, plugin, log, hooks, directory);
  }

  /** The world of a test file: put back before each test, closed after the last. */
  static async forFile(prepare?: (tenant: Tenant) => void): Promise<World> {
    const world = await World.create(prepare);
    beforeEach(() => world.reset());
    after(() => world.close());
    return world;
  }

  /** The world of a test file, with the ERP's module installed. */
  static async withModule(): Promise<World> {
    const world = await World.forFile();
    await world.plugin.create("ErpModule", { module: "auth_oauth2", install: true });
    world.save();
    return world;
  }

  /** A second plugin with another environment; undefined takes a variable away. */
  async startPlugin(env: Record<string, string | undefined>): Promise<Plugin> {
    const config = pluginConfig(this.erpAccess);
    const all = { ...this.sandbox.network, ...this.sandbox.identities, ...config, ...env };
    const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const plugin = await configured(Object.fromEntries(given));
    this.#others.push(plugin);
    return plugin;
  }

  get #emulators(): Emulator<object>[] {
    return [this.sandbox.entra, this.sandbox.google, this.sandbox.erp];
  }

  /** How the ERP is reached, as the stack configuration tells it to the plugin. */
  get erpAccess(): Record<string, string> {
    return erpAccess(this.sandbox);
  }

  /** A plugin whose stack configuration says something else about the ERP. */
  startPluginWith(access: Record<string, string>): Promise<Plugin> {
    return this.startPlugin(pluginConfig({ ...this.erpAccess, ...access }));
  }

  /** Puts all three systems back to what they were at the last {@link save}, and the plugin to a fresh login. */
  async reset(): Promise<void> {
    for (const [index, emulator] of this.#emulators.entries()) {
      emulator.replaceState(structuredClone(this.#saved[index] ?? {}));
      emulator.faults.list = [];
    }
    this.seen.length = 0;
    this.#hooks.clear();
    await this.plugin.configure({});
  }

  save(): void {
    this.#saved = this.#emulators.map(({ state }) => structuredClone(state));
  }

  /** Does something between the next such request's work and its answer. */
  onceDone(line: RegExp, action: () => void): void {
    this.#hooks.set(line, action);
  }

  /** Waits until requests have made this true, 60 seconds at most. */
  async until(condition: () => boolean): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (!condition()) {
      assert.ok(Date.now() < deadline, `it never came to this: ${condition}`);
      await sleep(5);
    }
  }

  /** The first company's record in the ERP. */
  get company(): Record<string, unknown> {
    return this.sandbox.erp.state.records["res.company"]?.["1"] as Record<string, unknown>;
  }

  /** A row of the ERP that must be there. */
  row(model: string, which: (row: Record<string, unknown>) => boolean): Record<string, unknown> {
    const row = Object.values(this.sandbox.erp.state.records[model] ?? {}).find(which);
    assert.ok(row, `no such record in ${model}`);
    return row;
  }

  /** Makes up a secret that must be found nowhere. */
  makeSecret(text: string): string {
    this.sandbox.erp.secrets.add(text);
    return text;
  }

  /** Ends everything, and searches all that the plugins answered or printed for every secret that was used. */
  async close(): Promise<void> {
    const plugins = [this.plugin, ...this.#others];
    for (const plugin of plugins) plugin.stop();
    await this.sandbox.close();
    rmSync(this.#directory, { recursive: true, force: true });
    const transcript = plugins.flatMap((plugin) => plugin.transcript);
    const leaks = transcript.filter((text) => leaksInText(text, this.sandbox.secrets()).length > 0);
    assert.equal(leaks.length, 0, `${leaks.length} of ${transcript.length} answers show a secret in clear`);
  }
}

function erpAccess({ erpApiKey }: Tenant): Record<string, string> {
  const { dns, erp } = readDevConfig();
  return {
    erpUrl: `https://${dns}`,
    erpDatabase: erp.database,
    erpLogin: erp.login,
    erpPassword: erpApiKey,
  };
}

/** A plugin as the engine begins to work with it. */
async function configured(env: Record<string, string>): Promise<Plugin> {
  const plugin = await Plugin.start(env);
  await plugin.configure({});
  return plugin;
}

/** As the engine hands it over. */
const pluginConfig = (access: Record<string, string>) => ({ PULUMI_CONFIG: JSON.stringify(access) });

/** Writes down each request of one emulator, with those that it overlaps. */
function watch<State extends object>(emulator: Emulator<State>, log: Seen[], hooks: Hooks): void {
  const answer = emulator.fetch.bind(emulator);
  const running = new Map<symbol, string>();
  emulator.fetch = async (request) => {
    const line = `${request.method} ${new URL(request.url).pathname}`;
    log.push({ system: emulator.name, line, beside: [...running.values()] });
    const mark = Symbol(line);
    running.set(mark, line);
    try {
      return await answer(request);
    } finally {
      running.delete(mark);
      for (const [pattern, action] of hooks) {
        if (!pattern.test(line)) continue;
        hooks.delete(pattern);
        action();
      }
    }
  };
}

/** The refusal of a call that must fail, whose message matches. */
export async function refused(attempt: Promise<unknown>, ...patterns: RegExp[]): Promise<Refused> {
  const error = await attempt.then(
    () => assert.fail("it did not fail"),
    (caught: unknown) => caught,
  );
  assert.ok(error instanceof Refused, String(error));
  for (const pattern of patterns) assert.match(error.message, pattern);
  return error;
}
