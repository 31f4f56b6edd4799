import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const tracked = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" }).trim().split("\n");

/** Runs one of the project's own tools. */
function tool(name: string, args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(`${root}/node_modules/.bin/${name}`, args, {
    cwd: root,
    encoding: "utf8",
  });
  return { status, output: stdout + stderr };
}

describe("The code", () => {
  it("type-checks under the strictest flags", () => {
    const { status, output } = tool("tsc", ["--noEmit"]);
    assert.equal(status, 0, output);
  });

  it("is formatted, and the linter has nothing to say", () => {
    const { status, output } = tool("biome", ["check", "--error-on-warnings"]);
    assert.equal(status, 0, output);
  });

  it("comes in files of at most 400 lines", () => {
    const long = tracked
      .filter((file) => /\.(ts|mjs)$/.test(file))
      .filter((file) => readFileSync(`${root}/${file}`, "utf8").split("\n").length > 401);
    assert.deepEqual(long, []);
  });

  it("names no machine's paths and no package registry", () => {
    const forbidden = [/\/root\//, /\/work\//, /registry\.npmjs/, /"resolved":/];
    const found = tracked.flatMap((file) => {
      const text = readFileSync(`${root}/${file}`, "utf8");
      return forbidden
        .filter((pattern) => pattern.test(text) && !file.endsWith("quality.test.ts"))
        .map((pattern) => `${file}: ${pattern}`);
    });
    assert.deepEqual(found, []);
  });

  it("keeps index.ts short enough to read at a glance", () => {
    assert.ok(readFileSync(`${root}/index.ts`, "utf8").split("\n").length <= 41);
  });

  it("verifies without the engine: verify/ imports clients and config only", () => {
    const guilty = tracked
      .filter((file) => file.startsWith("verify/"))
      .flatMap((file) =>
        [
          ...readFileSync(`${root}/${file}`, "utf8").matchAll(
            /from "(@pulumi\/[^"]*|(?:\.\.\/)+[a-z]+\/[^"]*)"/g,
          ),
        ]
          .map(([, path = ""]) => path)
          .filter((path) => !/^(\.\.\/)+(clients|config|microsoft|google|erp)\//.test(path))
          .map((path) => `${file}: ${path}`),
      );
    assert.deepEqual(guilty, []);
  });

  it("lets only the sandbox and the tests import the sandbox", () => {
    const outside = tracked.filter((file) =>
      /^(index|adopt\/|cli\/|clients\/|components\/|config\/|fleet\/|guide\/|html\/|provider\/|verify\/).*\.?ts$/.test(
        file,
      ),
    );
    const guilty = outside.filter((file) =>
      /from "[./]*sandbox\//.test(readFileSync(`${root}/${file}`, "utf8")),
    );
    assert.deepEqual(guilty, []);
  });
});
