export interface Counts {
  /** How many calls have come since the start, or since `reset`. */
  calls: number;
  /** How many are being worked on now. One that its client gave up counts until its answer would have been there. */
  inFlight: number;
  /** The most that were being worked on at any moment since. */
  mostInFlight: number;
}

/** Counts the calls of all systems, or, as a part of that, of one. */
export class Traffic implements Counts {
  calls = 0;
  inFlight = 0;
  mostInFlight = 0;
  #whole: Traffic | undefined;
  readonly #parts: Traffic[] = [];

  /** A counter whose calls count here as well. */
  part(): Traffic {
    const part = new Traffic();
    part.#whole = this;
    this.#parts.push(part);
    return part;
  }

  async count<T>(work: () => Promise<T>): Promise<T> {
    this.calls += 1;
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    try {
      return await (this.#whole ? this.#whole.count(work) : work());
    } finally {
      this.inFlight -= 1;
    }
  }

  /** Counts anew, here and in the parts. */
  reset(): void {
    this.calls = 0;
    this.mostInFlight = this.inFlight;
    for (const part of this.#parts) part.reset();
  }
}
