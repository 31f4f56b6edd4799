import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { gunzipSync } from "node:zlib";
import { leaksBelow, leaksInText } from "#sandbox/leaks.ts";
import { World } from "./world.ts";

let world: World;
let folder: string;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "modern-auth-loud-"));
  world = await World.ofMicrosoft();
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.close();
});

/** How Pulumi marks a secret on the wire. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const MARKED = (_key: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && SIGNATURE in value ? "marked" : value;

it("An engine that writes down all it hands over writes secrets, which modern-auth refuses and the program warns of", async () => {
  const file = join(folder, "grpc.json");
  const env = { PULUMI_DEBUG_GRPC: file, TMPDIR: folder };
  const refused = await world.stack.modernAuth(["up", "dev"], { env });
  assert.equal(refused.code, 2);
  assert.ok(refused.stderr.includes(`PULUMI_DEBUG_GRPC is "${file}": they would be in the folder ${folder}`));
  assert.deepEqual(readdirSync(folder), []);

  for (const command of [["up", "--yes", "--skip-preview"], ["preview"]]) {
    const { code, stdout, stderr } = await world.stack.run([...command, "-v=9"], { env });
    assert.equal(code, 0, stderr);
    assert.ok(stdout.includes(`they would be in the folder ${folder}`), stdout);
  }
  const secrets = world.sandbox.secrets();
  const leaking = leaksBelow(folder, secrets).map((one) => one.split(": ")[0] ?? "");
  assert.ok(leaking.includes(file), "PULUMI_DEBUG_GRPC");
  const verbose = leaking.filter((one) => one.includes("/pulumi."));
  assert.ok(verbose.length > 0, "-v=9");
  for (const one of verbose) assert.equal(statSync(one).mode & 0o777, 0o644, one);

  const calls = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { method: string; request: unknown; response: unknown });
  const holding = (part: (call: (typeof calls)[number]) => unknown, hide?: typeof MARKED) =>
    new Set(
      calls
        .filter((call) => leaksInText(JSON.stringify(part(call) ?? "", hide), secrets).length > 0)
        .map(({ method }) => method.split("/").at(-1)),
    );
  // The engine registers what Check answers and what Create and Read return, so that those hold secrets; nothing else of ours does.
  const answers = holding(({ response }) => response);
  for (const method of ["CheckConfig", "Configure", "Diff", "DiffConfig", "Invoke"])
    assert.ok(!answers.has(method), method);
  // Whoever keeps to Pulumi's marks shows none of them; the program gets its configuration without.
  assert.deepEqual([...holding(({ request, response }) => [request, response], MARKED)], ["Run"]);

  const logs = join(world.stack.env["PULUMI_HOME"] ?? "", "logs");
  for (const name of readdirSync(logs)) {
    const bytes = readFileSync(join(logs, name));
    const readable = bytes.readUInt16BE() === 0x1f8b ? gunzipSync(bytes) : bytes;
    assert.deepEqual(leaksInText(readable.toString("latin1"), secrets), [], `the engine's own log ${name}`);
  }
});

it("An engine that writes nothing down has the program warn of nothing, whatever it tells it of its own", async () => {
  assert.doesNotMatch((await world.preview()).messages, /Secrets would be written/);
});
