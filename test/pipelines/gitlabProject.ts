import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import type { Rendered } from "#pipelines/render/rendered.ts";

/** A job as GitLab has it once `extends` is worked in. */
export interface GitlabJob {
  variables?: Record<string, string>;
  before_script: string[];
  script: string[];
  parallel?: number;
  id_tokens?: Record<string, unknown>;
  resource_group?: string;
  artifacts?: { paths?: string[] };
}

const program = fileURLToPath(new URL("../../node_modules/.bin/gitlab-ci-local", import.meta.url));

/** A repository with pipelines, read by gitlab-ci-local, which brings GitLab's published schema along. */
export class GitlabProject {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static create(files: readonly Rendered[]): GitlabProject {
    const folder = mkdtempSync(join(tmpdir(), "modern-auth-gitlab-"));
    const [jobs] = files;
    const include = { path: ".gitlab-ci.yml", text: `include: [ { local: ${jobs?.path} } ]\n` };
    for (const { path, text } of [include, ...files]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "ignore" });
    git("init", "--quiet", "--initial-branch=main");
    git("remote", "add", "origin", "https://gitlab.example/contoso/erp-tenants.git");
    git("config", "user.name", "Anna");
    git("config", "user.email", "anna@contoso.example");
    git("add", ".");
    git("commit", "--quiet", "--message", "Begin");
    return new GitlabProject(folder);
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** @throws with what the schema does not allow */
  jobs(): Map<string, GitlabJob> {
    const all = parse(this.#run("--preview")) as Record<string, GitlabJob>;
    return new Map(Object.entries(all).filter(([name]) => name.startsWith("modern-auth ")));
  }

  /** The jobs that a pipeline with these variables has, whichever files are changed. */
  jobsFor(variables: Readonly<Record<string, string>>): string[] {
    const all = { CI_PROJECT_ID: "42", CI_DEFAULT_BRANCH: "main", ...variables };
    const given = Object.entries(all).flatMap(([name, value]) => ["--variable", `${name}=${value}`]);
    const predefined = `--ignore-predefined-vars=${Object.keys(all)}`;
    const list = JSON.parse(this.#run("--list-json", predefined, ...given)) as {
      name: string;
      when: string;
    }[];
    return list.filter(({ when }) => when !== "never").map(({ name }) => name);
  }

  #run(...args: string[]): string {
    const { status, stdout, stderr } = spawnSync(program, ["--no-evaluate-rule-changes", ...args], {
      cwd: this.#folder,
      encoding: "utf8",
      env: { ...process.env, HOME: this.#folder, NO_COLOR: "1" },
    });
    if (status !== 0) throw new Error(stdout + stderr);
    return stdout;
  }
}
