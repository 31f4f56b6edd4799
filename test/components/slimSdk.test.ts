import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { recordingModules } from "#test/support/loadedModules.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** As in `@pulumi/pulumi/cmd/run`, which has looked up the lines of stack traces since before the program begins. */
const PROGRAM = `
  Error.prepareStackTrace = () => "looked up";
  await import("#components/slimSdk.ts");
  const { debug } = await import("@pulumi/pulumi/log/index.js");
  const { CustomResource } = await import("@pulumi/pulumi");
  console.log(JSON.stringify({ debug: String(debug), resources: typeof CustomResource, traces: typeof Error.prepareStackTrace }));`;

/** What a program sees of the SDK, and which of the unused parts it loads. */
async function loaded(whole: "" | "1") {
  const folder = mkdtempSync(join(tmpdir(), "slim-sdk-"));
  try {
    const file = join(folder, "modules");
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--input-type=module-typescript", "-e", PROGRAM],
      { cwd: root, env: { ...process.env, ...recordingModules(file), MODERN_AUTH_WHOLE_SDK: whole } },
    );
    const modules = readFileSync(file, "utf8");
    const parts = ["automation/index", "runtime/closure/codePaths", "runtime/closure/serializeClosure"];
    return {
      ...JSON.parse(stdout),
      parts: parts.filter((part) => modules.includes(`/@pulumi/pulumi/${part}.js`)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

it("Pulumi's SDK without what the program has no use for is whole in all else, and prints no debug messages", async () => {
  const { debug, ...seen } = await loaded("");
  assert.deepEqual(seen, { resources: "function", traces: "undefined", parts: [] });
  assert.equal(debug, "async () => {}");
});

it("Pulumi's SDK without what the program has no use for would load each of the parts left out, so that leaving it out still means something", async () => {
  const { debug, ...seen } = await loaded("1");
  assert.deepEqual(seen, {
    resources: "function",
    traces: "function",
    parts: ["automation/index", "runtime/closure/codePaths", "runtime/closure/serializeClosure"],
  });
  assert.equal(debug, "async () => {}", "which quote secrets in plain text");
});
