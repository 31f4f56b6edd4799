import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { GitlabJob, GitlabProject } from "./gitlabProject.ts";
import type { Repository } from "./repository.ts";
import { shell } from "./shell.ts";

/** How a job went. */
export interface JobRun {
  job: string;
  ok: boolean;
  output: string;
}

/** Runs GitLab's jobs on this machine: scripts as they stand, one job after the other, artifacts from each to the later ones. */
export class GitlabRunner {
  readonly #project: GitlabProject;
  readonly #repository: Repository;
  readonly #env: Readonly<Record<string, string>>;
  readonly #plugins: string;

  /**
   * @param env of the machine, with the sandbox in place of identities and clouds
   * @param plugins folder of Pulumi's plugins, as a cache would bring it back
   */
  constructor(
    project: GitlabProject,
    repository: Repository,
    env: Readonly<Record<string, string>>,
    plugins: string,
  ) {
    this.#project = project;
    this.#repository = repository;
    this.#env = env;
    this.#plugins = plugins;
  }

  /** Runs the jobs that a pipeline with these variables has. @param ref what is checked out */
  async run(ref: string, variables: Readonly<Record<string, string>>): Promise<JobRun[]> {
    const artifacts = mkdtempSync(join(this.#repository.folder, "artifacts-"));
    const jobs = this.#project.jobs();
    const done: JobRun[] = [];
    for (const label of this.#project.jobsFor(variables)) {
      const [, name = label, index = "", total = ""] = /^(.*): \[(\d+)\/(\d+)\]$/.exec(label) ?? [];
      const job = jobs.get(name);
      if (!job) throw new Error(`The pipeline has no job "${name}".`);
      const node: Record<string, string> = index ? { CI_NODE_INDEX: index, CI_NODE_TOTAL: total } : {};
      done.push({ job: label, ...(await this.#runJob(job, ref, { ...variables, ...node }, artifacts)) });
    }
    return done;
  }

  async #runJob(
    job: GitlabJob,
    ref: string,
    variables: Readonly<Record<string, string>>,
    artifacts: string,
  ): Promise<Omit<JobRun, "job">> {
    const workspace = mkdtempSync(join(this.#repository.folder, "job-"));
    this.#repository.checkOut(workspace, ref, Number(job.variables?.GIT_DEPTH));
    mkdirSync(join(workspace, ".pulumi-home"));
    symlinkSync(this.#plugins, join(workspace, ".pulumi-home", "plugins"));
    cpSync(artifacts, workspace, { recursive: true });
    const predefined = { ...this.#env, ...variables, CI_PROJECT_DIR: workspace };
    const own = Object.entries(job.variables ?? {}).map(([name, value]) => [name, expand(value, predefined)]);
    const tokens = Object.keys(job.id_tokens ?? {}).map((name) => [name, `a token for ${name}`]);
    const script = [...job.before_script, ...job.script].join("\n");
    const { code, output } = await shell(script, workspace, {
      ...Object.fromEntries(tokens),
      ...predefined,
      ...Object.fromEntries(own),
    });
    for (const pattern of job.artifacts?.paths ?? [])
      for (const path of globSync(pattern, { cwd: workspace }))
        cpSync(join(workspace, path), join(artifacts, path), { recursive: true });
    if (existsSync(workspace)) rmSync(workspace, { recursive: true, force: true });
    return { ok: code === 0, output };
  }
}

/** @throws Error when a variable is used that nobody set */
const expand = (text: string, variables: Readonly<Record<string, string>>): string =>
  text.replace(/\$(\w+)/g, (_, name: string) => {
    const value = variables[name];
    if (value === undefined)
      throw new Error(`The test does not know "$${name}", which a pipeline speaks of.`);
    return value;
  });
