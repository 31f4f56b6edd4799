import assert from "node:assert/strict";
import { cpSync, lstatSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AttachedPlugins, attachPlugins } from "#sandbox/attached/process.ts";
import { createClientByHand } from "#sandbox/console.ts";
import type { Emulator } from "#sandbox/emulators/core/emulator.ts";
import type { ErpOptions } from "#sandbox/emulators/erp/erp.ts";
import { leaksBelow, leaksInText } from "#sandbox/leaks.ts";
import { type Sandbox, startSandbox } from "#sandbox/sandbox.ts";
import { DevStack } from "#sandbox/stack.ts";
import { createTenant, type DevConfig, readDevConfig } from "#sandbox/tenant.ts";
import type { Run, RunOptions } from "#sandbox/workspace.ts";
import { diagnostics, type PlannedStep, plannedSteps } from "#stack/previewPlan.ts";
import { type Step, stepsAsRecorded } from "#test/sandbox/standins/support/steps.ts";
import { unwatched } from "./watching.ts";

export interface Preview {
  code: number | null;
  steps: PlannedStep[];
  /** The same in the form of the recordings: with the kind of each difference, and with whatever else is planned. */
  raw: Step[];
  /** Messages of the run, errors included. */
  messages: string;
}

export interface WorldOptions {
  /** How this tenant's ERP differs from the usual one. */
  erp?: Partial<ErpOptions>;
  /** The directory's clock; the real one when absent. */
  now?: () => Date;
  /** How the environment of all runs differs from the usual one. */
  env?: Readonly<Record<string, string>>;
  /** Whether each run starts its plugins itself, as it does for users; it takes much longer. */
  ownPlugins?: boolean;
}

interface Snapshot {
  emulators: [Emulator<object>, object][];
  folder: string;
}

/** One tenant's three systems, a stack with its own state, and the real engine. */
export class World {
  readonly sandbox: Sandbox;
  readonly stack: DevStack;
  readonly config: DevConfig;
  readonly #directory: string;
  /** What was printed since the last search for secrets. */
  #output = "";
  /** The files that were searched for secrets, each with the mark of its last change. */
  readonly #searched = new Map<string, string>();
  /** Secrets that tests brought along. */
  readonly #given = new Set<string>();
  #saved: Snapshot | undefined;
  #plugins: AttachedPlugins | undefined;

  private constructor(sandbox: Sandbox, stack: DevStack, config: DevConfig, directory: string) {
    this.sandbox = sandbox;
    this.stack = stack;
    this.config = config;
    this.#directory = directory;
  }

  /** Ends with {@link close}. */
  static async create({ erp = {}, now, env = {}, ownPlugins = false }: WorldOptions = {}): Promise<World> {
    const directory = mkdtempSync(join(tmpdir(), "modern-auth-engine-"));
    const tenant = createTenant(readDevConfig(), erp, now);
    // Waiting for a new secret to be known has a test of its own.
    tenant.entra.state.secretPropagation.requests = 0;
    const sandbox = await startSandbox({ directory: join(directory, "world"), tenant });
    const stack = await DevStack.create(sandbox, join(directory, "world")).catch(async (error: unknown) => {
      // Its servers would keep the test process alive for ever.
      await sandbox.close();
      rmSync(directory, { recursive: true, force: true });
      throw error;
    });
    Object.assign(stack.env, env);
    const world = new World(sandbox, stack, readDevConfig(), directory);
    try {
      if (!ownPlugins) world.#plugins = await attachPlugins(stack, join(directory, "world"));
      return world;
    } catch (error) {
      await world.close();
      throw error;
    }
  }

  /** A tenant with everything made, Google's client included. */
  static async provisioned(options: WorldOptions = {}): Promise<World> {
    const world = await World.create(options);
    await world.importGoogleClient();
    await world.up();
    world.save();
    return world;
  }

  /** A tenant without Google, where Microsoft alone is the subject: each run is a plugin and some seconds cheaper. */
  static async ofMicrosoft(options: WorldOptions = {}): Promise<World> {
    const world = await World.create(options);
    const run = await world.run(["config", "rm", "google"]);
    assert.equal(run.code, 0, run.stderr);
    world.save();
    return world;
  }

  /** The same, with everything made. */
  static async ofMicrosoftProvisioned(options: WorldOptions = {}): Promise<World> {
    const world = await World.ofMicrosoft(options);
    await world.up();
    world.save();
    return world;
  }

  async run(args: readonly string[], options: RunOptions = {}): Promise<Run> {
    const run = await this.stack.run(args, options);
    this.#output += run.stdout + run.stderr;
    return run;
  }

  /** @throws when the update fails */
  async up(options: RunOptions = {}): Promise<Run> {
    const run = await this.run(["up", "--yes", "--skip-preview"], options);
    assert.equal(run.code, 0, `up failed:\n${run.stdout}${run.stderr}`);
    return run;
  }

  async preview(options: RunOptions = {}): Promise<Preview> {
    const run = await this.run(["preview", "--json", "--expect-no-changes"], options);
    const parsed = run.stdout.startsWith("{");
    return {
      code: run.code,
      steps: parsed ? plannedSteps(run.stdout) : [],
      raw: parsed ? stepsAsRecorded(run.stdout) : [],
      messages: `${parsed ? diagnostics(run.stdout).join("\n") : run.stdout}\n${run.stderr}`,
    };
  }

  /** Exit code 0 and nothing planned. */
  async assertClean(options: RunOptions = {}): Promise<void> {
    const { code, steps, messages } = await this.preview(options);
    assert.deepEqual(steps, [], messages);
    assert.equal(code, 0, messages);
  }

  async outputs(): Promise<Record<string, Record<string, unknown>>> {
    return JSON.parse((await this.run(["stack", "output", "--json"])).stdout);
  }

  /** Sets one key of the stack configuration. */
  async set(path: string, value: string, kind: "plain" | "secret" = "plain"): Promise<void> {
    if (kind === "secret") this.#given.add(value);
    const key = /[.[]/.test(path) ? ["--path", path] : [path];
    const run = await this.run(
      ["config", "set", ...(kind === "secret" ? ["--secret", ...key] : [...key, value])],
      kind === "secret" ? { input: value } : {},
    );
    assert.equal(run.code, 0, run.stderr);
  }

  /** Sets one key to a text, be it one of digits. */
  async setText(path: string, value: string): Promise<void> {
    const run = await this.run(["config", "set", "--path", "--type", "string", path, value]);
    assert.equal(run.code, 0, run.stderr);
  }

  async importGoogleClient(): Promise<string> {
    const { content, clientId } = createClientByHand(this.sandbox.google, this.config);
    await this.set("googleClientFile", JSON.stringify(content), "secret");
    return clientId;
  }

  get #emulators(): Emulator<object>[] {
    return [this.sandbox.entra, this.sandbox.google, this.sandbox.erp];
  }

  /** Remembers the three systems, the state and the configuration, for {@link restore}. */
  save(): void {
    const folder = mkdtempSync(join(this.#directory, "saved-"));
    cpSync(join(this.#directory, "world"), folder, {
      recursive: true,
      filter: (path) => !/\/(home|tmp)$/.test(path),
    });
    this.#saved = { emulators: this.#emulators.map((one) => [one, structuredClone(one.state)]), folder };
  }

  /** Puts everything back, so that tests do not depend on each other. @throws when a secret stands in clear somewhere */
  restore(): void {
    assert.ok(this.#saved, "save() comes first");
    // Before what the test wrote is gone; told only afterwards, so that the next test finds all in order.
    const leaks = this.#newLeaks();
    for (const [emulator, state] of this.#saved.emulators) {
      emulator.replaceState(structuredClone(state));
      emulator.faults.list = [];
      emulator.faults.readsBeforeVisible = 0;
      unwatched(emulator.faults);
    }
    rmSync(join(this.#directory, "world", "state"), { recursive: true, force: true });
    cpSync(this.#saved.folder, join(this.#directory, "world"), { recursive: true });
    assert.deepEqual(leaks, [], "secrets stand in clear");
  }

  /** Forgets the state, as if its backend had been lost; the configuration stays. */
  async loseState(): Promise<void> {
    rmSync(join(this.#directory, "world", "state", ".pulumi"), { recursive: true, force: true });
    await this.initStack();
  }

  /** Makes the stack in a backend that lacks it; the configuration stays as it is. */
  async initStack(options: RunOptions = {}): Promise<void> {
    const run = await this.run(["stack", "init", "dev", "--no-select"], options);
    assert.equal(run.code, 0, run.stderr);
  }

  /** What must stand in clear nowhere, besides what the sandbox and `set` know. */
  hide(secret: string): void {
    this.#given.add(secret);
  }

  /** Ends the sandbox. @throws when a secret that was used stands in clear in anything that was written or printed */
  async close(): Promise<void> {
    await this.#plugins?.close();
    await this.sandbox.close();
    const leaks = this.#newLeaks();
    rmSync(this.#directory, { recursive: true, force: true });
    assert.deepEqual(leaks, [], "secrets stand in clear");
  }

  /** Where secrets stand in clear in what was written or printed since the last search; nothing older can hold a newer secret. */
  #newLeaks(): string[] {
    const secrets = [...this.sandbox.secrets(), ...this.#given];
    const output = this.#output;
    this.#output = "";
    return [
      ...leaksBelow(this.#directory, secrets, (file) => this.#isNew(file)),
      ...leaksInText(output, secrets).map((kind) => `output: ${kind}`),
    ];
  }

  #isNew(file: string): boolean {
    // Not the time of modification: a copy may bring that along.
    const { ctimeNs, size } = lstatSync(file, { bigint: true });
    const mark = `${ctimeNs} ${size}`;
    if (this.#searched.get(file) === mark) return false;
    this.#searched.set(file, mark);
    return true;
  }
}

/** "azuread Application web.redirectUris[1]", one line a property, or the operation where the whole resource is concerned. */
export const named = (steps: readonly PlannedStep[]): string[] =>
  steps
    .flatMap(({ op, type, properties }) =>
      properties.length > 0 ? properties.map((path) => `${type} ${path}`) : [`${op} ${type}`],
    )
    .toSorted();
