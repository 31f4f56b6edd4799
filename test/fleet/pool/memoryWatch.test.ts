import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { MemoryWatch } from "#fleet/pool/memoryWatch.ts";
import { processTable, treeMemory } from "#fleet/pool/processTable.ts";

const MB = 1024 ** 2;
/** Starts a Node that takes 200 MB, below one that takes none, and says so. */
const HUNGRY = `require("node:child_process").spawn(process.execPath,
  ["-e", "globalThis.kept = Buffer.alloc(200 * ${MB}, 1); console.log('full'); process.stdin.resume()"], { stdio: "inherit" })`;

it("The memory of a child is that of everything below it, and its largest is what one needs", async () => {
  const child = spawn(process.execPath, ["-e", HUNGRY], { stdio: ["pipe", "pipe", "inherit"] });
  const watch = new MemoryWatch();
  try {
    const pid = child.pid ?? 0;
    watch.began(pid);
    assert.equal(watch.needed, undefined, "nobody knows before the first has ended");
    await once(child.stdout, "data");
    const seen = treeMemory(await processTable(), pid);
    assert.ok(seen > 200 * MB && seen < 400 * MB, `${seen / MB} MB`);
    while (watch.inUse < 200 * MB) await sleep(20);
    watch.ended(pid);
    assert.ok((watch.needed ?? 0) > 200 * MB);
    assert.equal(watch.inUse, 0);
  } finally {
    child.stdin.end();
    await once(child, "close");
  }
});

it("The memory of a child counts each process of the tree once, however it is listed", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ parent: fc.nat(1e6), memory: fc.nat(1000) }), { maxLength: 30 }),
      (given) => {
        // Each process has a parent that was there before it: the root, or an earlier one.
        const rows = given.map(({ parent, memory }, index) => ({
          pid: index + 1,
          parent: parent % (index + 1),
          memory,
        }));
        const sum = rows.reduce((total, { memory }) => total + memory, 0);
        assert.equal(treeMemory(rows.toReversed(), 0), sum);
        assert.equal(treeMemory(rows, 999), 0);
      },
    ),
  );
});
