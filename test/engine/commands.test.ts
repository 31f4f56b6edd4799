import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { it } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Ended {
  code: number | null;
  output: string;
}

function start(
  command: string,
  args: string[],
  input = "",
): { child: ChildProcess; output: () => string; ended: Promise<Ended> } {
  const child = spawn(command, args, { cwd: root, stdio: ["pipe", "pipe", "pipe"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stdin.end(input);
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, output }));
  return { child, output: () => output, ended };
}

const node = (...args: string[]) => start(process.execPath, args);

/** The sandbox's admin address, once it has printed what to do. */
async function adminAddress({ child, output, ended }: ReturnType<typeof start>): Promise<string> {
  for (;;) {
    const address = /Admin page.*(http:\/\/127\.0\.0\.1:\d+)/.exec(output())?.[1];
    if (address && output().includes("Ctrl-C ends")) return address;
    if (child.exitCode !== null) assert.fail((await ended).output);
    await Promise.race([once(child.stdout as NonNullable<typeof child.stdout>, "data"), ended]);
  }
}

it("npm start shows one tenant made, drifted and repaired in three systems, and ends with 0", async () => {
  const { code, output } = await node("sandbox/demo/main.ts").ended;
  assert.equal(code, 0, output);
  assert.match(output, /exit code 7, and exactly the three things that were changed/);
  assert.match(output, /none of the \d+ secrets that were used stands in clear/);
});

it("npm run sandbox lets a second terminal work on the dev stack with plain pulumi, and ends with Ctrl-C", async () => {
  const sandbox = node("sandbox/main.ts");
  try {
    const admin = await adminAddress(sandbox);
    const script = `
        set -e
        eval "$(curl -s ${admin}/env)"
        curl -s -X POST ${admin}/google/console/client | modern-auth google import dev -
        pulumi up --yes --skip-preview --non-interactive
        pulumi preview --expect-no-changes --non-interactive
        pulumi stack --non-interactive
        pulumi stack output google --non-interactive`;
    const { code, output } = await start("sh", ["-c", script]).ended;
    assert.equal(code, 0, output);
    assert.match(output, /"status":"proven"/);
    const state = await (await fetch(`${admin}/entra/state`)).text();
    assert.match(state, /CID ERP/);
  } finally {
    sandbox.child.kill("SIGINT");
  }
  const { code, output } = await sandbox.ended;
  assert.equal(code, 0, output);
  assert.match(output, /The sandbox ends/);
});

it("npm run sandbox says clearly that a port is taken, and what to do", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const { code, output } = await node("sandbox/main.ts", "--port", String(port)).ended;
  other.close();
  assert.equal(code, 1);
  assert.match(output, new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is taken.*leave out --port`));
});

it("npm run sandbox refuses a port that is none", async () => {
  const { code, output } = await node("sandbox/main.ts", "--port", "http").ended;
  assert.equal(code, 1);
  assert.match(output, /--port: "http" is not allowed; a whole number from 1 to 65535/);
});
