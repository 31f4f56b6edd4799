import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { findProject } from "#config/project.ts";
import { readConfigs } from "#fleet/drift/readConfigs.ts";
import { stateReader } from "#fleet/drift/readStates.ts";
import { readToolchain } from "#sandbox/toolchain/toolchain.ts";
import { Workspace } from "#sandbox/workspace.ts";
import { backendStacks, backendUrl } from "#stack/inventory/backend.ts";
import { readInventory } from "#stack/inventory/inventory.ts";
import { mustPulumi } from "#stack/pulumi.ts";
import { readEntries } from "#stack/stack.ts";

const PASSWORD = "s3cret of one tenant";
const directory = mkdtempSync(join(tmpdir(), "modern-auth-fleet-"));
const folder = join(directory, "project");
const stacks = join(folder, "tenants");
const counted = join(directory, "runs");
const saved = { env: { ...process.env }, cwd: process.cwd() };

/** What a stack's file says beside its key. */
const BODY = `# kept as it is
config:
  erp-modern-auth:dns: acme.example # the ERP
  erp-modern-auth:tags: [pilot, "2024"]
  erp-modern-auth:microsoft:
    lifetimeMonths: 12
    generations:
      - { number: 1, start: 2026-11-23, end: "2028-11-23" }
  modernauth:erpDatabase: "2024"
  modernauth:erpLogin: 2024
`;

async function add(name: string, text: string): Promise<void> {
  writeFileSync(file(name), text);
  await mustPulumi(["stack", "init", name, "--no-select"]);
}
const file = (name: string) => join(stacks, `Pulumi.${name}.yaml`);
const copy = (name: string, change = (text: string) => text) =>
  writeFileSync(file(name), change(readFileSync(file("acme"), "utf8")));
const runs = () =>
  readFileSync(counted, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("config ")).length;
const read = async () => {
  const project = findProject(stacks);
  return await readConfigs(project, readInventory(project));
};

before(async () => {
  mkdirSync(stacks, { recursive: true });
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    "name: erp-modern-auth\nruntime: nodejs\nstackConfigDir: tenants\n",
  );
  const workspace = new Workspace(
    { network: {}, identities: {}, passphrase: "one for all" } as never,
    folder,
    directory,
  );
  const shim = join(directory, "bin");
  mkdirSync(shim);
  writeFileSync(
    join(shim, "pulumi"),
    `#!/bin/sh\necho "$@" >> '${counted}'\nexec '${readToolchain().pulumi}' "$@"\n`,
  );
  chmodSync(join(shim, "pulumi"), 0o755);
  Object.assign(process.env, workspace.env, { PATH: `${shim}:${workspace.env["PATH"]}` });
  process.chdir(folder);
  await add("acme", BODY);
  await mustPulumi(["config", "set", "--secret", "modernauth:erpPassword", "--stack", "acme"], PASSWORD);
});
after(() => {
  process.chdir(saved.cwd);
  process.env = saved.env;
  rmSync(directory, { recursive: true, force: true });
});
beforeEach(() => writeFileSync(counted, ""));

describe("Reading the configurations of many stacks", () => {
  before(async () => {
    for (let number = 1; number <= 12; number += 1) {
      copy(`copy-${number}`);
      await mustPulumi(["stack", "init", `copy-${number}`, "--no-select"]);
    }
  });

  it("Reading the configurations of many stacks takes one run of the CLI for all that share a key, and says of each what the CLI says of it alone", async () => {
    const all = await read();
    assert.equal(runs(), 1);
    assert.equal(all.size, 13);
    const alone = await readEntries("acme");
    assert.equal(alone["modernauth:erpPassword"]?.value, PASSWORD);
    for (const entries of all.values()) assert.deepEqual(entries, alone);
  });

  it("Reading the configurations of many stacks leaves nothing behind in the temporary folder", async () => {
    await read();
    const left = readdirSync(process.env["TMPDIR"] ?? "").filter((name) => name.startsWith("modern-auth-"));
    assert.deepEqual(left, []);
  });

  it("Reading the configurations of many stacks names those that are damaged, with the CLI's own words, and reads all others", async () => {
    copy("copy-7", (text) => text.replace(/secure: v1:.{8}/, "secure: v1:AAAAAAAA"));
    copy("copy-11", () => "config: [not: {closed");
    try {
      const all = await read();
      for (const [name, entries] of all) {
        if (name !== "copy-7" && name !== "copy-11") assert.ok(!(entries instanceof Error), name);
      }
      const [undecryptable, broken] = [all.get("copy-7"), all.get("copy-11")];
      assert.ok(undecryptable instanceof Error && broken instanceof Error);
      assert.doesNotMatch(undecryptable.message, new RegExp(PASSWORD));
      // Halves of halves, not one run for each.
      assert.ok(runs() < 13, `${runs()} runs`);
    } finally {
      copy("copy-7");
      copy("copy-11");
    }
  });

  it("Reading the configurations of many stacks reads alone what only the CLI can merge: a stack with another key, one with an alias, a project with defaults", async () => {
    await add("other", BODY);
    copy("alias", (text) =>
      text
        .replace("acme.example", "&dns acme.example")
        .replace(/modernauth:erpLogin: .*/, "modernauth:erpLogin: *dns"),
    );
    await mustPulumi(["stack", "init", "alias", "--no-select"]);
    try {
      const all = await read();
      assert.deepEqual(all.get("other"), await readEntries("other"));
      assert.deepEqual(all.get("alias"), await readEntries("alias"));
      assert.equal(
        (all.get("alias") as Awaited<ReturnType<typeof readEntries>>)["modernauth:erpLogin"]?.value,
        "acme.example",
      );
    } finally {
      rmSync(file("other"));
      rmSync(file("alias"));
    }
  });
});

it("The inventory is the configuration files where stackConfigDir says, with their tags, a broken one included", () => {
  writeFileSync(file("broken"), "config: [not: {closed");
  try {
    const project = findProject(stacks);
    assert.equal(project.stackFolder, stacks);
    const inventory = readInventory(project);
    const named = (name: string) => inventory.find((tenant) => tenant.name === name);
    assert.deepEqual(named("acme")?.tags, ["pilot", "2024"]);
    assert.deepEqual(named("broken")?.tags, []);
  } finally {
    rmSync(file("broken"));
  }
});

it("The inventory needs a project", () => {
  assert.throws(() => findProject(directory), /There is no Pulumi\.yaml in .* or above it\. .*cd /);
});

const stateFile = () => join(directory, "state", ".pulumi", "stacks", "erp-modern-auth", "acme.json");

it("Reading the states of many stacks reads a backend of files directly, and says what the CLI says", async () => {
  const readState = await stateReader(findProject(), await backendUrl());
  const exported = JSON.parse(await mustPulumi(["stack", "export", "--stack", "acme"]));
  writeFileSync(counted, "");
  const { manifest } = (await readState("acme")).deployment ?? {};
  assert.equal(manifest?.time, exported.deployment.manifest.time);
  assert.equal(readFileSync(counted, "utf8"), "");
});

it("Reading the states of many stacks reads what is packed, and leaves another layout to the CLI", async () => {
  const readState = await stateReader(findProject(), await backendUrl());
  const text = readFileSync(stateFile());
  writeFileSync(`${stateFile()}.gz`, gzipSync(text));
  rmSync(stateFile());
  try {
    assert.ok((await readState("acme")).deployment?.manifest?.time);
  } finally {
    writeFileSync(stateFile(), text);
    rmSync(`${stateFile()}.gz`);
  }
  const meta = join(directory, "state", ".pulumi", "meta.yaml");
  const version = readFileSync(meta, "utf8");
  writeFileSync(meta, "version: 2\n");
  try {
    const unknown = await stateReader(findProject(), `file://${join(directory, "state")}`);
    writeFileSync(counted, "");
    await unknown("acme").catch(() => {});
    assert.match(readFileSync(counted, "utf8"), /stack export --stack acme/);
  } finally {
    writeFileSync(meta, version);
  }
});

it("Reading the states of many stacks leaves a damaged state to the CLI, which says what is wrong", async () => {
  const readState = await stateReader(findProject(), await backendUrl());
  const text = readFileSync(stateFile());
  writeFileSync(stateFile(), text.subarray(0, 100));
  try {
    await assert.rejects(readState("acme"), /pulumi stack export failed/);
  } finally {
    writeFileSync(stateFile(), text);
  }
});

it("Reading the states of many stacks lists the stacks of the backend, those without a configuration file included", async () => {
  await mustPulumi(["stack", "init", "fileless", "--no-select"]);
  rmSync(file("fileless"), { force: true });
  const names = (await backendStacks()).map(({ name }) => name);
  assert.ok(names.includes("acme") && names.includes("fileless"));
});
