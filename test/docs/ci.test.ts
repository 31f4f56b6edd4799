import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { renderGithub } from "#pipelines/render/github.ts";
import { renderGitlab } from "#pipelines/render/gitlab.ts";
import { MOST_SHARDS } from "#pipelines/render/limits.ts";
import { renderOperator } from "#pipelines/render/operator.ts";
import { SECRETS, VARIABLES } from "#pipelines/render/variables.ts";
import { PLAN } from "#test/pipelines/render/plan.ts";

const page = readFileSync(new URL("../../docs/ci.md", import.meta.url), "utf8");
const backends = readFileSync(new URL("../../docs/backends.md", import.meta.url), "utf8");
const pipelines = [...renderGithub(PLAN), ...renderGitlab(PLAN)];

it("docs/ci.md explains each variable and secret that the pipelines are told, and no other", () => {
  const rows = page.split("\n").filter((line) => /^\| (\*\*secret\*\* )?`[A-Z]/.test(line));
  const explained = rows.flatMap((row) => (row.split("|")[1] ?? "").match(/[A-Z][A-Z_]+/g) ?? []);
  assert.deepEqual(explained.toSorted(), [...VARIABLES, ...SECRETS, "GITLAB_TOKEN"].toSorted());
  const secrets = rows.filter((row) => row.includes("**secret**"));
  assert.equal(secrets.length, SECRETS.length + 1);
});

it("docs/ci.md names the environments, the schedules and the limits as the pipelines have them", () => {
  const environments = pipelines.flatMap(
    ({ text }) => text.match(/(?<=environment: )modern-auth[\w-]*/g) ?? [],
  );
  for (const name of new Set(environments)) assert.ok(page.includes(`\`${name}\``), name);
  for (const name of ["drift", "rotate"]) assert.ok(page.includes(`\`MODERN_AUTH\`=\`${name}\``), name);
  for (const most of Object.values(MOST_SHARDS)) assert.match(page, new RegExp(`${most} (shards )?at most`));
  assert.ok(
    page.includes("55 minutes") && pipelines.some(({ text }) => text.includes("timeout-minutes: 55")),
  );
});

it("docs/ci.md names every key of the secret that the operator's Stacks refer to", () => {
  const text = "config: { p:microsoft: {}, p:google: {} }\nencryptionsalt: v1:a\n";
  const [manifests] = renderOperator({
    tenants: [{ name: "acme", text }],
    project: "p",
    repository: "https://git.example/t.git",
    branch: "main",
    namespace: "erp-modern-auth",
    resync: 3600,
    preview: false,
    version: "3.259.0",
    command: "modern-auth render operator",
  });
  const keys = manifests?.text.match(/(?<=key: )[A-Z_]+/g) ?? [];
  assert.ok(keys.length >= 6);
  for (const key of keys) assert.ok(page.includes(`\`${key}\``), key);
});

it("docs/backends.md says of each backend whether it was run here", () => {
  const [table = ""] = backends.split("\n## ");
  const rows = table
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(1);
  assert.equal(rows.length, 6);
  for (const row of rows) assert.match(row, /\| (yes, .*|not run against the live service) \|$/);
});
