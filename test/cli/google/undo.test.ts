import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, it } from "node:test";
import { parse } from "yaml";
import { ProjectFolder } from "../projectFolder.ts";

const project = new ProjectFolder();
const secret = (number: number): string => `GOCSPX-${String(number).repeat(28)}`;
const file = (number: number): string =>
  JSON.stringify({ web: { client_id: "c.apps.googleusercontent.com", client_secret: secret(number) } });
const configured = () => parse(project.text("acme")).config;
const undo = () => project.modernAuth(["google", "rotate", "acme", "--undo", "--json"]);

before(() => project.addTenant("acme", "p4ss-w0rd!"));
beforeEach(async () => {
  const set = ["config", "set", "--stack", "acme"];
  await project.pulumi([...set, "--secret", "googleClientFile"], { input: file(1) });
  await project.pulumi([...set, "--secret", "googleNextClientFile"], { input: file(2) });
  for (const number of [1, 2]) {
    const path = `google.generations[${number - 1}]`;
    await project.pulumi([...set, "--path", `${path}.number`, String(number)]);
    await project.pulumi([...set, "--path", `${path}.since`, `2026-11-2${number}`]);
  }
});
after(() => project.close(["p4ss-w0rd!", secret(1), secret(2)]));

/** The state after updates that have taken in these secrets. */
async function made(numbers: readonly number[], interrupted = false): Promise<void> {
  const urn = (type: string, name: string) => `urn:pulumi:acme::erp-modern-auth::${type}::${name}`;
  const type = "modernauth:index:GoogleOAuthClient";
  const client = (number: number) => ({
    urn: urn(type, `tenant-google-client-${number}`),
    custom: false,
    type,
  });
  const deployment = {
    manifest: { time: "2026-11-23T00:00:00Z", magic: "", version: "" },
    resources: [
      { urn: urn("pulumi:pulumi:Stack", "erp-modern-auth-acme"), custom: false, type: "pulumi:pulumi:Stack" },
      ...numbers.map(client),
    ],
  };
  await project.pulumi(["stack", "import", "--stack", "acme", "--force"], {
    input: JSON.stringify({ version: 3, deployment }),
  });
  if (!interrupted) return;
  // An import forgets what is pending.
  const state = join(project.folder, "state/.pulumi/stacks/erp-modern-auth/acme.json");
  const whole = JSON.parse(readFileSync(state, "utf8"));
  whole.checkpoint.latest.pending_operations = [{ resource: client(2), type: "creating" }];
  writeFileSync(state, JSON.stringify(whole));
}

it("modern-auth google rotate --undo takes the newest file and its entry out as long as no update has taken it in, once", async () => {
  await made([1]);
  const { code, stdout, stderr } = await undo();
  assert.equal(code, 0, stdout + stderr);
  assert.equal(JSON.parse(stdout).action, "undone");
  const config = configured();
  assert.deepEqual(config["erp-modern-auth:google"].generations, [{ number: 1, since: "2026-11-21" }]);
  assert.ok(config["erp-modern-auth:googleClientFile"]);
  assert.equal(config["erp-modern-auth:googleNextClientFile"], undefined);
  const again = await undo();
  assert.deepEqual([again.code, JSON.parse(again.stdout).action], [0, "none"]);
});

it("modern-auth google rotate --undo is refused once an update has taken the secret in, or may have, and changes nothing", async () => {
  for (const [numbers, interrupted, why] of [
    [[1, 2], false, /secret 2 is made already/],
    [[1], true, /interrupted, and may have made secret 2/],
  ] as const) {
    await made(numbers, interrupted);
    const before = project.text("acme");
    const { code, stdout } = await undo();
    assert.equal(code, 4, stdout);
    assert.match(JSON.parse(stdout).cause.text, why);
    assert.equal(project.text("acme"), before);
  }
});
