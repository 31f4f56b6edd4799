/** A bad day that an emulator can be given, through its admin endpoint or directly in a test. */
export interface Fault {
  /** Regular expression on "METHOD /path?query"; every request when absent. */
  match?: string;
  /** Milliseconds to wait before anything else happens. */
  latencyMs?: number;
  /** HTTP status to answer with instead of doing the work, e.g. 429 or 503. */
  status?: number;
  /** Error code and text to answer with, where the system's usual ones for the status are not meant. */
  error?: { code: string; message: string };
  /** Seconds for the Retry-After header. */
  retryAfter?: number;
  /** Close the connection without an answer. */
  drop?: boolean;
  /** Do the work first, so that only the answer is late (`latencyMs`) or lost (`drop`). */
  after?: boolean;
  /** How many requests it hits; all when absent. */
  times?: number;
}

/** Thrown by an emulator's `fetch`: the HTTP server then closes the socket without an answer. */
export class DroppedConnection extends Error {}

/** The fault switches of one emulator. */
export class Faults {
  list: Fault[] = [];
  /** How many reads of an object answer "not found" after it was created, as replication does. */
  readsBeforeVisible = 0;
  /** The switches of a system that many emulators are part of: what hits all of them, unless one here hits first. */
  ofAll: Faults | undefined;
  readonly #unseen = new Map<string, number>();

  /** Call when an object is created; its next `readsBeforeVisible` reads are to be hidden. */
  created(id: string): void {
    const reads = Math.max(this.readsBeforeVisible, this.ofAll?.readsBeforeVisible ?? 0);
    if (reads > 0) this.#unseen.set(id, reads);
  }

  /** Whether this read of an object must pretend that the object isn't there yet. Counts the read. */
  hidden(id: string): boolean {
    const left = this.#unseen.get(id) ?? 0;
    if (left <= 0) return false;
    this.#unseen.set(id, left - 1);
    return true;
  }

  /** Takes the fault that hits this request, if any, and counts it. */
  take(request: Request): Fault | undefined {
    return this.#own(request) ?? this.ofAll?.take(request);
  }

  #own(request: Request): Fault | undefined {
    if (this.list.length === 0) return undefined;
    const url = new URL(request.url);
    const line = `${request.method} ${url.pathname}${url.search}`;
    const fault = this.list.find((f) => f.times !== 0 && (!f.match || new RegExp(f.match).test(line)));
    if (fault?.times !== undefined) fault.times -= 1;
    return fault;
  }
}
