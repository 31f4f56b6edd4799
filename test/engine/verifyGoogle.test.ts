import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { deleteClient } from "#sandbox/emulators/google/console.ts";
import { packagesIn, recordingModules } from "#test/support/loadedModules.ts";
import { modernAuth, verification } from "./modernAuth.ts";
import { World } from "./world.ts";

const worse = (named: readonly string[]) => named.filter((line) => !line.startsWith("warn "));

describe("modern-auth verify of a customer with Google alone", () => {
  let world: World;
  let clientId: string;
  before(async () => {
    world = await World.create();
    for (const key of ["microsoft", "erp.incomingServers", "erp.outgoingServers"])
      assert.equal((await world.run(["config", "rm", "--path", key])).code, 0);
    clientId = await world.importGoogleClient();
    await world.up();
    world.save();
  });
  afterEach(() => world.restore());
  after(() => world.close());

  it("modern-auth verify of a customer with Google alone finds nothing wrong after an update, asks Microsoft nothing, and warns of what nobody has attested", async () => {
    const asked: string[] = [];
    const { faults } = world.sandbox.entra;
    const take = faults.take.bind(faults);
    faults.take = (request) => {
      asked.push(request.url);
      return take(request);
    };
    const { code, named, findings, calls } = await verification(world);
    assert.deepEqual(worse(named), []);
    assert.equal(code, 0);
    assert.equal(calls, 8);
    assert.deepEqual(asked, []);
    for (const item of ["branding", "audience", "dataAccess", "client"])
      assert.ok(named.includes(`warn attested.${item}`), item);
    assert.ok(findings.every(({ system }) => system !== "microsoft"));
    assert.equal((await verification(world, ["--strict"])).code, 7, "a warning counts with --strict");
  });

  it("modern-auth verify of a customer with Google alone names a client that somebody deleted, and ends with 7", async () => {
    deleteClient(world.sandbox.google, clientId);
    const { code, named } = await verification(world);
    assert.deepEqual(worse(named), ["drift client", "drift company.google.clientSecret"]);
    assert.equal(code, 7);
  });

  it("modern-auth verify of a customer with Google alone says with the network down what could not be looked at, and ends with 3, or with 0 where that is accepted", async () => {
    world.sandbox.google.faults.list = [{ drop: true }];
    const { code, named, findings } = await verification(world);
    const blocked = findings.flatMap<unknown>(({ found }) =>
      found.kind === "unreadable" ? (found.blocks ?? [found]) : [],
    );
    // Not the redirect URI: it was seen a moment ago.
    assert.ok(blocked.length >= 6, named.join("\n"));
    assert.ok(worse(named).every((line) => line.startsWith("inconclusive ")));
    assert.equal(code, 3);
    assert.equal((await verification(world, ["--allow-inconclusive", "google"])).code, 0);
    assert.equal((await verification(world, ["--allow-inconclusive", "erp"])).code, 3);
  });

  it("modern-auth verify of a customer with Google alone says in words for people what is wrong and what to do", async () => {
    const { project } = world.config.google;
    (world.sandbox.google.state.services[project] ?? {})["gmail.googleapis.com"] = "DISABLED";
    const { stdout } = await modernAuth(world, ["verify", "dev"]);
    assert.match(
      stdout,
      /^drift {9}google service gmail\.googleapis\.com\n {2}expected {4}enabled\n {2}found {7}disabled\n {2}fix {9}pulumi up --stack dev\n/,
    );
    assert.match(stdout, /Stack "dev": 1 drift, \d+ warn, \d+ ok\n$/);
  });
});

describe("googleapis", () => {
  let world: World;
  let directory: string;
  before(async () => {
    world = await World.create();
    world.save();
    directory = mkdtempSync(join(tmpdir(), "loaded-"));
  });
  afterEach(() => world.restore());
  after(async () => {
    rmSync(directory, { recursive: true, force: true });
    await world.close();
  });

  /** Whether a command loads any part of it. */
  async function loads(name: string, args: readonly string[]): Promise<boolean> {
    const file = join(directory, name);
    await modernAuth(world, args, recordingModules(file));
    const packages = packagesIn(readFileSync(file, "utf8"));
    assert.ok(packages.includes("commander"), "the list is of the command's own modules");
    return ["googleapis", "google-auth-library", "gaxios"].some((name) => packages.includes(name));
  }

  it("googleapis is not loaded by verify of a customer without Google, and is by that of one with Google", async () => {
    assert.equal(await loads("both", ["verify", "dev"]), true);
    assert.equal((await world.run(["config", "rm", "google"])).code, 0);
    assert.equal(await loads("microsoft", ["verify", "dev"]), false);
  });
});
