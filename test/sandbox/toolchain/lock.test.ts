import assert from "node:assert/strict";
import { existsSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Machine } from "./machine.ts";
import { Interrupted, withLock } from "./modules.ts";

test("only one of many runs is at work at any time, and the lock is gone afterwards", async (t) => {
  const file = join(new Machine(t).folder, "lock");
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await new Promise(setImmediate);
    inside--;
  };
  await Promise.all(Array.from({ length: 5 }, () => withLock(file, {}, work)));
  assert.deepEqual([most, inside, existsSync(file)], [1, 0, false]);
});

test("the lock is given back when the work fails", async (t) => {
  const file = join(new Machine(t).folder, "lock");
  await assert.rejects(
    withLock(file, {}, () => Promise.reject(new Error("no"))),
    /no/,
  );
  assert.equal(await withLock(file, {}, async () => "next"), "next");
});

test("another machine's lock is respected while it is fresh, and taken over when nobody keeps it fresh", async (t) => {
  const file = join(new Machine(t).folder, "lock");
  writeFileSync(file, JSON.stringify({ pid: 1, host: "another-machine", token: "" }));
  const stop = new AbortController();
  const onWait = (holder: string) => {
    assert.equal(holder, "process 1 on another-machine");
    stop.abort(new Interrupted("SIGINT"));
  };
  await assert.rejects(withLock(file, { signal: stop.signal, onWait }, assert.fail), Interrupted);
  assert.ok(existsSync(file));
  const long = new Date(Date.now() - 120_000);
  utimesSync(file, long, long);
  assert.equal(await withLock(file, {}, async () => "mine"), "mine");
});
