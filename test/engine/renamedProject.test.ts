import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { parse } from "yaml";
import { type Sandbox, startSandbox } from "#sandbox/sandbox.ts";
import { readDevConfig } from "#sandbox/tenant.ts";
import { projectFile, type Run, Workspace } from "#sandbox/workspace.ts";

const PROJECT = "customers-of-ours";
const { dns, microsoft, erp } = readDevConfig();

const directory = mkdtempSync(join(tmpdir(), "modern-auth-renamed-"));
const project = join(directory, "project");
let sandbox: Sandbox;
let workspace: Workspace;
before(async () => {
  sandbox = await startSandbox({ directory });
  mkdirSync(join(project, "tenants"), { recursive: true });
  writeFileSync(join(project, "Pulumi.yaml"), projectFile({ name: PROJECT, stackConfigDir: "tenants" }));
  workspace = new Workspace(sandbox, project, directory);
});
after(async () => {
  await sandbox.close();
  rmSync(directory, { recursive: true, force: true });
});

async function done(args: readonly string[], input = ""): Promise<Run> {
  const run = await workspace.modernAuth(args, { input });
  assert.equal(run.code, 0, `modern-auth ${args.join(" ")}\n${run.stdout}${run.stderr}`);
  return run;
}

it("A project of another name is added to, rotated, updated, previewed, verified and looked at for drift", async () => {
  await done(
    [
      ...["tenant", "add", "acme", "--dns", dns, "--microsoft-tenant-id", microsoft.tenantId],
      ...[
        "--erp-database",
        erp.database,
        "--erp-login",
        erp.login,
        "--company",
        erp.company,
        "--erp-password-stdin",
      ],
    ],
    sandbox.erpApiKey,
  );
  await workspace.must(["config", "set", "--path", "erp.installModule", "true", "--stack", "acme"]);
  await done(["rotate", "acme"]);
  const { config } = parse(readFileSync(join(project, "tenants", "Pulumi.acme.yaml"), "utf8"));
  assert.equal(config[`${PROJECT}:dns`], dns);
  assert.ok(
    config[`${PROJECT}:microsoft`].generations.length > 0,
    "the program's keys begin with the project's name",
  );

  await done(["up", "acme"]);
  const applications = Object.values(sandbox.entra.state.applications);
  assert.deepEqual(
    applications.map(({ tags }) => tags).filter((tags) => (tags as string[]).length > 0),
    [[`${PROJECT}/acme`]],
  );
  assert.match((await done(["preview", "acme"])).stdout, /nothing would change/);
  assert.match((await done(["verify", "acme"])).stdout, /^Stack "acme": \d+ ok$/m);
  assert.match((await done(["drift", "--all", "--engine", "none"])).stdout, /drift: 1 tenant in .*: 1 ok/);
  assert.match((await done(["tenant", "show", "acme"])).stdout, new RegExp(`dns +${dns}`));
});
