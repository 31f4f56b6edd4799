import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const BEAT_MS = 5_000;
const STALE_MS = 60_000;
const POLL_MS = 200;

/**
 * Does work that two runs must not do at once. The lock is a file that its holder keeps fresh; one that nobody keeps any more
 * (its process is gone, or it went stale on another machine that shares the folder) is taken over.
 * @template T
 * @param {string} file
 * @param {{ signal?: AbortSignal, onWait?: (holder: string) => void }} options
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, { signal, onWait }, work) {
  const me = JSON.stringify({ pid: process.pid, host: hostname(), token: randomUUID() });
  mkdirSync(dirname(file), { recursive: true });
  while (!tryCreate(file, me)) {
    signal?.throwIfAborted();
    const holder = readLock(file);
    if (holder && isAbandoned(file, holder)) removeAbandoned(file, holder);
    else {
      if (holder) onWait?.(describe(holder));
      await sleep(POLL_MS);
    }
  }
  const beat = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(file, now, now);
    } catch {
      // Somebody removed the folder; the work itself will tell.
    }
  }, BEAT_MS);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if (readLock(file) === me) rmSync(file, { force: true });
  }
}

/** @param {string} file @param {string} content */
function tryCreate(file, content) {
  try {
    writeFileSync(file, content, { flag: "wx" });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/** @param {string} file */
function readLock(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** @param {string} file @param {string} holder */
function isAbandoned(file, holder) {
  const owner = parse(holder);
  if (owner && owner.host === hostname() && !isAlive(owner.pid)) return true;
  try {
    return Date.now() - statSync(file).mtimeMs > STALE_MS;
  } catch {
    return false;
  }
}

/**
 * By renaming, which only one of several waiting runs can do, and by looking at what was renamed: it may already be the next holder's.
 * @param {string} file @param {string} holder
 */
function removeAbandoned(file, holder) {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
    const taken = readFileSync(aside, "utf8");
    if (taken !== holder) tryCreate(file, taken);
    rmSync(aside, { force: true });
  } catch {
    // Another run was faster.
  }
}

/** @param {string} holder @returns {{ pid: number, host: string } | undefined} */
function parse(holder) {
  try {
    return JSON.parse(holder);
  } catch {
    return undefined;
  }
}

/** @param {string} holder */
function describe(holder) {
  const owner = parse(holder);
  return owner ? `process ${owner.pid} on ${owner.host}` : "another run";
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}
