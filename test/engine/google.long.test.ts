import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { createClientByHand } from "#sandbox/console.ts";
import {
  addSecret,
  type ClientDownload,
  createWebClient,
  deleteClient,
  deleteSecret,
  disableSecret,
} from "#sandbox/emulators/google/console.ts";
import { Clock } from "./clock.ts";
import { type Ended, modernAuth } from "./modernAuth.ts";
import { named, World } from "./world.ts";

const WITHOUT_MICROSOFT = { ARM_CLIENT_ID: "", ARM_CLIENT_SECRET: "" };

let world: World;
let downloads: string;
before(async () => {
  world = await World.create({ env: WITHOUT_MICROSOFT });
  for (const key of ["microsoft", "erp.incomingServers", "erp.outgoingServers"])
    await world.run(["config", "rm", "--path", key]);
  downloads = mkdtempSync(join(tmpdir(), "modern-auth-downloads-"));
  world.save();
});
afterEach(() => world.restore());
after(async () => {
  rmSync(downloads, { recursive: true, force: true });
  await world.close();
});

const google = () => world.sandbox.google;
const company = () => world.sandbox.erp.state.records["res.company"]?.["1"] as Record<string, unknown>;
const held = () => company()[world.sandbox.erp.state.addon.names.ggSecret];
const up = () => world.up();
const preview = () => world.preview();
const copies = () =>
  Object.values(google().state.secrets[world.config.google.project] ?? {}).flatMap(({ versions }) =>
    Object.values(versions).map(({ state }) => state),
  );

/** Puts a download where a browser would, outside the stack. */
function saved({ content, fileName }: ClientDownload): string {
  const file = join(downloads, fileName);
  writeFileSync(file, JSON.stringify(content));
  return file;
}

const importFile = (download: ClientDownload, ...more: string[]): Promise<Ended> =>
  modernAuth(world, ["google", "import", "dev", saved(download), "--delete-file", "--json", ...more]);

async function nextStep(...more: string[]): Promise<{ step: string; todo: string; code: number | null }> {
  const { code, stdout, stderr } = await modernAuth(world, ["google", "rotate", "dev", "--json", ...more]);
  assert.ok(stdout.startsWith("{"), stdout + stderr);
  const { step, next } = JSON.parse(stdout);
  return { code, step, todo: next.map(({ text }: { text: string }) => text).join("; then ") };
}

async function assertClean(): Promise<void> {
  const { code, steps, messages } = await preview();
  assert.deepEqual([code, named(steps)], [0, []], messages);
}

it("A tenant's Google client is pending, imported, proven, rotated, its old secret retired, and found missing when somebody deletes it", async () => {
  await up();
  assert.equal((await world.outputs()).google?.status, "awaiting-console");
  assert.equal((await nextStep()).step, "import-first");

  const first = createClientByHand(google(), world.config);
  const imported = await importFile(first);
  assert.equal(imported.code, 0, imported.stderr);
  assert.ok(!existsSync(join(downloads, first.fileName)), "the file is deleted, as asked");
  await up();
  assert.equal((await world.outputs()).google?.status, "proven");
  assert.equal(held(), first.clientSecret);
  await assertClean();

  assert.equal((await nextStep()).step, "none", "it is young");
  const second = addSecret(google(), first.clientId);
  assert.equal(JSON.parse((await importFile(second)).stdout).action, "next");
  assert.equal((await nextStep("--soak-days", "0")).step, "up");
  await up();
  assert.equal(held(), second.clientSecret);
  assert.deepEqual(copies(), ["ENABLED", "ENABLED"]);
  await assertClean();
  assert.equal((await nextStep()).step, "soak");
  const disable = await nextStep("--soak-days", "0");
  assert.equal(disable.step, "disable");
  assert.ok(disable.todo.includes(`…${first.clientSecret.slice(-4)}`));

  disableSecret(google(), first.clientId, first.clientSecret.slice(-4));
  const { code: unchanged, messages } = await preview();
  assert.equal(unchanged, 0, "what the rotation is for is no drift");
  assert.match(messages, /clients in the Google console:\n\S+ operator@example\.com: .*DisableClientSecret/);
  assert.equal((await nextStep("--soak-days", "0")).step, "drop");
  await world.set("googleNextClientFile", JSON.stringify(second.content), "secret");
  assert.equal((await nextStep("--soak-days", "0")).step, "drop", "finished, although it was interrupted");
  const { stdout: left } = await world.run(["config", "--json"]);
  assert.ok(!left.includes("googleNextClientFile"));
  await up();
  deleteSecret(google(), first.clientId, first.clientSecret.slice(-4));
  assert.equal(held(), second.clientSecret);
  assert.deepEqual(copies(), ["DESTROYED", "ENABLED"]);
  assert.equal((await nextStep()).step, "none", "the rotation is over");
  await assertClean();

  deleteClient(google(), first.clientId);
  const gone = await preview();
  assert.equal(gone.code, 7);
  assert.deepEqual(named(gone.steps), ["modernauth GoogleOAuthClient token"]);
  assert.match(gone.messages, /it can be restored until/, "the preview says so, too");
  const { code, stdout } = await world.run(["up", "--yes", "--skip-preview"]);
  assert.notEqual(code, 0);
  assert.match(
    stdout,
    /The client was deleted\. operator@example\.com deleted it on .*: it can be restored until/,
  );
  assert.equal(held(), second.clientSecret, "the ERP keeps what it had");
});

const storedKeys = async () => {
  const { stdout } = await world.run(["config", "--json"]);
  return Object.keys(JSON.parse(stdout)).filter((key) => /google.*ClientFile$/i.test(key));
};

/** Exit code, what is said, and that nothing is stored nor deleted. */
async function assertRefused(download: ClientDownload, exit: number, said: RegExp): Promise<void> {
  const { code, stdout, stderr } = await importFile(download);
  assert.equal(code, exit, stdout + stderr);
  assert.match(stdout + stderr, said);
  assert.deepEqual(await storedKeys(), []);
  assert.ok(existsSync(join(downloads, download.fileName)), "the file is still there");
}

const project = "demofabien-erp";
const redirectUris = ["https://demofabien.cid-erp.app/oauth2/retrieve_token"];

it("Importing a client file of a Desktop client, of another project, or without the redirect URI stores nothing and says what to do", async () => {
  const desktop = createWebClient(google(), { project, name: "CID ERP", redirectUris, type: "installed" });
  await assertRefused(desktop, 1, /"Desktop app".*Create a client of the type "Web application"/);
  const slash = createWebClient(google(), { project, name: "x", redirectUris: [`${redirectUris[0]}/`] });
  await assertRefused(slash, 1, /has a trailing slash.*Fix: Add https:/);
  google().state.projects.other = {
    ...google().state.projects[project],
    projectId: "other",
    projectNumber: "5",
  } as never;
  const foreign = createWebClient(google(), { project: "other", name: "x", redirectUris });
  await assertRefused(foreign, 1, /web\.project_id is "other".*Allowed: "demofabien-erp"/);
});

it("Importing a client file whose secret Google refuses, or while Google cannot be asked, stores nothing", async () => {
  const download = createClientByHand(google(), world.config);
  google().faults.list = [{ match: "POST /token", status: 503 }];
  await assertRefused(download, 3, /Nothing was stored\. .*Try again later/);
  google().faults.list = [];
  disableSecret(google(), download.clientId, download.clientSecret.slice(-4));
  await assertRefused(download, 1, /Nothing was stored\. Google refuses the secret/);
});

it("Importing a client file of another client needs --replace-client, and then begins afresh; from standard input nothing is deleted", async () => {
  await importFile(createClientByHand(google(), world.config));
  const other = createClientByHand(google(), world.config);
  const refused = await importFile(other);
  assert.equal(refused.code, 4);
  assert.match(refused.stdout, /--replace-client.*consent again/);
  const replaced = await modernAuth(
    world,
    ["google", "import", "dev", "-", "--replace-client"],
    {},
    JSON.stringify(other.content),
  );
  assert.equal(replaced.code, 0, replaced.stderr);
  assert.match(replaced.stdout, /Every user has to consent again\.\nNext: pulumi up --stack dev\n$/);
  const { stdout } = await world.run(["config", "get", "--path", "google.generations[0].number"]);
  assert.equal(stdout.trim(), "2");
  assert.deepEqual(await storedKeys(), ["erp-modern-auth:googleClientFile"]);
});

it("The rotation of a Google client's secret is not led by a clock that is wrong by days, and records nothing by it", async () => {
  await importFile(createClientByHand(google(), world.config));
  await world.run(["config", "rm", "--path", "google.generations"]);
  const { stdout: before } = await world.run(["config", "--json"]);
  const clock = new Clock();
  clock.put("2090-01-01");
  const refused = await modernAuth(world, ["google", "rotate", "dev"], clock.env);
  assert.equal(refused.code, 4, refused.stdout + refused.stderr);
  assert.match(refused.stderr, /clock is \d+ days ahead of Microsoft's and Google's\. Fix: set the clock/);
  assert.equal((await world.run(["config", "--json"])).stdout, before);
});

it("Importing a client file of another client than the state holds needs --replace-client, although the configuration lost the file", async () => {
  await world.importGoogleClient();
  await up();
  await world.run(["config", "rm", "googleClientFile"]);
  await assertRefused(createClientByHand(google(), world.config), 4, /--replace-client/);
});

describe("Interrupted before any of its changes of the configuration", () => {
  /** An environment whose `pulumi` fails at the n-th change of the configuration, as if the run had been killed just then. */
  function failingAt(n: number): Record<string, string> {
    const folder = mkdtempSync(join(downloads, "bin-"));
    const count = join(folder, "count");
    const script = [
      "#!/bin/sh",
      'PATH=$(echo "$PATH" | cut -d: -f2-)',
      'case "$1 $2" in "config set" | "config set-all" | "config rm")',
      `  echo >> '${count}'`,
      `  [ "$(wc -l < '${count}')" -eq ${n} ] && exit 1 ;;`,
      "esac",
      'exec pulumi "$@"',
    ];
    writeFileSync(join(folder, "pulumi"), `${script.join("\n")}\n`, { mode: 0o755 });
    return { PATH: `${folder}:${world.stack.env.PATH}` };
  }

  /** Fails at each change in turn, and is finished each time by running it again. @returns how many changes there are */
  async function assertFinished(args: string[], input: string, reset: () => Promise<void>): Promise<number> {
    await reset();
    await modernAuth(world, args, {}, input);
    const { stdout: wanted } = await world.run(["config", "--json"]);
    for (let n = 1; ; n += 1) {
      await reset();
      const { code } = await modernAuth(world, args, failingAt(n), input);
      if (code === 0) return n - 1;
      const again = await modernAuth(world, args, {}, input);
      assert.equal(again.code, 0, again.stderr);
      assert.equal((await world.run(["config", "--json"])).stdout, wanted, `at change ${n}`);
    }
  }

  it("an import is finished by running it again", async () => {
    const first = createClientByHand(google(), world.config);
    await importFile(first);
    const second = JSON.stringify(addSecret(google(), first.clientId).content);
    const changes = await assertFinished(["google", "import", "dev", "-"], second, async () => {
      await world.run(["config", "rm", "googleNextClientFile"]);
      await world.run(["config", "rm", "--path", "google.generations[1]"]);
    });
    assert.equal(changes, 2);
  });

  it("the end of a rotation is finished by running it again", async () => {
    const first = createClientByHand(google(), world.config);
    await importFile(first);
    const second = addSecret(google(), first.clientId);
    await importFile(second);
    await up();
    disableSecret(google(), first.clientId, first.clientSecret.slice(-4));
    const { stdout: number } = await world.run(["config", "get", "--path", "google.generations[1].number"]);
    assert.equal(number.trim(), "2");
    const changes = await assertFinished(["google", "rotate", "dev"], "", async () => {
      await world.set("googleClientFile", JSON.stringify(first.content), "secret");
      await world.set("googleNextClientFile", JSON.stringify(second.content), "secret");
      for (const [index, one] of ["1", "2"].entries()) {
        await world.set(`google.generations[${index}].number`, one);
        await world.set(`google.generations[${index}].since`, "2026-01-01");
      }
    });
    assert.equal(changes, 4);
  });
});

const TYPE = "modernauth:index:GoogleFirebaseClient";

it("A state that holds a resource of a type that was removed leads to the command that removes the resource from it, after which all is clean again", async () => {
  await world.importGoogleClient();
  await up();
  const exported = JSON.parse((await world.run(["stack", "export"])).stdout);
  const { resources } = exported.deployment;
  const at = resources.findIndex(({ type }: { type: string }) => /:GoogleOAuthClient$/.test(type));
  const { urn, ...proof } = resources.findLast(({ type }: { type: string }) =>
    type.startsWith("modernauth:index:GoogleOAuthClient"),
  );
  const removed = urn.replace(/modernauth:index:\w+::.*$/, `${TYPE}::tenant-google-firebase`);
  resources.splice(at + 1, 0, { ...proof, urn: removed, type: TYPE, inputs: {}, outputs: {} });
  const imported = await world.run(["stack", "import"], { input: JSON.stringify(exported) });
  assert.equal(imported.code, 0, imported.stderr);

  const { code, messages } = await preview();
  assert.notEqual(code, 0);
  const command = /pulumi (state delete) --stack (\S+) '(\S+)'/.exec(messages);
  assert.ok(command, messages);
  const [, verbs = "", stack = "", named = ""] = command;
  assert.equal(named, removed);
  const forgotten = await world.run([...verbs.split(" "), "--stack", stack, named, "--yes"]);
  assert.equal(forgotten.code, 0, forgotten.stdout + forgotten.stderr);
  await assertClean();
});
