import { createHash } from "node:crypto";
import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Project } from "#config/project.ts";
import type { Tenant } from "#stack/inventory/inventory.ts";
import type { TenantResult } from "../results/result.ts";
import { localFolder, makeLocalFolder } from "./localFolder.ts";
import { endedWell } from "./pool.ts";

/** A tenant that is done, and what it was done with. */
interface Line {
  /** Of the configuration file and the command. */
  digest: string;
  result: TenantResult;
}

/** One command over one selection: what is resumed must be the same. */
export interface Campaign {
  /** What is done, and its options, as each tenant's command gets them. */
  command: readonly [name: string, ...options: string[]];
  /** Names, globs and options that choose the tenants, and the state backend that the environment names. */
  selection: readonly string[];
}

/**
 * What a run over many tenants has done so far, a line for each tenant that ended well, so that a run that was interrupted can be resumed.
 * It is only ever believed as far as the files still say the same: what changed, failed or was never written down is done again.
 */
export class Journal {
  readonly file: string;
  readonly #project: Project;
  readonly #command: readonly string[];

  constructor(project: Project, { command, selection }: Campaign) {
    this.#project = project;
    this.file = join(localFolder(project), `${command[0]}-${digestOf([...command, "", ...selection])}.jsonl`);
    this.#command = command;
  }

  /** What is done already, by tenant. A line that was cut off counts for nothing. */
  read(tenants: readonly Tenant[]): Map<string, TenantResult> {
    const digests = new Map(tenants.map((tenant) => [tenant.name, this.#digest(tenant)]));
    const lines = textOf(this.file).split("\n").map(parsed);
    return new Map(
      lines
        .filter((line) => line !== undefined)
        .filter(({ digest, result }) => digests.get(result.tenant) === digest)
        .map(({ result }) => [result.tenant, result]),
    );
  }

  /** Forgets everything that was done. @throws Error when it cannot be written */
  begin(): void {
    makeLocalFolder(this.#project);
    writeFileSync(this.file, "");
  }

  /**
   * Remembers a tenant that ended well, with its file as it was when the run began. So a command that itself changes the file is done
   * again, which it takes well.
   *
   * @throws Error when it cannot be written
   */
  add(tenant: Tenant, result: TenantResult): void {
    if (!endedWell(result)) return;
    const line: Line = { digest: this.#digest(tenant), result };
    // What was cut off before must not spoil this line as well.
    appendFileSync(this.file, `\n${JSON.stringify(line)}\n`);
  }

  /** Nothing is left to resume. */
  end(): void {
    rmSync(this.file, { force: true });
  }

  #digest({ text }: Tenant): string {
    return digestOf([text, ...this.#command]);
  }
}

const digestOf = (parts: readonly string[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // No run to resume.
    return "";
  }
}

function parsed(line: string): Line | undefined {
  try {
    const { digest, result } = JSON.parse(line) as Line;
    return typeof result.tenant === "string" && endedWell(result) ? { digest, result } : undefined;
  } catch {
    return undefined;
  }
}
