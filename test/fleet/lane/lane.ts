import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import type { FleetRun } from "#fleet/results/result.ts";
import { createFleet, type FleetTenant } from "#sandbox/fleet/fleet.ts";
import { type FleetSandbox, startFleetSandbox } from "#sandbox/fleet/sandbox.ts";
import { FleetStacks } from "#sandbox/fleet/stacks.ts";
import { leaksBelow, leaksInText } from "#sandbox/leaks.ts";
import { killTree } from "#test/engine/running.ts";
import { firstStep } from "#test/fixtures/worded.ts";
import { CHANGES, type Change } from "./changes.ts";

/** A fleet of tenants with nothing made yet, worked on with the real engine as an operator does. */
export class Lane {
  readonly sandbox: FleetSandbox;
  readonly stacks: FleetStacks;
  readonly #directory: string;
  #printed = "";

  private constructor(sandbox: FleetSandbox, stacks: FleetStacks, directory: string) {
    this.sandbox = sandbox;
    this.stacks = stacks;
    this.#directory = directory;
  }

  static async create(size: number): Promise<Lane> {
    const directory = mkdtempSync(join(tmpdir(), "modern-auth-lane-"));
    const fleet = createFleet(size);
    const sandbox = await startFleetSandbox(fleet, directory);
    try {
      const stacks = await FleetStacks.create(sandbox, directory);
      for (const tenant of fleet.tenants) stacks.makeGoogleClient(tenant);
      return new Lane(sandbox, stacks, directory);
    } catch (error) {
      await sandbox.close();
      throw error;
    }
  }

  /** Runs one command over many tenants. */
  async run(args: readonly string[], onStart: (pid: number) => void = () => {}): Promise<Ran> {
    const { code, stdout, stderr } = await this.stacks.modernAuth([...args, "--json"], {
      env: { CI: "true" },
      onStart: ({ pid }) => onStart(pid ?? 0),
    });
    this.#printed += stdout + stderr;
    return { code, stderr, run: stdout.startsWith("{") ? (JSON.parse(stdout) as FleetRun) : undefined };
  }

  /** Runs it, and kills it with all that it started as soon as so many tenants have ended. @returns what it had said by then */
  async runAndKill(args: readonly string[], after: number): Promise<void> {
    let pid = 0;
    const running = this.run(args, (one) => {
      pid = one;
    });
    while (this.#done() < after) {
      const ended = await Promise.race([running, sleep(20)]);
      assert.ok(!ended || this.#done() >= after, "the run ended before it was killed");
    }
    killTree(pid);
    await running;
  }

  /** How many tenants a run has written down as done. */
  #done(): number {
    const folder = join(this.stacks.project, ".modern-auth");
    if (!existsSync(folder)) return 0;
    const journals = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
    return journals
      .flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"))
      .filter((line) => line.startsWith("{")).length;
  }

  /** What an operator does about locks of killed runs, once told: the command that the summary names, for each. */
  async cancelLocks({ run }: Ran): Promise<number> {
    const locked = (run?.results ?? []).filter((one) => firstStep(one)?.includes("pulumi cancel --stack"));
    for (const { tenant } of locked) await this.stacks.must(["cancel", "--yes", "--stack", tenant]);
    return locked.length;
  }

  /** Changes something by hand in so many tenants, chosen by chance: each kind of change once before one comes again. */
  changeByHand(count: number, seed: number): Map<string, Change> {
    const tenants = fc.shuffledSubarray([...this.sandbox.fleet.tenants], {
      minLength: count,
      maxLength: count,
    });
    const [chosen = []] = fc.sample(tenants, { numRuns: 1, seed });
    const done = chosen.map((tenant, place): [string, Change] => [
      tenant.name,
      must(CHANGES[place % CHANGES.length]),
    ]);
    for (const [name, change] of done) change.make(this.tenant(name));
    return new Map(done);
  }

  tenant(name: string): FleetTenant {
    return must(this.sandbox.fleet.tenants.find((one) => one.name === name));
  }

  /** How many app registrations of ours each directory has: one, or a killed run has left another. */
  registrations(): number[] {
    return this.sandbox.fleet.tenants.map(
      ({ entra }) =>
        Object.values(entra.state.applications).filter(({ displayName }) =>
          /^(CID ERP$|TERRAFORM_UPDATE_)/.test(String(displayName)),
        ).length,
    );
  }

  /** Ends all of it. @throws when a secret stands in clear in anything that was written or printed */
  async close(): Promise<void> {
    await this.sandbox.close();
    const secrets = this.sandbox.secrets();
    const leaks = [...leaksBelow(this.#directory, secrets), ...leaksInText(this.#printed, secrets)];
    rmSync(this.#directory, { recursive: true, force: true });
    assert.deepEqual(leaks, [], "secrets stand in clear");
  }
}

export interface Ran {
  code: number | null;
  stderr: string;
  run: FleetRun | undefined;
}

function must<T>(value: T | undefined): T {
  assert.ok(value !== undefined);
  return value;
}
