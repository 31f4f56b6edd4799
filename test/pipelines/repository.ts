import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { repository } from "#sandbox/workspace.ts";

/** A forge's copy of this repository, and a clone of it in which people work. */
export class Repository {
  readonly folder: string;
  /** Where people change files. */
  readonly clone: string;
  readonly #server: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.clone = join(folder, "clone");
    this.#server = join(folder, "server.git");
  }

  /** Clones the last commit of this repository: what is not committed does not run in a pipeline either. */
  static create(): Repository {
    const one = new Repository(mkdtempSync(join(tmpdir(), "modern-auth-pipelines-")));
    git(one.folder, "init", "--quiet", "--bare", "--initial-branch=main", one.#server);
    git(repository, "push", "--quiet", one.#server, "HEAD:refs/heads/main");
    git(one.folder, "clone", "--quiet", one.#server, one.clone);
    return one;
  }

  /** Writes files, commits and pushes them. @returns the commit before */
  commit(branch: string, files: Readonly<Record<string, string>>): string {
    const before = git(this.clone, "rev-parse", "HEAD").trim();
    git(this.clone, "checkout", "--quiet", "-B", branch);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.clone, path)), { recursive: true });
      writeFileSync(join(this.clone, path), text);
    }
    git(this.clone, "add", "--all");
    git(this.clone, "commit", "--quiet", "--message", `Change ${Object.keys(files).join(", ")}`);
    git(this.clone, "push", "--quiet", "--force", "origin", branch);
    return before;
  }

  /** What the forge makes of a pull request: the branch merged into main, as a ref of its own. */
  openPullRequest(branch: string): string {
    const ref = "refs/pull/7/merge";
    git(this.clone, "checkout", "--quiet", "--detach", "origin/main");
    git(this.clone, "merge", "--quiet", "--no-ff", "--message", "Merge", branch);
    git(this.clone, "push", "--quiet", "--force", "origin", `HEAD:${ref}`);
    git(this.clone, "checkout", "--quiet", "main");
    return ref;
  }

  /** Takes over what others pushed. */
  pull(): void {
    git(this.clone, "checkout", "--quiet", "main");
    git(this.clone, "pull", "--quiet", "--ff-only", "origin", "main");
  }

  /** A file as the forge has it. */
  show(ref: string, path: string): string {
    return git(this.#server, "show", `${ref}:${path}`);
  }

  log(ref: string): string {
    return git(this.#server, "log", "--format=%s", "-1", ref).trim();
  }

  files(): string[] {
    return git(this.#server, "show", "--name-only", "--format=", "main").trim().split("\n");
  }

  head(ref: string): string {
    return git(this.#server, "rev-parse", ref).trim();
  }

  /** Checks a ref out as a runner does, with the packages that are installed already. @param depth 0 for all commits */
  checkOut(workspace: string, ref: string, depth: number): void {
    git(workspace, "init", "--quiet", "--initial-branch=main");
    git(workspace, "remote", "add", "origin", `file://${this.#server}`);
    git(workspace, "fetch", "--quiet", ...(depth > 0 ? [`--depth=${depth}`] : []), "origin", ref);
    git(workspace, "checkout", "--quiet", "--detach", "FETCH_HEAD");
    symlinkSync(join(repository, "node_modules"), join(workspace, "node_modules"));
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const git = (cwd: string, ...args: string[]): string =>
  execFileSync("git", ["-c", "user.name=Anna", "-c", "user.email=anna@contoso.example", ...args], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
