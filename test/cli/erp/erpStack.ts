import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import type { ErpOptions, ErpState } from "#sandbox/emulators/erp/erp.ts";
import { leaksInText } from "#sandbox/leaks.ts";
import { type Sandbox, startSandbox } from "#sandbox/sandbox.ts";
import { DevStack } from "#sandbox/stack.ts";
import { createTenant, readDevConfig } from "#sandbox/tenant.ts";

const main = fileURLToPath(new URL("../../../src/cli/main.ts", import.meta.url));

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The dev stack beside the emulated systems, for commands that need its ERP and not the engine. */
export class ErpStack {
  readonly sandbox: Sandbox;
  readonly stack: DevStack;
  readonly #directory: string;
  #printed = "";
  #saved: ErpState;

  private constructor(sandbox: Sandbox, stack: DevStack, directory: string) {
    this.sandbox = sandbox;
    this.stack = stack;
    this.#directory = directory;
    this.#saved = structuredClone(sandbox.erp.state);
  }

  static async create(erp: Partial<ErpOptions> = {}): Promise<ErpStack> {
    const directory = mkdtempSync(join(tmpdir(), "modern-auth-erp-"));
    const tenant = createTenant(readDevConfig(), erp);
    const sandbox = await startSandbox({ directory: join(directory, "world"), tenant });
    const stack = await DevStack.create(sandbox, join(directory, "world")).catch(async (error: unknown) => {
      await sandbox.close();
      throw error;
    });
    return new ErpStack(sandbox, stack, directory);
  }

  get erp(): Sandbox["erp"] {
    return this.sandbox.erp;
  }

  /** A row of the ERP that must be there. */
  row(model: string, id: number): Record<string, unknown> {
    const row = this.erp.state.records[model]?.[String(id)];
    assert.ok(row, `no record ${id} in ${model}`);
    return row;
  }

  /** Puts the ERP back to what it was in the beginning. */
  reset(): void {
    this.erp.replaceState(structuredClone(this.#saved));
    this.erp.faults.list = [];
  }

  /** The `erp` section as it stands in the configuration file. */
  get section(): Record<string, unknown> {
    const file = parse(readFileSync(this.stack.configFile, "utf8")) as { config: Record<string, unknown> };
    return file.config["erp-modern-auth:erp"] as Record<string, unknown>;
  }

  /** Changes the configuration with the real CLI. */
  async config(...args: string[]): Promise<void> {
    await this.stack.must(["config", ...args]);
  }

  /** Starts `modern-auth erp` as a user does. */
  start(args: readonly string[]): { ended: Promise<Ended>; output: () => string } {
    const child = spawn(process.execPath, [main, "erp", ...args], {
      cwd: dirname(this.stack.configFile),
      env: { ...process.env, ...this.stack.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        said[name] += text;
        this.#printed += text;
      });
    }
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, ...said }));
    });
    return { ended, output: () => said.stdout + said.stderr };
  }

  run(...args: string[]): Promise<Ended> {
    return this.start(args).ended;
  }

  /** Ends everything, and searches all that was printed for every secret that was used. */
  async close(): Promise<void> {
    await this.sandbox.close();
    rmSync(this.#directory, { recursive: true, force: true });
    assert.deepEqual(leaksInText(this.#printed, this.sandbox.secrets()), [], "a secret was printed");
  }
}
