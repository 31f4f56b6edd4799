import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { leaksBelow, leaksInText } from "#sandbox/leaks.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** What a run gets beside the usual. */
export interface RunOptions {
  input?: string | Uint8Array;
  env?: NodeJS.ProcessEnv;
  /** Default: the project's folder. */
  cwd?: string;
  /** Sees all of standard error as it comes. */
  onError?: (child: ChildProcess, said: string) => unknown;
}

/** A project with a backend of files, for commands that need neither the engine nor a cloud. */
export class ProjectFolder {
  readonly folder = mkdtempSync(join(tmpdir(), "modern-auth-project-"));
  /** Where the stacks' files are. */
  readonly stacks = join(this.folder, "stacks");
  /** Where temporary files go. */
  readonly temporary = join(this.folder, "tmp");
  readonly env: NodeJS.ProcessEnv;
  #printed = "";

  constructor() {
    for (const name of ["state", "home", "tmp"]) mkdirSync(join(this.folder, name));
    writeFileSync(
      join(this.folder, "Pulumi.yaml"),
      `${readFileSync(join(root, "Pulumi.yaml"), "utf8")}stackConfigDir: stacks\n`,
    );
    this.env = {
      ...process.env,
      // Relative on purpose: it has to be found from every folder that a command works in.
      PULUMI_BACKEND_URL: "file://./state?metadata=skip",
      PULUMI_CONFIG_PASSPHRASE: "made up",
      PULUMI_HOME: join(this.folder, "home"),
      PULUMI_SKIP_UPDATE_CHECK: "1",
      TMPDIR: this.temporary,
    };
  }

  /** Runs `modern-auth` as a user does in the project's folder. */
  async modernAuth(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
    const ended = await this.#run(process.execPath, [join(root, "src/cli/main.ts"), ...args], options);
    this.#printed += ended.stdout + ended.stderr;
    return ended;
  }

  /** Adds a tenant with Google. @param password of its ERP */
  async addTenant(name: string, password: string): Promise<void> {
    const given = [
      "--dns",
      `${name}.cid-erp.app`,
      "--google-project",
      `${name}-erp-1`,
      "--company",
      "Acme SA",
    ];
    const erp = ["--erp-database", name, "--erp-login", "integration", "--erp-password-stdin"];
    const { code, stderr } = await this.modernAuth(["tenant", "add", name, ...given, ...erp], {
      input: password,
    });
    assert.equal(code, 0, stderr);
  }

  /** Runs a `pulumi` command that must succeed. @returns what it printed */
  async pulumi(args: readonly string[], options: RunOptions = {}): Promise<string> {
    const { code, stdout, stderr } = await this.#run("pulumi", [...args, "--non-interactive"], options);
    assert.equal(code, 0, stderr);
    return stdout;
  }

  #run(
    command: string,
    args: readonly string[],
    { input = "", env = {}, cwd = this.folder, onError }: RunOptions,
  ): Promise<Ended> {
    const child = spawn(command, args, { cwd, env: { ...this.env, ...env } });
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const)
      child[name].setEncoding("utf8").on("data", (text: string) => {
        said[name] += text;
        if (name === "stderr") onError?.(child, said.stderr);
      });
    child.stdin.on("error", () => {}).end(input);
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, ...said }));
    });
  }

  /** The names in the folder of the stacks. */
  files(): string[] {
    return existsSync(this.stacks) ? readdirSync(this.stacks).toSorted() : [];
  }

  /** A tenant's configuration file. */
  text(tenant: string): string {
    return readFileSync(join(this.stacks, `Pulumi.${tenant}.yaml`), "utf8");
  }

  /** A tenant's ERP password, as the program gets it. */
  async password(tenant: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
    const config = await this.pulumi(["config", "--json", "--show-secrets", "--stack", tenant], { env });
    return JSON.parse(config)["modernauth:erpPassword"].value;
  }

  /** The stacks in the backend. */
  async stackNames(): Promise<string[]> {
    const stacks = JSON.parse(await this.pulumi(["stack", "ls", "--json"])) as { name: string }[];
    return stacks.map(({ name }) => name).toSorted();
  }

  /** Takes it away, after a search of all that was printed and written for these secrets. */
  close(secrets: readonly string[]): void {
    const printed = leaksInText(this.#printed, secrets);
    const written = leaksBelow(this.folder, secrets);
    const left = readdirSync(this.temporary);
    rmSync(this.folder, { recursive: true, force: true });
    assert.deepEqual({ printed, written, left }, { printed: [], written: [], left: [] });
  }
}
