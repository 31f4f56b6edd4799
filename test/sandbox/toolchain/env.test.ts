import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { readToolchain } from "#sandbox/toolchain/toolchain.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

it("npm run toolchain prints one line that gives a shell Pulumi, Node and modern-auth, and never a stand-in for a real plugin", () => {
  const script = `
      eval "$(npm run --silent toolchain 2>/dev/null)"
      node --version
      pulumi version
      command -v pulumi-resource-azuread || echo none
      echo "$NODE_COMPILE_CACHE"
      modern-auth google --help`;
  // The PATH of a shell that knows nothing of the project.
  const own = new Set(readToolchain().path);
  const PATH = (process.env.PATH ?? "")
    .split(":")
    .filter((folder) => !own.has(folder) && !folder.includes("node_modules"))
    .join(":");
  const lines = execFileSync("sh", ["-c", script], {
    cwd: root,
    env: { ...process.env, PATH, NODE_COMPILE_CACHE: undefined },
    encoding: "utf8",
  }).split("\n");
  assert.match(lines[0] ?? "", /^v24\./);
  assert.equal(lines[1], `v${readToolchain().version}`);
  assert.ok(!lines[2]?.includes("standins"), lines[2]);
  assert.equal(lines[3], join(root, ".toolchain/compile-cache"));
  assert.match(lines[4] ?? "", /^Usage: modern-auth google/);
});
