import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { modernAuth } from "./modernAuth.ts";
import { World } from "./world.ts";

const BY = ["--by", "anna@acme.example"];

describe("A person in the Google console", () => {
  let world: World;
  const folder = mkdtempSync(join(tmpdir(), "modern-auth-guide-"));

  before(async () => {
    world = await World.create();
    world.save();
  });

  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await world.close();
  });

  const attest = (...args: string[]) => modernAuth(world, ["google", "attest", "dev", ...args]);
  const attested = async () => {
    const run = await world.run(["config", "get", "--path", "google.attested"]);
    return run.code === 0 ? JSON.parse(run.stdout) : undefined;
  };

  it("A person in the Google console gets the page of a stack that has no state yet, in the language of the environment", async () => {
    const { code, stdout, stderr } = await modernAuth(
      world,
      ["google", "guide", "dev", "--out", join(folder, "pages")],
      { LC_ALL: "de_CH.UTF-8" },
    );
    assert.equal(code, 0, stderr);
    assert.deepEqual(readdirSync(join(folder, "pages")).toSorted(), ["google-dev.html", "google-dev.md"]);
    for (const name of ["google-dev.html", "google-dev.md"]) {
      const path = join(folder, "pages", name);
      assert.ok(stdout.includes(`${path}\n`), stdout);
      const page = readFileSync(path, "utf8");
      assert.ok(page.includes("https://demofabien.cid-erp.app/oauth2/retrieve_token"));
      assert.ok(page.includes("Weiterleitungs-URI"));
    }
    assert.match(stdout, /modern-auth google import dev /);
  });

  it("A person in the Google console says what was seen, once and again, and is told what is left", async () => {
    world.restore();
    const args = ["all", "--audience", "internal", ...BY, "--on", "2026-11-23", "--json"];
    const first = await attest(...args);
    assert.equal(first.code, 0, first.stderr);
    const items = ["branding", "audience", "data-access", "client"];
    assert.deepEqual(JSON.parse(first.stdout), {
      command: "google attest",
      tenant: "dev",
      outcome: "ok",
      exitCode: 0,
      next: [],
      by: "anna@acme.example",
      on: "2026-11-23",
      recorded: items,
      changed: items,
      unattested: ["use"],
      warnings: [],
    });
    const seen = { by: "anna@acme.example", on: "2026-11-23" };
    const kept = {
      branding: seen,
      audience: { ...seen, audience: "internal" },
      dataAccess: seen,
      client: seen,
    };
    assert.deepEqual(await attested(), kept);
    const second = await attest(...args);
    assert.deepEqual(JSON.parse(second.stdout).changed, [], second.stderr);
    assert.deepEqual(await attested(), kept);
  });

  it("A person in the Google console is warned of an audience that is not the declared one, which is recorded all the same", async () => {
    world.restore();
    const testing = await attest("audience", "--audience", "external", "--publishing", "testing", ...BY);
    assert.equal(testing.code, 0, testing.stderr);
    assert.match(testing.stdout, /Warning: .*google\.audience is internal/);
    assert.match(testing.stdout, /Not attested yet: branding, data-access, client, use\./);
    assert.equal((await attested()).audience.publishing, "testing");
    assert.equal((await attest("audience", "--audience", "internal", ...BY)).code, 0);
    assert.deepEqual(Object.keys((await attested()).audience).toSorted(), ["audience", "by", "on"]);
  });

  it("A person in the Google console cannot attest what is not meant: nothing is written, and the exit code is 2", async () => {
    world.restore();
    for (const [args, complaint] of [
      [["brand", ...BY], /Allowed choices are branding, audience, data-access, client, use, all/],
      [["branding", "--by", "anna"], /"anna" is not allowed; an e-mail address/],
      [["branding"], /--by/],
      [["branding", ...BY, "--on", "2999-01-01"], /not in the future/],
      [["branding", ...BY, "--on", "2026-02-30"], /a date that exists/],
      [["all", ...BY], /needs --audience internal or external/],
    ] as const) {
      const { code, stderr } = await attest(...args);
      assert.equal(code, 2, stderr);
      assert.match(stderr, complaint);
    }
    assert.equal(await attested(), undefined);
  });

  it("A person in the Google console is told that a stack has no Google", async () => {
    world.restore();
    assert.equal((await world.run(["config", "rm", "google"])).code, 0);
    for (const args of [
      ["google", "guide", "dev", "--out", folder],
      ["google", "attest", "dev", "branding", ...BY],
    ]) {
      const { code, stderr } = await modernAuth(world, args);
      assert.equal(code, 1);
      assert.match(stderr, /^Stack "dev" has no Google part\. Fix: pulumi config set --path google\.project/);
    }
  });
});
