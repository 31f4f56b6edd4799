import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import type { Command } from "commander";
import { VERBS } from "#cli/commands.ts";
import { createProgram } from "#cli/program.ts";
import { TENANT_ARGUMENTS } from "#cli/stackGuard.ts";
import { ProjectFolder } from "./projectFolder.ts";

const project = new ProjectFolder();
const elsewhere = mkdtempSync(join(tmpdir(), "elsewhere-"));

/** Every command about tenants, with all its arguments: the first one names the tenant. */
const program = await createProgram(VERBS.map(({ name }) => name));
const commands = (command: Command, path: readonly string[] = []): string[][] => [
  ...(TENANT_ARGUMENTS.includes(command.registeredArguments[0]?.name() ?? "")
    ? [[...path, "TENANT", ...command.registeredArguments.slice(1).map(() => "all"), ...needed(command)]]
    : []),
  ...command.commands.flatMap((one) => commands(one, [...path, one.name()])),
];
const needed = ({ options }: Command): string[] =>
  options.filter(({ mandatory }) => mandatory).flatMap(({ long }) => [long ?? "", "anna@acme.example"]);
const all = commands(program).map((words) => (words[1] === "remove" ? [...words, "--yes"] : words));
const typed = (words: readonly string[], tenant: string) =>
  words.map((one) => (one === "TENANT" ? tenant : one));

before(() => project.addTenant("acme", "p4ss-w0rd!"));
after(() => {
  rmSync(elsewhere, { recursive: true, force: true });
  project.close(["p4ss-w0rd!"]);
});

it("Every command about tenants is among those that are tried", () =>
  assert.ok(all.length >= 18, `${all.length}`));

for (const words of all) {
  const verb = words.slice(0, words.indexOf("TENANT")).join(" ");
  it(`modern-auth ${verb} ends with 2 for a tenant that is not there, and names the nearest one and the list`, async () => {
    const { code, stderr, stdout } = await project.modernAuth(typed(words, "amce"));
    assert.equal(code, 2, stdout + stderr);
    assert.match(stderr, /There is no tenant "amce"\. Nearest: acme\. All of them: modern-auth tenant list/);
  });

  it(`modern-auth ${verb} is refused where the environment has another stack's configuration file`, async () => {
    const env = { PULUMI_OPTION_CONFIG_FILE: join(elsewhere, "Pulumi.dev.yaml") };
    const { code, stderr, stdout } = await project.modernAuth(typed(words, "acme"), { env });
    assert.equal(code, 4, stdout + stderr);
    assert.match(
      stderr,
      /^PULUMI_OPTION_CONFIG_FILE is ".*Pulumi\.dev\.yaml".* Fix: unset PULUMI_OPTION_CONFIG_FILE$/m,
    );
  });
}

it("The tenant's own file and name in the environment do no harm, another one's are refused", async () => {
  const show = async (env: NodeJS.ProcessEnv) =>
    (await project.modernAuth(["tenant", "show", "acme"], { env })).code;
  assert.equal(await show({ PULUMI_OPTION_CONFIG_FILE: join(project.stacks, "Pulumi.acme.yaml") }), 0);
  assert.equal(await show({ PULUMI_OPTION_STACK: "acme", PULUMI_OPTION_CWD: project.folder }), 0);
  for (const env of [
    { PULUMI_OPTION_STACK: "beta" },
    { PULUMI_OPTION_CWD: elsewhere },
    { PULUMI_OPTION_CONFIG: "dns=stranger.example" },
  ])
    assert.equal(await show(env), 4);
});

it("What in the environment has the engine look at a part of a stack only is refused, because it would call the rest right", async () => {
  for (const [option, value] of [
    ["TARGET", "**tenant"],
    ["EXCLUDE", "**"],
    ["TARGET_REPLACE", "**"],
    ["REPLACE", "**"],
    ["REFRESH", "false"],
  ]) {
    const env = { [`PULUMI_OPTION_${option}`]: value };
    for (const words of [
      ["preview", "acme"],
      ["drift", "--all"],
    ]) {
      const { code, stderr } = await project.modernAuth(words, { env });
      assert.equal(code, 4, stderr);
      assert.match(
        stderr,
        new RegExp(`^PULUMI_OPTION_${option} is .* Fix: unset PULUMI_OPTION_${option}$`, "m"),
      );
    }
  }
  const { code } = await project.modernAuth(["tenant", "show", "acme"], {
    env: { PULUMI_OPTION_REFRESH: "true" },
  });
  assert.equal(code, 0);
});

it("A failure of the Pulumi CLI itself is told in our words, with what to do for this stack", async () => {
  const said = async (env: NodeJS.ProcessEnv) => {
    const { code, stderr, stdout } = await project.modernAuth(["rotate", "acme"], { env });
    assert.equal(code, 1, stdout + stderr);
    assert.doesNotMatch(stderr, /error:|pulumi config failed|pulumi stack failed/);
    return stderr;
  };
  assert.match(
    await said({ PULUMI_CONFIG_PASSPHRASE: undefined }),
    /^The passphrase of this stack's secrets is missing\. Fix: Set PULUMI_CONFIG_PASSPHRASE/,
  );
  assert.match(await said({ PULUMI_CONFIG_PASSPHRASE: "wrong" }), /^The passphrase is not the one/);
  const none = join(elsewhere, "none");
  assert.match(
    await said({ PULUMI_CONFIG_PASSPHRASE: undefined, PULUMI_CONFIG_PASSPHRASE_FILE: none }),
    /^The passphrase of this stack's secrets is missing/,
  );
  assert.match(
    await said({ PULUMI_BACKEND_URL: undefined }),
    /^The state backend is not known.* Fix: pulumi login, or set PULUMI_BACKEND_URL; .*docs\/backends\.md$/m,
  );
});

it("A folder without a project is told in our words, with what to do", async () => {
  const needProject = all
    .filter(([verb]) => ["rotate", "verify", "up", "google"].includes(verb ?? ""))
    .slice(0, 4);
  for (const words of [...needProject, ["drift", "--all"], ["tenant", "list"], ["render", "github"]]) {
    const { code, stdout, stderr } = await project.modernAuth(typed(words, "acme"), { cwd: elsewhere });
    assert.equal(code, 1, stdout + stderr);
    assert.match(stderr, /^There is no Pulumi\.yaml in .* or above it\. .*: cd <folder of Pulumi\.yaml>\n$/);
  }
});

it("A configuration file that is not YAML is told in our words", async () => {
  const file = join(project.stacks, "Pulumi.torn.yaml");
  writeFileSync(file, "config: [\n");
  const torn = await project.modernAuth(["up", "torn"]);
  rmSync(file);
  assert.match(torn.stderr, /^stacks\/Pulumi\.torn\.yaml is not valid YAML: /);
  assert.equal(torn.code, 1);
});

// These two show and remove it as it is; the options of the last one are wrong before anything is read.
const NO_STACK_NEEDED = ["tenant", "google attest"];
for (const words of all.filter((one) => !NO_STACK_NEEDED.some((verb) => one.join(" ").startsWith(verb)))) {
  const verb = words.slice(0, words.indexOf("TENANT")).join(" ");
  it(`modern-auth ${verb} says of a file that is not YAML what is wrong with it, and of its stack that is not there nothing`, async () => {
    const file = join(project.stacks, "Pulumi.torn.yaml");
    writeFileSync(file, "config:\n  a: [\n");
    const { code, stderr, stdout } = await project.modernAuth(typed(words, "torn"));
    rmSync(file);
    assert.equal(code, 1, stdout + stderr);
    assert.match(
      stderr + stdout,
      /Pulumi\.torn\.yaml is not valid YAML: .*(?:\n.*)*git log -p -1 -- stacks\/Pulumi\.torn\.yaml/,
    );
    assert.doesNotMatch(stderr + stdout, /no such stack|not provisioned|modern-auth up/);
  });
}

it("A configuration file that is no text is told so, although its stack is not there", async () => {
  const file = join(project.stacks, "Pulumi.torn.yaml");
  writeFileSync(file, Buffer.from("config:\n  dns: d\xe9mo\n", "latin1"));
  for (const verb of ["rotate", "drift"]) {
    const { code, stderr, stdout } = await project.modernAuth([verb, "torn"]);
    assert.equal(code, 1, stdout + stderr);
    assert.match(stderr + stdout, /line 2 is not UTF-8/);
  }
  rmSync(file);
});
