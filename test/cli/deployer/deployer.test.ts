import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { graphAppRoles } from "#sandbox/emulators/entra/graphPermissions.ts";
import { leaksInText } from "#sandbox/leaks.ts";
import { type Sandbox, startSandbox } from "#sandbox/sandbox.ts";
import { readDevConfig } from "#sandbox/tenant.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const { tenantId } = readDevConfig().microsoft;

let folder: string;
let sandbox: Sandbox;
let printed = "";

interface Ended {
  code: number | null;
  stdout: string;
  output: string;
}

/** Runs a program beside a stack of its own and the sandbox, as a user does in the project's folder. */
function run(program: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(program, args, {
    cwd: folder,
    env: {
      ...process.env,
      ...sandbox.network,
      ...sandbox.identities,
      PULUMI_BACKEND_URL: pathToFileURL(join(folder, "state")).href,
      PULUMI_CONFIG_PASSPHRASE: sandbox.passphrase,
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { stdout: "", output: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.stdout += text;
    said.output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.output += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      printed += said.output;
      resolve({ code, ...said });
    });
  });
}
const check = (args: readonly string[], env: Record<string, string> = {}) =>
  run(process.execPath, [join(root, "src/cli/main.ts"), "deployer", "check", ...args], env);
const pulumi = async (...args: string[]): Promise<void> => {
  const { code, output } = await run("pulumi", [...args, "--non-interactive"]);
  assert.equal(code, 0, output);
};

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "modern-auth-cli-"));
  mkdirSync(join(folder, "state"));
  cpSync(join(root, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  sandbox = await startSandbox({ directory: join(folder, "sandbox") });
  await pulumi("stack", "init", "acme");
  await pulumi("config", "set", "--path", "microsoft.tenantId", tenantId, "--stack", "acme");
  await pulumi("stack", "init", "google-only");
});
after(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
  assert.deepEqual(leaksInText(printed, sandbox.secrets()), [], "a secret was printed");
});

/** Takes a consent away while something is tried. */
async function without(role: string, work: () => Promise<void>): Promise<void> {
  const { state } = sandbox.entra;
  const id = graphAppRoles[role];
  const saved = state.appRoleAssignments;
  state.appRoleAssignments = Object.fromEntries(
    Object.entries(saved).filter(([, { appRoleId }]) => appRoleId !== id),
  );
  try {
    await work();
  } finally {
    state.appRoleAssignments = saved;
  }
}

it("modern-auth deployer check proves the rights of the deployer in the stack's tenant, and ends with 0", async () => {
  const { code, output } = await check(["acme"]);
  assert.equal(code, 0, output);
  assert.match(output, new RegExp(`^Stack "acme", directory ${tenantId}, consent mode grant\n`));
  assert.match(
    output,
    new RegExp(`Deployer: ERP deployer, application, client id ${sandbox.identities.ARM_CLIENT_ID}`),
  );
  assert.match(output, /Identity: client secret \(ARM_CLIENT_SECRET\)/);
  assert.match(
    output,
    / {2}present {2}consent to application permissions.*AppRoleAssignment\.ReadWrite\.All/,
  );
  assert.match(output, / {2}absent {3}see which lifetime .* \(optional\)/);
  assert.match(output, /All required rights are there\./);
});

it("modern-auth deployer check ends with 4 where a right is missing, and leads to the page for the administrator", async () => {
  await without("AppRoleAssignment.ReadWrite.All", async () => {
    const { code, output } = await check(["acme"]);
    assert.equal(code, 4, output);
    assert.match(output, / {2}MISSING {2}consent to application permissions/);
    assert.match(output, /Next: add AppRoleAssignment\.ReadWrite\.All to the deployer's app registration/);
    assert.ok(
      output.includes(
        `https://login.microsoftonline.com/${tenantId}/adminconsent?client_id=${sandbox.identities.ARM_CLIENT_ID}\n`,
      ),
    );
  });
});

it("modern-auth deployer check asks for the mode that the stack says, unless another is named", async () => {
  await pulumi("config", "set", "--path", "microsoft.consent", "request", "--stack", "acme");
  try {
    const { code, stdout } = await check(["acme", "--json"]);
    const report = JSON.parse(stdout);
    assert.equal(code, 0, stdout);
    assert.deepEqual([report.mode, report.verdict, report.directory], ["request", "present", tenantId]);
    assert.deepEqual(report.excess, ["AppRoleAssignment.ReadWrite.All"]);
    assert.equal(JSON.parse((await check(["acme", "--json", "--mode", "grant"])).stdout).mode, "grant");
  } finally {
    await pulumi("config", "rm", "--path", "microsoft.consent", "--stack", "acme");
  }
});

it("modern-auth deployer check ends with 1 where it cannot be found out, and says why", async () => {
  for (const [args, env, said] of [
    [["acme"], { ARM_CLIENT_SECRET: "wrong" }, /AADSTS7000215.*ARM_CLIENT_SECRET/],
    [
      ["acme"],
      { ARM_CLIENT_SECRET: "", ARM_CLIENT_CERTIFICATE: "MII" },
      /ARM_CLIENT_CERTIFICATE is set, but/,
    ],
    [
      ["google-only"],
      {},
      /microsoft\.tenantId of stack "google-only" is not set: .* pulumi config set --path/,
    ],
  ] as const) {
    const { code, output } = await check(args, env);
    assert.equal(code, 1, output);
    assert.match(output, said);
    assert.doesNotMatch(output, / at .*\.ts:\d+/, "a stack trace helps nobody");
  }
});

it("modern-auth deployer check names a tenant id or a mode in the configuration that is none", async () => {
  for (const [key, value, right] of [
    ["tenantId", "contoso.onmicrosoft.com", tenantId],
    ["consent", "maybe", "grant"],
  ] as const) {
    await pulumi("config", "set", "--path", `microsoft.${key}`, value, "--stack", "acme");
    const { code, output } = await check(["acme"]);
    await pulumi("config", "set", "--path", `microsoft.${key}`, right, "--stack", "acme");
    assert.equal(code, 1, output);
    assert.match(output, new RegExp(`microsoft\\.${key} of stack "acme" is "${value}"\\. Allowed: `));
  }
});

it("modern-auth deployer check ends with 2 on wrong usage, and explains itself with exit codes and examples", async () => {
  const wrong = await check(["acme", "--mode", "ask"]);
  assert.equal(wrong.code, 2);
  assert.match(wrong.output, /Allowed choices are grant, request/);
  assert.equal((await check([])).code, 2);
  const nobody = await check(["nobody"]);
  assert.equal(nobody.code, 2, nobody.output);
  assert.match(nobody.output, /There is no tenant "nobody"/);
  const { code, output } = await check(["--help"]);
  assert.equal(code, 0);
  assert.match(output, /4 a right is missing/);
  assert.match(output, /modern-auth deployer check acme --mode request/);
});
