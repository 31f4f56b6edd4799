import { renameSync, statSync, writeFileSync } from "node:fs";
import { wordedCause } from "#config/cause.ts";
import { resultsJson } from "#fleet/forms/json.ts";
import type { TenantResult } from "#fleet/results/result.ts";
import type { Tenant } from "#stack/inventory/inventory.ts";

/** Of the time of a run, a twentieth goes into writing its results at most. */
const PAUSE_PER_WRITE = 20;

/**
 * The file of `--results` while a run goes on: after each tenant it holds what is known by then, in the form that it has in the end, so
 * that a run that is killed leaves the results that it had. Tenants without one count as not run.
 */
export class ResultsFile {
  readonly #file: string | undefined;
  readonly #command: string;
  readonly #started: Date;
  readonly #tenants: readonly Tenant[];
  readonly #results = new Map<string, TenantResult>();
  #notBefore = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param file undefined where none is wanted */
  constructor(file: string | undefined, command: string, started: Date, tenants: readonly Tenant[]) {
    // What is no ordinary file, such as a pipe, gets the results once.
    this.#file = file && statSync(file, { throwIfNoEntry: false })?.isFile() !== false ? file : undefined;
    this.#command = command;
    this.#started = started;
    this.#tenants = tenants;
  }

  readonly add = (result: TenantResult): void => {
    this.#results.set(result.tenant, result);
    if (!this.#file) return;
    const wait = this.#notBefore - performance.now();
    if (wait <= 0) this.#write(this.#file);
    else this.#timer ??= setTimeout(() => this.#write(this.#file as string), wait).unref();
  };

  /** Writes no more: the whole of it follows. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #write(file: string): void {
    this.close();
    this.#timer = undefined;
    const began = performance.now();
    const run = {
      command: this.#command,
      started: this.#started.toISOString(),
      seconds: Math.round((Date.now() - this.#started.getTime()) / 1000),
      results: this.#tenants.map((tenant) => this.#results.get(tenant.name) ?? notYet(tenant)),
      notes: ["The run had not ended when this was written."],
    };
    try {
      // Whoever reads it meanwhile, or kills us, finds a whole file.
      writeFileSync(`${file}.part`, resultsJson(run));
      renameSync(`${file}.part`, file);
    } catch {
      // Writing it in the end says why it cannot be written.
    }
    const now = performance.now();
    this.#notBefore = now + (now - began) * PAUSE_PER_WRITE;
  }
}

const notYet = ({ name, tags, file }: Tenant): TenantResult => ({
  tenant: name,
  tags,
  outcome: "not-run",
  exitCode: 1,
  seconds: 0,
  cause: wordedCause({ kind: "not-begun", because: "interruption" }, { file }),
  next: [],
});
