import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { findProject, type Project } from "#config/project.ts";
import { renderGithub } from "#pipelines/render/github.ts";
import { renderGitlab } from "#pipelines/render/gitlab.ts";
import { renderOperator } from "#pipelines/render/operator.ts";
import type { PipelinePlan, Rendered } from "#pipelines/render/rendered.ts";
import { accepting } from "#pipelines/render/scripts.ts";
import { readInventory, type Tenant } from "#stack/inventory/inventory.ts";
import type { System } from "#verify/finding.ts";
import type { CommandAnswer } from "../answer.ts";

interface Target {
  dryRun?: true;
  check?: true;
}

interface PipelineOptions extends Target {
  shards?: number;
  allowInconclusive?: readonly System[];
  branch: string;
}

interface OperatorOptions extends Target {
  repository: string;
  branch: string;
  namespace: string;
  resync: number;
  preview?: true;
}

/** Nothing in CI is for the sandbox's stack. */
const customers = (project: Project): Tenant[] => readInventory(project).filter(({ sandbox }) => !sandbox);

/** Tenants of one shard, where nobody says otherwise: some minutes, also where the engine has to look at each. */
const TENANTS_PER_SHARD = 100;

export async function renderPipelines(
  forge: "github" | "gitlab",
  { shards, branch, allowInconclusive = [], ...target }: PipelineOptions,
): Promise<CommandAnswer> {
  const project = findProject();
  const tenants = customers(project).length;
  const folder = relative(project.folder, project.stackFolder);
  const plan: PipelinePlan = {
    shards: shards ?? Math.max(1, Math.ceil(tenants / TENANTS_PER_SHARD)),
    branch,
    allowInconclusive,
    tenantFiles: ["yaml", "yml"].map((extension) => join(folder, `Pulumi.*.${extension}`)),
    command: "",
  };
  plan.command = `modern-auth render ${forge} --shards ${plan.shards}${branch === "main" ? "" : ` --branch ${branch}`}${accepting(allowInconclusive)}`;
  return finish(project, forge === "github" ? renderGithub(plan) : renderGitlab(plan), plan.command, target);
}

export async function renderManifests(options: OperatorOptions): Promise<CommandAnswer> {
  const project = findProject();
  const { repository, branch, namespace, resync, preview = false } = options;
  const { dependencies } = JSON.parse(readFileSync(join(project.folder, "package.json"), "utf8"));
  const command = [
    `modern-auth render operator --repository ${repository} --branch ${branch} --namespace ${namespace}`,
    ` --resync ${resync}${preview ? " --preview" : ""}`,
  ].join("");
  const files = renderOperator({
    tenants: customers(project),
    project: project.name,
    repository,
    branch,
    namespace,
    resync,
    preview,
    version: dependencies["@pulumi/pulumi"],
    command,
  });
  return finish(project, files, command, options);
}

function finish(
  { folder }: Project,
  files: readonly Rendered[],
  command: string,
  target: Target,
): CommandAnswer {
  const { dryRun, check } = target;
  const isStale = ({ path, text }: Rendered) => written(join(folder, path)) !== text;
  const stale = files.filter(isStale);
  if (!dryRun && !check)
    for (const { path, text } of stale) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  const found = {
    files: files.map((one) => ({
      path: one.path,
      changed: stale.includes(one),
      ...(dryRun ? { text: one.text } : {}),
    })),
  };
  if (check && stale.length > 0) {
    const lines = stale.map(({ path }) => `${path} is not what it would be made. Type: ${command}\n`);
    const next = [{ kind: "modern-auth" as const, words: command.split(" ").slice(1) }];
    return { outcome: "drift", next, found, aside: lines.join("") };
  }
  if (check) return { outcome: "ok", found };
  const lines = dryRun
    ? files.map(({ path, text }) => `# ${path}\n${text}\n`)
    : files.map((one) => `${one.path}${stale.includes(one) ? "" : " (as it was)"}\n`);
  return { outcome: "ok", found, text: lines.join("") };
}

function written(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
