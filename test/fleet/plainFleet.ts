import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { FleetRun, TenantResult } from "#fleet/results/result.ts";
import { readToolchain } from "#sandbox/toolchain/toolchain.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const PROJECT = "erp-modern-auth";

/** A program that lasts until a file is there. */
const PROGRAM = `
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
while (process.env.UNTIL && !existsSync(process.env.UNTIL)) await sleep(20);
`;

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/**
 * Tenants without any system behind them: a Google project that is to be made, and never is, because the program is an empty one. What remains is
 * the real command line, the real Pulumi CLI and a state backend of files.
 */
export class PlainFleet {
  readonly folder = mkdtempSync(join(tmpdir(), "modern-auth-fleet-"));
  readonly state = join(this.folder, "state");
  readonly project = join(this.folder, "project");
  readonly env: Record<string, string>;
  /** The line that decides on the key of the tenants' secrets. */
  #salt = "";

  private constructor() {
    const toolchain = readToolchain();
    this.env = {
      PATH: [...toolchain.path, process.env.PATH].join(":"),
      PULUMI_HOME: join(this.folder, "home"),
      PULUMI_BACKEND_URL: `${pathToFileURL(this.state).href}?metadata=skip`,
      PULUMI_CONFIG_PASSPHRASE: "passphrase of the plain fleet",
      PULUMI_SKIP_UPDATE_CHECK: "1",
      PULUMI_DIY_BACKEND_NO_LEGACY_WARNING: "1",
    };
  }

  /** @param tenants of these, each has a stack */
  static async create(...tenants: string[]): Promise<PlainFleet> {
    const fleet = new PlainFleet();
    for (const folder of [fleet.state, fleet.project]) mkdirSync(folder);
    symlinkSync(join(root, "node_modules"), join(fleet.project, "node_modules"));
    fleet.write(
      "Pulumi.yaml",
      `name: ${PROJECT}\nruntime:\n  name: nodejs\n  options: {typescript: false}\nmain: index.js\n`,
    );
    fleet.write("package.json", '{"type": "module"}');
    fleet.write("index.js", PROGRAM);
    const [first = "", ...others] = tenants;
    const init = await fleet.run("pulumi", ["stack", "init", first, "--no-select", "--non-interactive"]);
    if (init.code !== 0) throw new Error(init.stderr);
    fleet.#salt = readFileSync(fleet.file(first), "utf8");
    for (const tenant of tenants) fleet.configure(tenant);
    // A stack that was just made differs from another one only by its name.
    const state = readFileSync(fleet.stateFile(first), "utf8");
    for (const tenant of others)
      writeFileSync(fleet.stateFile(tenant), state.replaceAll(`/${first}"`, `/${tenant}"`));
    return fleet;
  }

  /** Gives a tenant a configuration that is valid. */
  configure(tenant: string): void {
    this.write(
      `Pulumi.${tenant}.yaml`,
      `${this.#salt}config:
  pulumi:disable-default-providers: ["*"]
  ${PROJECT}:dns: ${tenant}.cid-erp.app
  ${PROJECT}:google: {project: ${tenant}-erp, createProject: {folder: "1"}}
  ${PROJECT}:erp: {access: vendor, company: Exemple SA}
  ${PROJECT}:tags: [${tenant.slice(0, 2)}]
`,
    );
  }

  file = (tenant: string): string => join(this.project, `Pulumi.${tenant}.yaml`);

  stateFile = (tenant: string): string => join(this.state, ".pulumi", "stacks", PROJECT, `${tenant}.json`);

  lockFolder = (tenant: string): string =>
    join(this.state, ".pulumi", "locks", "organization", PROJECT, tenant);

  isLocked = (tenant: string): boolean =>
    existsSync(this.lockFolder(tenant)) && readdirSync(this.lockFolder(tenant)).length > 0;

  write(file: string, text: string): void {
    writeFileSync(join(this.project, file), text);
  }

  /** Runs `modern-auth` in the project's folder, as a user does. */
  modernAuth(args: readonly string[], env: Record<string, string | undefined> = {}): Promise<Ended> {
    return this.startModernAuth(args, env).ended;
  }

  /** Starts it and lets the test watch it. */
  startModernAuth(args: readonly string[], env: Record<string, string | undefined> = {}) {
    return this.start(process.execPath, [join(root, "src", "cli", "main.ts"), ...args], env);
  }

  /** The same with `--json`. */
  async fleetRun(
    args: readonly string[],
    env: Record<string, string | undefined> = {},
  ): Promise<FleetRun & Ended & Named> {
    const ended = await this.modernAuth([...args, "--json"], env);
    if (!ended.stdout.startsWith("{")) throw new Error(`no JSON:\n${ended.stdout}${ended.stderr}`);
    const run = JSON.parse(ended.stdout) as FleetRun;
    return { ...run, ...ended, of: Object.fromEntries(run.results.map((one) => [one.tenant, one])) };
  }

  run(
    command: string,
    args: readonly string[],
    env: Record<string, string | undefined> = {},
  ): Promise<Ended> {
    return this.start(command, args, env).ended;
  }

  start(command: string, args: readonly string[], env: Record<string, string | undefined> = {}) {
    const child = spawn(command, args, {
      cwd: this.project,
      env: { ...process.env, ...this.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const printed = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const)
      child[name].setEncoding("utf8").on("data", (text: string) => (printed[name] += text));
    const ended = once(child, "close").then(([code, signal]) => ({ code, signal, ...printed }) as Ended);
    return { child, printed, ended };
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

interface Named {
  /** The results by tenant. */
  of: Record<string, TenantResult>;
}
