import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serveAttached } from "#sandbox/attached/serve.ts";
import { azuread } from "#sandbox/standins/azuread/plugin.ts";
import { trustCertificateFile } from "#sandbox/standins/bridge/trust.ts";
import { gcp } from "#sandbox/standins/gcp/plugin.ts";
import { type Step, stepsAsRecorded } from "./steps.ts";
import { enginePath, nodeModules, pulumiFolder } from "./toolchain.ts";

export interface Outcome {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface StateResource {
  urn: string;
  id?: string;
  type: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
}

/** A Pulumi project with one stack in a folder of its own, driven by the real CLI. */
export class Stack {
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #project: string;
  #stop = (): void => {};

  private constructor(folder: string, env: NodeJS.ProcessEnv, project: string) {
    this.#folder = folder;
    this.#env = env;
    this.#project = project;
  }

  /**
   * A stack whose program and plugin run in this process, under its environment from now on: each run of the engine takes a fourth of
   * the time. Not for runs that fail: what a failed program leaves behind would fail the test.
   */
  static async attached(project: string, program: string, env: NodeJS.ProcessEnv): Promise<Stack> {
    Object.assign(process.env, env);
    trustCertificateFile(env["SSL_CERT_FILE"]);
    const served = await serveAttached([azuread(env), gcp(env)]);
    const stack = await Stack.create(project, program, { ...env, ...served.env });
    stack.#stop = served.stop;
    return stack;
  }

  /** @param program the text of index.ts; it finds its options in the environment variable PROGRAM */
  static async create(project: string, program: string, env: NodeJS.ProcessEnv): Promise<Stack> {
    const folder = await mkdtemp(join(tmpdir(), `stand-in-${project}-`));
    const state = join(folder, "state");
    await mkdir(state);
    await symlink(nodeModules, join(folder, "node_modules"));
    await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module", main: "index.ts" }));
    await writeFile(join(folder, "index.ts"), program);
    await writeFile(
      join(folder, "Pulumi.yaml"),
      `name: ${project}\nmain: index.ts\nruntime: {name: nodejs, options: {typescript: false}}\noptions: {refresh: always}\n`,
    );
    const stack = new Stack(
      folder,
      {
        PATH: enginePath(),
        HOME: join(folder, "home"),
        PULUMI_HOME: join(folder, "home", ".pulumi"),
        PULUMI_BACKEND_URL: `file://${state}`,
        PULUMI_CONFIG_PASSPHRASE: "throw-away",
        PULUMI_SKIP_UPDATE_CHECK: "1",
        PULUMI_DIY_BACKEND_NO_LEGACY_WARNING: "1",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache"),
        ...env,
      },
      project,
    );
    await stack.ok(["stack", "init", "dev"]);
    return stack;
  }

  async run(args: readonly string[], options: unknown = {}): Promise<Outcome> {
    // Where the program runs in this process.
    process.env["PROGRAM"] = JSON.stringify(options);
    const child = spawn(join(pulumiFolder() ?? "", "pulumi"), [...args, "--non-interactive"], {
      cwd: this.#folder,
      env: { ...this.#env, PROGRAM: process.env["PROGRAM"] },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [out, error]: [string[], string[]] = [[], []];
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => out.push(chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => error.push(chunk));
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve(code ?? -1));
    });
    return { exitCode, stdout: out.join(""), stderr: error.join("") };
  }

  async ok(args: readonly string[], options: unknown = {}): Promise<Outcome> {
    const outcome = await this.run(args, options);
    if (outcome.exitCode !== 0)
      throw new Error(`pulumi ${args.join(" ")}: ${outcome.exitCode}\n${outcome.stdout}${outcome.stderr}`);
    return outcome;
  }

  up(options: unknown = {}): Promise<Outcome> {
    return this.ok(["up", "--yes", "--skip-preview"], options);
  }

  destroy(): Promise<Outcome> {
    return this.ok(["destroy", "--yes", "--skip-preview"]);
  }

  /** What a preview plans, in the form of the recordings. */
  async preview(options: unknown = {}): Promise<{ exitCode: number; steps: Step[]; text: string }> {
    const outcome = await this.run(["preview", "--json", "--expect-no-changes"], options);
    const steps = stepsAsRecorded(outcome.stdout);
    return { exitCode: outcome.exitCode, steps, text: outcome.stdout + outcome.stderr };
  }

  async resources({ secrets = true } = {}): Promise<StateResource[]> {
    const { stdout } = await this.ok(["stack", "export", ...(secrets ? ["--show-secrets"] : [])]);
    return (JSON.parse(stdout) as { deployment: { resources?: StateResource[] } }).deployment.resources ?? [];
  }

  async resource(name: string): Promise<StateResource> {
    const found = (await this.resources()).find(({ urn }) => urn.endsWith(`::${name}`));
    if (!found) throw new Error(`no resource ${name} in the state of ${this.#project}`);
    return found;
  }

  async dispose(): Promise<void> {
    this.#stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
