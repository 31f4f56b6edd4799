import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, it } from "node:test";
import { parseOptions } from "#sandbox/fleet/options.ts";

const [directory, full] = [1, 2].map(() => mkdtempSync(join(tmpdir(), "fleet-options-"))) as [string, string];
writeFileSync(join(full, "file"), "");
after(() => {
  for (const one of [directory, full]) rmSync(one, { recursive: true });
});

it("The command line of a fleet needs a size and a directory that is absent or empty", () => {
  for (const folder of [directory, join(directory, "absent")])
    assert.deepEqual(parseOptions(["--tenants", "500", "--directory", folder]), {
      tenants: 500,
      directory: folder,
      latency: 0,
      provisioned: false,
    });
});

it("The command line of a fleet takes how long every call waits, and whether all is made", () => {
  const more = ["--latency", "50", "--provisioned"];
  const { latency, provisioned } = parseOptions(["--tenants", "1", "--directory", directory, ...more]);
  assert.deepEqual([latency, provisioned], [50, true]);
});

it("The command line of a fleet names the option, the value and what is allowed where something is wrong", () => {
  const wholeNumber = (option: string, value: string, least: number) =>
    `${option}: "${value}" is not allowed; a whole number from ${least}.`;
  const anyDirectory = (value: string) =>
    `--directory: "${value}" is not allowed; a directory that is absent or empty.`;
  for (const [args, message] of [
    [["--tenants", "none", "--directory", directory], wholeNumber("--tenants", "none", 1)],
    [["--tenants", "0", "--directory", directory], wholeNumber("--tenants", "0", 1)],
    [["--directory", directory], wholeNumber("--tenants", "", 1)],
    [["--tenants", "1", "--directory", full], anyDirectory(full)],
    [["--tenants", "1"], anyDirectory("")],
    [["--tenants", "1", "--directory", directory, "--latency", "1s"], wholeNumber("--latency", "1s", 0)],
  ] as const)
    assert.throws(() => parseOptions([...args]), { message });
  assert.throws(() => parseOptions(["--size", "1"]), /--size/);
});
