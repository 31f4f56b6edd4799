import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import type { FleetRun } from "#fleet/results/result.ts";
import { firstStep } from "#test/fixtures/worded.ts";
import { PlainFleet } from "../plainFleet.ts";

const main = fileURLToPath(new URL("../../../src/cli/main.ts", import.meta.url));

/** A small disk of one's own, without rights that an ordinary user lacks: a mount in a name space that ends with the process. */
const MOUNTS = ["unshare", ["--map-root-user", "--mount"]] as const;

function reasonToSkip(): string | false {
  try {
    execFileSync(MOUNTS[0], [...MOUNTS[1], "sh", "-c", "mount -t tmpfs -o size=64k none /mnt"], {
      stdio: "ignore",
    });
    return false;
  } catch {
    return "this machine lets nobody mount a disk of their own (unshare --mount)";
  }
}

describe("A full disk", { skip: reasonToSkip() }, () => {
  it("A full disk fails a tenant with the place and what helps, spoils nothing, and --resume finishes once there is space", async () => {
    const fleet = await PlainFleet.create("acme", "beta");
    const results = join(fleet.folder, "results");
    mkdirSync(results);
    mkdirSync(join(fleet.project, ".modern-auth"));
    const up = `'${process.execPath}' '${main}' up --all --retries 0 --jobs 1`;
    // First there is no space for an update. Then the engine alone tries it, and what it leaves of its lock is in the way.
    const script = `
      set -u
      mount -t tmpfs -o size=1m none "$FOLDER/project/.modern-auth"
      mkdir "$FOLDER/small"
      mount -t tmpfs -o size=16m none "$FOLDER/small"
      cp -r "$FOLDER/state/." "$FOLDER/small/"
      export PULUMI_BACKEND_URL="file://$FOLDER/small?metadata=skip"
      fill() { dd if=/dev/zero of="$1" bs=1k count=20000 2>/dev/null; }
      fill "$FOLDER/small/full"; fill "$FOLDER/project/.modern-auth/full"
      ${up} --results results/full
      diff -r "$FOLDER/state" "$FOLDER/small" --exclude full > results/changed
      for tenant in acme beta; do pulumi up --yes --stack $tenant --non-interactive; done >/dev/null 2>&1
      rm "$FOLDER/small/full" "$FOLDER/project/.modern-auth/full"
      ${up} --resume --results results/left
      pulumi cancel --yes --stack acme --non-interactive
      pulumi cancel --yes --stack beta --non-interactive
      ${up} --resume --results results/again
      true`.replaceAll("results/", `${results}/`);
    const { stderr } = await fleet.run(MOUNTS[0], [...MOUNTS[1], "sh", "-c", script], {
      FOLDER: fleet.folder,
    });
    const causes = (file: string) =>
      (JSON.parse(readFileSync(join(results, file), "utf8")) as FleetRun).results.map(
        ({ tenant, outcome, cause, next }) => ({
          tenant,
          outcome,
          cause: cause?.text,
          fix: firstStep({ tenant, next }),
        }),
      );
    const full = causes("full");
    assert.deepEqual(
      full.map(({ tenant, outcome }) => `${tenant} ${outcome}`),
      ["acme failed", "beta failed"],
      stderr,
    );
    for (const { tenant, cause, fix } of full) {
      assert.equal(
        cause,
        `The disk is full: 0.0 MB are free at ${fleet.folder}/small, and an update of ${tenant} needs 10.0 MB there. Nothing was changed.`,
      );
      assert.equal(fix, "Free some space, then the same command with --resume");
    }
    assert.equal(readFileSync(join(results, "changed"), "utf8"), "");
    assert.match(stderr, /What is done cannot be written down, so --resume will do it again: ENOSPC/);
    for (const { tenant, cause, fix } of causes("left")) {
      assert.equal(cause, "A lock is there that cannot be read: its run had no disk left, or was killed.");
      assert.equal(
        fix,
        `pulumi cancel --stack ${tenant}   (only if that run is dead; otherwise wait for it)`,
      );
    }
    assert.deepEqual(
      causes("again").map(({ tenant, outcome }) => `${tenant} ${outcome}`),
      ["acme ok", "beta ok"],
    );
    fleet.close();
  });
});
