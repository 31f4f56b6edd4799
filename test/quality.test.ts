import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { trackedFiles } from "./support/trackedFiles.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const tracked = trackedFiles();

/** Runs one of the project's own tools. */
function tool(name: string, args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(`${root}/node_modules/.bin/${name}`, args, {
    cwd: root,
    encoding: "utf8",
  });
  return { status, output: stdout + stderr };
}

it("The code type-checks under the strictest flags", () => {
  const { status, output } = tool("tsc", ["--noEmit"]);
  assert.equal(status, 0, output);
});

it("The code is formatted, and the linter has nothing to say", () => {
  const { status, output } = tool("biome", ["check", "--error-on-warnings"]);
  assert.equal(status, 0, output);
});

it("The code comes in files of at most 400 lines", () => {
  const long = tracked
    .filter((file) => /\.(ts|mjs)$/.test(file))
    .filter((file) => readFileSync(`${root}/${file}`, "utf8").split("\n").length > 401);
  assert.deepEqual(long, []);
});

it("The code names no machine's paths and no package registry", () => {
  const forbidden = [/\/root\//, /\/work\//, /registry\.npmjs/, /"resolved":/];
  const found = tracked.flatMap((file) => {
    const text = readFileSync(`${root}/${file}`, "utf8");
    return forbidden
      .filter((pattern) => pattern.test(text) && !file.endsWith("quality.test.ts"))
      .map((pattern) => `${file}: ${pattern}`);
  });
  assert.deepEqual(found, []);
});

it("The code keeps index.ts short enough to read at a glance", () => {
  assert.ok(readFileSync(`${root}/index.ts`, "utf8").split("\n").length <= 41);
});
