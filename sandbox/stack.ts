import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Sandbox } from "./sandbox.ts";
import { devConfigFile } from "./tenant.ts";
import { readToolchain } from "./toolchain/toolchain.ts";

export interface Run {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** Text for standard input: the way for a secret, which must never be an argument. */
  input?: string;
  /** Differences from the usual environment; undefined takes a variable out. */
  env?: Record<string, string | undefined>;
  /** Sees each piece of output as it comes. */
  onOutput?: (text: string) => void;
  /** Receives the process right after its start. */
  onStart?: (child: ReturnType<typeof spawn>) => void;
}

export const STACK = "dev";
const repository = fileURLToPath(new URL("..", import.meta.url));

/** The dev stack in a state backend of its own, worked on with the real Pulumi CLI. */
export class DevStack {
  /** Environment for plain `pulumi` commands on this stack. */
  readonly env: Record<string, string>;
  readonly configFile: string;
  readonly #pulumi: string;

  private constructor(env: Record<string, string>, configFile: string, pulumi: string) {
    this.env = env;
    this.configFile = configFile;
    this.#pulumi = pulumi;
  }

  /** Makes the stack, with a copy of the committed configuration that may hold secrets. */
  static async create(sandbox: Sandbox, directory: string): Promise<DevStack> {
    const toolchain = readToolchain();
    const state = join(directory, "state");
    const scratch = join(directory, "init");
    const home = join(directory, "home");
    const temporary = join(directory, "tmp");
    for (const folder of [state, scratch, home, temporary]) mkdirSync(folder, { recursive: true });
    // A home of its own keeps logs and workspace settings out of the user's; real plugins stay where they are.
    if (!existsSync(join(home, "plugins")))
      symlinkSync(join(toolchain.home, "plugins"), join(home, "plugins"));
    const configFile = join(directory, `Pulumi.${STACK}.yaml`);
    const env = {
      ...sandbox.network,
      ...sandbox.identities,
      PATH: [...toolchain.path, process.env.PATH].join(":"),
      PULUMI_HOME: home,
      TMPDIR: temporary,
      // Beside each state the backend would write a file of attributes, not atomically: a run that is killed meanwhile leaves it empty,
      // and the state cannot be read any more.
      PULUMI_BACKEND_URL: `${pathToFileURL(state).href}?metadata=skip`,
      PULUMI_CONFIG_PASSPHRASE: sandbox.passphrase,
      PULUMI_STACK: STACK,
      PULUMI_OPTION_CONFIG_FILE: configFile,
      PULUMI_SKIP_UPDATE_CHECK: "1",
      PULUMI_DIY_BACKEND_NO_LEGACY_WARNING: "1",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
    const stack = new DevStack(env, configFile, toolchain.pulumi);
    // "stack init" writes the encryption salt beside the Pulumi.yaml it finds, and the committed file must stay as it is.
    writeFileSync(join(scratch, "Pulumi.yaml"), readFileSync(join(repository, "Pulumi.yaml")));
    await stack.must(["stack", "init", STACK, "--cwd", scratch, "--no-select"]);
    const salt = readFileSync(join(scratch, `Pulumi.${STACK}.yaml`), "utf8");
    writeFileSync(
      configFile,
      `${readFileSync(devConfigFile, "utf8")}${/^encryptionsalt: .*$/m.exec(salt)?.[0] ?? ""}\n`,
    );
    await stack.must(["config", "set", "--secret", "modernauth:erpPassword"], { input: sandbox.erpApiKey });
    return stack;
  }

  /** Runs one `pulumi` command in the repository. */
  run(args: readonly string[], options: RunOptions = {}): Promise<Run> {
    return this.#start(this.#pulumi, [...args, "--non-interactive", "--color", "never"], options);
  }

  /** Runs one `modern-auth` command in the repository. */
  modernAuth(args: readonly string[], options: RunOptions = {}): Promise<Run> {
    return this.#start(process.execPath, ["cli/main.ts", ...args], options);
  }

  async #start(command: string, args: readonly string[], options: RunOptions): Promise<Run> {
    const child = spawn(command, args, {
      cwd: repository,
      env: { ...process.env, ...this.env, ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    options.onStart?.(child);
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        output[name] += text;
        options.onOutput?.(text);
      });
    }
    child.stdin.on("error", () => {}).end(options.input ?? "");
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => resolve({ code, signal, ...output }));
    });
  }

  /** @throws when the command fails, with all it printed */
  async must(args: readonly string[], options: RunOptions = {}): Promise<Run> {
    const run = await this.run(args, options);
    if (run.code !== 0)
      throw new Error(
        `pulumi ${args.join(" ")} ended with ${run.code ?? run.signal}:\n${run.stdout}${run.stderr}`,
      );
    return run;
  }
}
