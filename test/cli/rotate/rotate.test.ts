import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, it } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parse } from "yaml";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const EMPTY = "config:\n  # kept\n  erp-modern-auth:dns: acme.cid-erp.app\n";
let folder: string;
let salt = "";

/** Runs `modern-auth` beside a stack of its own, as a user does in the project's folder. */
function modernAuth(...args: string[]) {
  const env = {
    ...process.env,
    PULUMI_BACKEND_URL: pathToFileURL(join(folder, "state")).href,
    PULUMI_CONFIG_PASSPHRASE: "made up",
  };
  const run = spawnSync(process.execPath, [join(root, "src/cli/main.ts"), ...args], {
    cwd: folder,
    env,
    encoding: "utf8",
  });
  return { code: run.status, output: run.stdout + run.stderr, env };
}
const rotate = (...args: string[]) => modernAuth("rotate", "acme", ...args);

const file = () => join(folder, "Pulumi.acme.yaml");
const text = () => readFileSync(file(), "utf8");
const write = (config: string) => writeFileSync(file(), config + salt);
const microsoft = () => parse(text()).config["erp-modern-auth:microsoft"];

before(() => {
  folder = mkdtempSync(join(tmpdir(), "modern-auth-cli-"));
  mkdirSync(join(folder, "state"));
  cpSync(join(root, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  write(EMPTY);
  const { env } = modernAuth("--help");
  const made = spawnSync("pulumi", ["stack", "init", "acme", "--non-interactive"], {
    cwd: folder,
    env,
    encoding: "utf8",
  });
  assert.equal(made.status, 0, made.stderr);
  salt = `${/^encryptionsalt: .*$/m.exec(text())?.[0]}\n`;
});
beforeEach(() => write(EMPTY));
after(() => rmSync(folder, { recursive: true, force: true }));

it("modern-auth rotate on a stack without secrets shows the dates in calendar months and writes nothing with --dry-run", () => {
  const { code, output } = rotate("--start", "2096-02-29", "--months", "24", "--dry-run", "--json");
  assert.equal(code, 0, output);
  assert.deepEqual(JSON.parse(output), {
    command: "rotate",
    tenant: "acme",
    outcome: "ok",
    exitCode: 0,
    action: "first",
    due: true,
    written: false,
    generations: [{ number: 1, start: "2096-02-29", end: "2098-02-28" }],
    because: "secret 1, from 2096-02-29 to 2098-02-28",
    next: [
      {
        kind: "modern-auth",
        words: ["rotate", "acme", "--start", "2096-02-29", "--months", "24"],
        text: "modern-auth rotate acme --start 2096-02-29 --months 24",
      },
    ],
  });
  assert.equal(text(), EMPTY + salt);
});

it("modern-auth rotate on a stack without secrets writes the absolute dates of the first one, with the lifetime of the following ones, and keeps the comments", () => {
  const { code, output } = rotate("--start", "2090-11-23", "--months", "6");
  assert.equal(code, 0, output);
  assert.equal(
    output,
    'Stack "acme": secret 1, from 2090-11-23 to 2091-05-23.\nNext: pulumi up --stack acme\n',
  );
  assert.deepEqual(microsoft(), {
    lifetimeMonths: 6,
    generations: [{ number: 1, start: "2090-11-23", end: "2091-05-23" }],
  });
  assert.match(text(), /# kept/);
});

it("modern-auth rotate on a stack without secrets lets the first one live as long as microsoft.lifetimeMonths says", () => {
  write(`${EMPTY}  erp-modern-auth:microsoft:\n    lifetimeMonths: 3\n`);
  rotate("--start", "2090-11-30");
  assert.equal(microsoft().generations[0].end, "2091-02-28");
});

it("modern-auth rotate on a stack without secrets finishes an entry of which only some keys are there", () => {
  write(`${EMPTY}  erp-modern-auth:microsoft:\n    generations:\n      - number: 1\n`);
  rotate("--start", "2090-11-23", "--months", "1");
  assert.deepEqual(microsoft().generations, [{ number: 1, start: "2090-11-23", end: "2090-12-23" }]);
});

it("modern-auth rotate on a stack without secrets has nothing to retire", () => {
  const { code, output } = rotate("--retire", "--json");
  assert.equal(code, 0, output);
  assert.equal(JSON.parse(output).action, "none");
});

it("modern-auth rotate on a stack without secrets refuses dates that are over already, with exit code 4", () => {
  const { code, output } = rotate("--start", "2020-01-01");
  assert.equal(code, 4, output);
  assert.equal(
    output,
    'Stack "acme": refused, secret 1, from 2020-01-01 to 2022-01-01, would have ended already.\n',
  );
  assert.equal(text(), EMPTY + salt);
});

it("modern-auth rotate refuses months, days and dates that are none, and options that exclude each other, with exit code 2", () => {
  for (const months of ["0", "25", "abc", "1.5"]) {
    const { code, output } = rotate("--months", months);
    assert.equal(code, 2);
    assert.match(output, new RegExp(`"${months}" is not allowed; a whole number of months from 1 to 24`));
  }
  assert.match(rotate("--start", "2026-02-30").output, /"2026-02-30" is not allowed; a date that exists/);
  assert.match(rotate("--warn-days", "-1").output, /"-1" is not allowed; a whole number of days/);
  for (const args of [["--months", "3"], ["--start", "2090-01-01"], ["--if-due"]])
    assert.equal(rotate("--retire", ...args).code, 2);
  assert.equal(modernAuth("rotate").code, 2);
  assert.equal(text(), EMPTY + salt);
});

it("modern-auth rotate refuses a lifetime beyond microsoft.lifetimeMonths, and says how to allow it", () => {
  write(
    `${EMPTY}  erp-modern-auth:microsoft:\n    lifetimeMonths: 6\n    generations:\n      - {number: 1, start: "2090-11-23", end: "2091-05-23"}\n`,
  );
  const { code, output } = rotate("--months", "12");
  assert.equal(code, 4);
  assert.match(output, /pulumi config set --path microsoft\.lifetimeMonths 12 --stack acme/);
});

it("modern-auth rotate names what is wrong with the rest of the configuration once there is a secret, with exit code 1", () => {
  write(
    `${EMPTY}  erp-modern-auth:microsoft:\n    generations:\n      - {number: 1, start: "2090-11-23", end: "2091-05-23"}\n`,
  );
  const { code, output } = rotate();
  assert.equal(code, 1);
  assert.match(output, /microsoft\.tenantId: is missing/);
});

it("modern-auth rotate names a stack that does not exist, with exit code 2", () => {
  const { code, output } = modernAuth("rotate", "nobody");
  assert.equal(code, 2);
  assert.match(output, /nobody/);
});

it("modern-auth rotate takes a declaration back before an update made it, once, and again without harm", () => {
  rotate("--start", "2090-11-23");
  const dry = rotate("--undo", "--dry-run", "--json");
  assert.deepEqual([JSON.parse(dry.output).action, JSON.parse(dry.output).written], ["undone", false]);
  const { code, output } = rotate("--undo");
  assert.equal(code, 0, output);
  assert.match(output, /secret 1, from 2090-11-23 to 2092-11-23, is taken back: no update has made it\.\n$/);
  assert.deepEqual(microsoft().generations, []);
  const again = rotate("--undo");
  assert.deepEqual([again.code, /no secret is declared/.test(again.output)], [0, true]);
  assert.equal(rotate("--undo", "--retire").code, 2);
});

/** The state after an update that has made these secrets. @param interrupted while it made the second one */
function made(numbers: readonly number[], interrupted = false): void {
  const resource = (type: string, name: string) => ({
    urn: `urn:pulumi:acme::erp-modern-auth::${type}::${name}`,
    custom: false,
    type,
  });
  const password = (number: number) =>
    resource("azuread:index/applicationPassword:ApplicationPassword", `tenant-microsoft-secret-${number}`);
  const resources = [resource("pulumi:pulumi:Stack", "erp-modern-auth-acme"), ...numbers.map(password)];
  const manifest = { time: "2026-11-23T00:00:00Z", magic: "", version: "" };
  const { env } = modernAuth("--help");
  const { status, stderr } = spawnSync("pulumi", ["stack", "import", "--stack", "acme", "--force"], {
    cwd: folder,
    env,
    encoding: "utf8",
    input: JSON.stringify({ version: 3, deployment: { manifest, resources } }),
  });
  assert.equal(status, 0, stderr);
  if (!interrupted) return;
  // An import forgets what is pending.
  const state = join(folder, "state/.pulumi/stacks/erp-modern-auth/acme.json");
  const whole = JSON.parse(readFileSync(state, "utf8"));
  whole.checkpoint.latest.pending_operations = [{ resource: password(2), type: "creating" }];
  writeFileSync(state, JSON.stringify(whole));
}

it("modern-auth rotate takes no declaration back that an update has made, or may have, and changes nothing", () => {
  const generations = [1, 2].map(
    (number) =>
      `      - number: ${number}\n        start: 2026-11-2${number}\n        end: 2028-11-2${number}\n`,
  );
  const both = `${EMPTY}  erp-modern-auth:microsoft:\n    generations:\n${generations.join("")}`;
  try {
    for (const [numbers, interrupted, why] of [
      [[1, 2], false, /secret 2 is made already/],
      [[1], true, /interrupted, and may have made secret 2/],
    ] as const) {
      made(numbers, interrupted);
      write(both);
      const { code, output } = rotate("--undo");
      assert.equal(code, 4, output);
      assert.match(output, why);
      assert.equal(text(), both + salt);
    }
  } finally {
    made([]);
  }
});

it("modern-auth rotate explains itself with examples and exit codes", () => {
  const { code, output } = modernAuth("rotate", "--help");
  assert.equal(code, 0);
  assert.match(output, /modern-auth rotate acme --months 6 --dry-run/);
  assert.match(output, /4 {2}refused/);
});
