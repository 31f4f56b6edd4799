import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseDocument } from "yaml";
import type { Identities } from "./tenant.ts";
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
  /**
   * Whether the run starts its plugins itself, as it does for users. It does wherever its environment differs: plugins that run already
   * have the usual one.
   */
  ownPlugins?: boolean;
  /** Sees each piece of output as it comes. */
  onOutput?: (text: string) => void;
  /** Receives the process right after its start. */
  onStart?: (child: ReturnType<typeof spawn>) => void;
}

/** The sandbox that the programs of a workspace live in. */
export interface Surroundings {
  network: Record<string, string>;
  identities: Identities;
  passphrase: string;
}

export const repository = fileURLToPath(new URL("..", import.meta.url));

/**
 * The repository's own project, for a folder somewhere else.
 *
 * @param differences keys of Pulumi.yaml that are others there
 */
export function projectFile(differences: Readonly<Record<string, string>> = {}): string {
  const document = parseDocument(readFileSync(join(repository, "Pulumi.yaml"), "utf8"));
  document.set("main", join(repository, "index.ts"));
  document.setIn(["plugins", "providers", 0, "path"], join(repository, "src", "provider"));
  for (const [key, value] of Object.entries(differences)) document.set(key, value);
  return document.toString();
}

/** A folder with a Pulumi project and a state backend of its own, worked on with the real commands. */
export class Workspace {
  /** Environment for plain `pulumi` and `modern-auth` commands. */
  readonly env: Record<string, string>;
  /** Variables by which the engine finds plugins that run already; see `attached/`. */
  attached: Readonly<Record<string, string>> = {};
  readonly #cwd: string;
  readonly #pulumi: string;

  /** @param cwd the folder of the project @param directory for state and scratch files; made when missing */
  constructor(sandbox: Surroundings, cwd: string, directory: string) {
    const toolchain = readToolchain();
    const state = join(directory, "state");
    const home = join(directory, "home");
    const temporary = join(directory, "tmp");
    for (const folder of [state, home, temporary]) mkdirSync(folder, { recursive: true });
    // A home of its own keeps logs and workspace settings out of the user's; real plugins stay where they are.
    if (!existsSync(join(home, "plugins")))
      symlinkSync(join(toolchain.home, "plugins"), join(home, "plugins"));
    this.#cwd = cwd;
    this.#pulumi = toolchain.pulumi;
    this.env = {
      ...sandbox.network,
      ...sandbox.identities,
      PATH: [...toolchain.path, join(repository, "src", "cli", "bin"), process.env.PATH].join(":"),
      PULUMI_HOME: home,
      TMPDIR: temporary,
      // Beside each state the backend would write a file of attributes, not atomically: a run that is killed meanwhile leaves it empty,
      // and the state cannot be read any more.
      PULUMI_BACKEND_URL: `${pathToFileURL(state).href}?metadata=skip`,
      PULUMI_CONFIG_PASSPHRASE: sandbox.passphrase,
      PULUMI_SKIP_UPDATE_CHECK: "1",
      PULUMI_DIY_BACKEND_NO_LEGACY_WARNING: "1",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
  }

  /** Runs one `pulumi` command in the project. */
  run(args: readonly string[], options: RunOptions = {}): Promise<Run> {
    return this.#start(this.#pulumi, [...args, "--non-interactive", "--color", "never"], options);
  }

  /**
   * Runs one `modern-auth` command in the project. The engine that it starts has its own plugins: only those can tell the command by data
   * why they failed.
   */
  modernAuth(args: readonly string[], options: RunOptions = {}): Promise<Run> {
    const command = join(repository, "src", "cli", "bin", "modern-auth");
    return this.#start(command, args, { ownPlugins: true, ...options });
  }

  /** Runs a `pulumi` command that has to succeed. @throws when it fails, with all it printed */
  async must(args: readonly string[], options: RunOptions = {}): Promise<Run> {
    const run = await this.run(args, options);
    if (run.code !== 0)
      throw new Error(
        `pulumi ${args.join(" ")} ended with ${run.code ?? run.signal}:\n${run.stdout}${run.stderr}`,
      );
    return run;
  }

  async #start(command: string, args: readonly string[], options: RunOptions): Promise<Run> {
    const { env = {}, ownPlugins = Object.keys(env).length > 0 } = options;
    const child = spawn(command, args, {
      cwd: this.#cwd,
      env: { ...process.env, ...this.env, ...(ownPlugins ? {} : this.attached), ...env },
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
}
