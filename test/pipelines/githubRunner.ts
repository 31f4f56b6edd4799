import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type Contexts, runs } from "./expressions.ts";
import { ForgeServer } from "./forgeServer.ts";
import { filled, GithubJob, type Step } from "./githubJob.ts";
import type { Repository } from "./repository.ts";

/** What a run of a workflow is for. */
export interface GithubEvent {
  github: { ref: string; ref_name: string; event: object };
  vars: Readonly<Record<string, string>>;
  secrets: Readonly<Record<string, string>>;
}

/** How a job went. One that did not run is not in the list. */
export interface JobRun {
  job: string;
  ok: boolean;
  output: string;
}

interface Job {
  if?: string;
  needs?: string;
  strategy?: { matrix: { shard: number[] } };
  env?: Record<string, string>;
  steps: Step[];
}

/**
 * Runs workflows on this machine as far as ours need it: scripts as they stand, checkout and artifacts by hand, caches not at all.
 * Whatever else a workflow would ask for is an error.
 */
export class GithubRunner {
  readonly #repository: Repository;
  readonly #env: Readonly<Record<string, string>>;
  /** @param env of the machine: what a hosted runner has, and the sandbox in place of identities and clouds */
  constructor(repository: Repository, env: Readonly<Record<string, string>>) {
    this.#repository = repository;
    this.#env = env;
  }

  /** @param path of the workflow, as it is at the event's ref */
  async run(path: string, event: GithubEvent): Promise<JobRun[]> {
    const { jobs } = parse(this.#repository.show(event.github.ref, path)) as { jobs: Record<string, Job> };
    const artifacts = mkdtempSync(join(this.#repository.folder, "artifacts-"));
    const done: JobRun[] = [];
    for (const [name, job] of Object.entries(jobs)) {
      const failed = done.some((one) => one.job.startsWith(`${job.needs} `) && !one.ok);
      for (const shard of job.strategy?.matrix.shard ?? [undefined]) {
        const contexts = { ...contextsOf(event), ...(shard === undefined ? {} : { matrix: { shard } }) };
        if (!runs(job.if, contexts, { failed })) continue;
        const label = shard === undefined ? name : `${name} ${shard}`;
        done.push({ job: label, ...(await this.#runJob(job, contexts, artifacts)) });
      }
    }
    return done;
  }

  async #runJob(job: Job, contexts: Contexts, artifacts: string): Promise<Omit<JobRun, "job">> {
    const workspace = mkdtempSync(join(this.#repository.folder, "job-"));
    const { github } = contexts as { github: GithubEvent["github"] };
    const run = new GithubJob(
      this.#repository,
      {
        ...this.#env,
        GITHUB_REF: github.ref,
        GITHUB_REF_NAME: github.ref_name,
        ...filled(job.env, contexts),
      },
      workspace,
      artifacts,
    );
    for (const step of job.steps) await run.step(step, contexts);
    rmSync(workspace, { recursive: true, force: true });
    return { ok: !run.status.failed, output: run.output };
  }
}

const contextsOf = ({ github, vars, secrets }: GithubEvent): Contexts => ({
  github: { ...github, repository: "contoso/erp-tenants", token: ForgeServer.TOKEN, run_id: 7 },
  runner: { os: "Linux" },
  vars,
  secrets,
});
