import { availableParallelism } from "node:os";

/**
 * A run computes for about half of its time, and waits for clouds otherwise. Eight tenants on two cores, 50 ms a call: 36 s one at a time,
 * 25 s two, 20 s four, 25 s six at a time.
 */
const PER_CORE = 2;
/** Until the first one has ended nobody knows what one needs. */
const AT_FIRST = 2;
/** The rest stays for everything else on the machine. */
const SHARE_OF_MEMORY = 0.8;

/** What the number of slots follows from. */
export interface Machine {
  cores: number;
  /** Bytes that this program's children have or could get. */
  memory: number;
  /** The most that one child needed so far, in bytes; undefined until the first one has ended. */
  needed: number | undefined;
  /** Never more than this. */
  jobs: number | undefined;
}

/** How many tenants may run at once; one at least. */
export function slotsFor({ cores, memory, needed, jobs = Number.POSITIVE_INFINITY }: Machine): number {
  const byMemory = needed === undefined ? AT_FIRST : Math.floor((memory * SHARE_OF_MEMORY) / needed);
  return Math.max(1, Math.min(cores * PER_CORE, byMemory, jobs));
}

/** The memory that children take. */
export interface MemoryUse {
  /** Bytes that the running ones have now. */
  inUse: number;
  /** The most that one of those that ended had. */
  needed: number | undefined;
}

/** How many tenants may run at once on this machine, as it is now. Keeps to the limits of a container. */
export const slotsNow = ({ inUse, needed }: MemoryUse, jobs: number | undefined): number =>
  slotsFor({ cores: availableParallelism(), memory: process.availableMemory() + inUse, needed, jobs });
