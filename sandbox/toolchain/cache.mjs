import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { withLock } from "./lock.mjs";

/**
 * Fills a folder all or nothing: the work is done in a temporary folder beside it, which then takes its name. A killed run
 * leaves at most a temporary folder, and the next run clears that away.
 * @param {string} folder
 * @param {object} options
 * @param {() => Promise<boolean>} options.isComplete asked again once the lock is ours: another run may have done the work meanwhile
 * @param {(temporary: string) => Promise<void>} options.fill
 * @param {AbortSignal} [options.signal]
 * @param {(holder: string) => void} [options.onWait]
 * @returns {Promise<void>}
 */
export async function fillFolder(folder, { isComplete, fill, signal, onWait }) {
  const parent = dirname(folder);
  const prefix = `.${basename(folder)}.tmp-`;
  mkdirSync(parent, { recursive: true });
  await withLock(join(parent, `.${basename(folder)}.lock`), { signal, onWait }, async () => {
    for (const name of readdirSync(parent)) {
      if (name.startsWith(prefix)) rmSync(join(parent, name), { recursive: true, force: true });
    }
    if (await isComplete()) return;
    const temporary = join(parent, `${prefix}${randomUUID()}`);
    const aside = join(parent, `${prefix}${randomUUID()}`);
    mkdirSync(temporary);
    try {
      await fill(temporary);
      signal?.throwIfAborted();
      if (existsSync(folder)) renameSync(folder, aside);
      renameSync(temporary, folder);
    } finally {
      rmSync(temporary, { recursive: true, force: true });
      rmSync(aside, { recursive: true, force: true });
    }
  });
}
