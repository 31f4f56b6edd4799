import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, it } from "node:test";
import { gzipSync } from "node:zlib";
import { type Cause, causeNext } from "#config/cause.ts";
import { nextStepText } from "#config/rules/nextStep.ts";
import { spaceNeeded } from "#stack/freeSpace.ts";
import { backendFolder } from "#stack/inventory/backend.ts";
import { withUsableCopy } from "#stack/stateCopies.ts";

const folder = mkdtempSync(join(tmpdir(), "modern-auth-copies-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const STATE = JSON.stringify({ version: 3, checkpoint: { latest: {} } });
const DAMAGED: Cause = { kind: "checkpoint-unreadable", message: "unexpected end of JSON input" };

function write(path: string, content: string | Buffer): string {
  const file = join(folder, ".pulumi", path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

function advice(): string {
  const cause = withUsableCopy(DAMAGED, "erp", "acme", `file://${folder}?metadata=skip`);
  return nextStepText(
    causeNext(cause, { tenant: "acme", file: "Pulumi.acme.yaml" }, { kind: "retry" }),
    "acme",
  );
}

it("The advice for a damaged state names only a copy that can be read: the one beside it, or else the newest of the history", () => {
  const none = /^No copy beside it can be read either: docs\/backends\.md, "A damaged state"$/;
  const state = write("stacks/erp/acme.json", STATE.slice(0, 20));
  assert.match(advice(), none);
  const copy = write("stacks/erp/acme.json.bak", "");
  write("history/erp/acme/acme-3.checkpoint.json", STATE.slice(0, -1));
  assert.match(advice(), none);
  const older = write("history/erp/acme/acme-1.checkpoint.json", STATE);
  assert.equal(advice(), `Copy ${older} to ${state}, then: pulumi refresh --stack acme`);
  const newer = write("history/erp/acme/acme-2.checkpoint.json.gz", gzipSync(STATE));
  assert.equal(advice(), `Copy ${newer} to ${state}.gz, then: pulumi refresh --stack acme`);
  writeFileSync(copy, STATE);
  assert.equal(advice(), `Copy ${copy} to ${state}, then: pulumi refresh --stack acme`);
});

it("The advice for a damaged state looks for copies in backends of files only, and leaves other causes as they are", () => {
  assert.equal(withUsableCopy(DAMAGED, "erp", "acme", "s3://states"), DAMAGED);
  assert.equal(withUsableCopy(DAMAGED, "erp", "acme", undefined), DAMAGED);
  const other: Cause = { kind: "no-such-stack" };
  assert.equal(withUsableCopy(other, "erp", "acme", `file://${folder}`), other);
});

it("An update needs ten times the size of the state, and 10 MB at least", () => {
  assert.equal(spaceNeeded(0), 10_000_000);
  assert.equal(spaceNeeded(999_999), 10_000_000);
  assert.equal(spaceNeeded(3_000_000), 30_000_000);
});

it("The folder of a backend of files is found however its address is written", () => {
  assert.equal(backendFolder("file:///srv/sta%20te?metadata=skip"), "/srv/sta te");
  assert.equal(backendFolder("file://~"), homedir());
  assert.equal(backendFolder("file://~/states"), join(homedir(), "states"));
  assert.equal(backendFolder("file://./states?x"), join(process.cwd(), "states"));
  assert.equal(backendFolder("s3://states"), undefined);
});
