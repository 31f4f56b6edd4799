import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type FleetProcess, startFleetProcess } from "#sandbox/fleet/process.ts";
import { leaksInText } from "#sandbox/leaks.ts";

const directory = mkdtempSync(join(tmpdir(), "fleet-process-"));
let fleet: FleetProcess;
before(async () => {
  fleet = await startFleetProcess({ tenants: 2, latency: 30, directory: join(directory, "fleet") });
});
after(async () => {
  await fleet.close();
  rmSync(directory, { recursive: true });
});

async function admin(method: string, path: string, body?: object) {
  const response = await fetch(fleet.admin + path, {
    method,
    ...(body ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } } : {}),
  });
  const text = await response.text();
  return { status: response.status, text, body: text.startsWith("{") ? JSON.parse(text) : undefined };
}

/** Asks for both ERPs' versions at once, in a process that knows of the sandbox only by its environment. */
function askErps(): number[] {
  const program = `
    const ask = (name) => fetch("https://" + name + ".cid-erp.app/web/version").then(({ status }) => status);
    console.log(JSON.stringify(await Promise.all(${JSON.stringify(fleet.tenants)}.map(ask))));`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
    env: { ...process.env, ...fleet.env },
    encoding: "utf8",
  });
  assert.ok(stdout, stderr);
  return JSON.parse(stdout);
}

it("A fleet in a process of its own tells where it is and what its tenants are called", () => {
  assert.deepEqual(fleet.tenants, ["tenant-0001", "tenant-0002"]);
  assert.ok(existsSync(join(fleet.project, "tenants", "Pulumi.tenant-0002.yaml")));
  assert.notEqual(fleet.pid, process.pid);
});

it("A fleet in a process of its own has counted nothing of its own making, and then counts what others ask", async () => {
  await fleet.resetTraffic();
  assert.deepEqual(askErps(), [200, 200]);
  const { total, entra, google, erp } = await fleet.traffic();
  assert.deepEqual(
    [total, erp].map(({ calls, inFlight }) => [calls, inFlight]),
    [
      [2, 0],
      [2, 0],
    ],
  );
  for (const none of [entra, google]) assert.deepEqual(none, { calls: 0, inFlight: 0, mostInFlight: 0 });
});

it("A fleet in a process of its own lets a system be slow, and says how slow it is", async () => {
  assert.deepEqual((await admin("GET", "/erp/latency")).body, { ms: 30 });
  assert.deepEqual((await admin("PUT", "/google/latency", { ms: 5 })).body, { ms: 5 });
  const { status, body } = await admin("PUT", "/google/latency", { ms: -1 });
  assert.equal(status, 415);
  assert.match(body.error, /"ms":50/);
  assert.deepEqual((await admin("GET", "/google/latency")).body, { ms: 5 });
});

it("A fleet in a process of its own gives bad days to one tenant, and to all", async () => {
  await admin("PUT", "/tenants/tenant-0002/erp/faults", { list: [{ status: 500 }] });
  assert.deepEqual(askErps(), [200, 500]);
  await admin("PUT", "/erp/faults", { list: [{ status: 503 }] });
  assert.deepEqual(askErps(), [503, 500]);
  for (const path of ["/tenants/tenant-0002/erp/faults", "/erp/faults"]) await admin("PUT", path, {});
  assert.deepEqual(askErps(), [200, 200]);
});

it("A fleet in a process of its own shows each state without its secrets, and lets it be tampered with", async () => {
  const path = "/tenants/tenant-0001/entra/state";
  const change = [{ op: "replace", path: "/tenant/displayName", value: "Fabrikam" }];
  assert.equal((await admin("PATCH", path, change)).body.tenant.displayName, "Fabrikam");
  assert.equal((await admin("GET", "/tenants/tenant-0002/entra/state")).body.tenant.displayName, "Contoso");
  for (const one of [path, "/tenants/tenant-0001/erp/state", "/google/state"])
    assert.deepEqual(leaksInText((await admin("GET", one)).text, secretsOf(fleet)), []);
});

it("A fleet in a process of its own knows nothing of tenants and systems that are not there", async () => {
  for (const path of ["/tenants/nobody/erp", "/tenants/tenant-0001/google"])
    assert.equal((await admin("GET", `${path}/state`)).status, 404);
});

const main = fileURLToPath(new URL("../../../sandbox/fleet/main.ts", import.meta.url));

it("Starting a fleet is refused with exit code 2 for wrong usage", () => {
  const { status, stderr } = spawnSync(process.execPath, [main, "--tenants", "0"], { encoding: "utf8" });
  assert.equal(stderr, '--tenants: "0" is not allowed; a whole number from 1.\n');
  assert.equal(status, 2);
});

it("Starting a fleet by a process that is killed ends with it", async () => {
  const program = `
      const { startFleetProcess } = await import(${JSON.stringify(new URL("../../../sandbox/fleet/process.ts", import.meta.url))});
      const { pid } = await startFleetProcess({ tenants: 1, directory: ${JSON.stringify(join(directory, "orphan"))} });
      console.log(pid);`;
  const parent = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface(parent.stdout), "line");
  const pid = Number(line);
  try {
    assert.ok(isRunning(pid));
    parent.kill("SIGKILL");
    for (let tries = 0; isRunning(pid) && tries < 200; tries += 1) await sleep(50);
    assert.ok(!isRunning(pid));
  } finally {
    if (isRunning(pid)) process.kill(pid);
  }
});

it("Starting a fleet that fails says so to whoever waits for it", async () => {
  await assert.rejects(
    startFleetProcess({ tenants: 1, directory }),
    /of 1 tenants ended with 2 before it was ready/,
  );
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const secretsOf = ({ env }: FleetProcess): string[] =>
  ["ARM_CLIENT_SECRET", "GOOGLE_OAUTH_ACCESS_TOKEN", "PULUMI_CONFIG_PASSPHRASE"].map(
    (name) => env[name] ?? "",
  );
