import { processTable, treeMemory } from "./processTable.ts";
import type { MemoryUse } from "./slots.ts";

/** Often enough to see a run of some seconds at its largest; a look costs some milliseconds. */
const PAUSE_MS = 500;

/** Watches how much memory children take, each with all that it starts. */
export class MemoryWatch implements MemoryUse {
  needed: number | undefined;
  readonly #running = new Map<number, { now: number; peak: number }>();
  #timer: NodeJS.Timeout | undefined;

  get inUse(): number {
    return [...this.#running.values()].reduce((sum, { now }) => sum + now, 0);
  }

  began(pid: number): void {
    this.#running.set(pid, { now: 0, peak: 0 });
    this.#timer ??= setTimeout(() => void this.#look(), PAUSE_MS).unref();
  }

  ended(pid: number): void {
    const { peak } = this.#running.get(pid) ?? { peak: 0 };
    this.#running.delete(pid);
    // One that ended before the first look at it taught nothing.
    if (peak > 0) this.needed = Math.max(this.needed ?? 0, peak);
  }

  async #look(): Promise<void> {
    const rows = await processTable().catch(() => []);
    for (const [pid, memory] of this.#running) {
      memory.now = treeMemory(rows, pid);
      memory.peak = Math.max(memory.peak, memory.now);
    }
    this.#timer = undefined;
    if (this.#running.size > 0) this.#timer = setTimeout(() => void this.#look(), PAUSE_MS).unref();
  }
}
