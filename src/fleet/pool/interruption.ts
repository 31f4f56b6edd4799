/** Two signals within this time are one wish: whoever started us may pass on what the terminal has sent already. */
const SAME_WISH_MS = 500;

export interface Interruption {
  /** After the first signal: nothing begins any more. */
  stop: AbortSignal;
  /** After the second one: what runs is told to end. */
  cancel: AbortSignal;
  /** Signals do again what they did before. */
  end: () => void;
}

/** Lets Ctrl-C, or a CI that ends the job, end a run in two steps. Nothing is ever killed. @param tell hears what a signal does */
export function onInterruption(tell: (text: string) => void): Interruption {
  const [stop, cancel] = [new AbortController(), new AbortController()];
  let last = Number.NEGATIVE_INFINITY;
  const hear = (): void => {
    const now = performance.now();
    if (now - last < SAME_WISH_MS) return;
    last = now;
    if (!stop.signal.aborted) {
      tell("Interrupted: no further tenant begins; those that run end first. Once more to cancel them.");
      stop.abort();
    } else if (!cancel.signal.aborted) {
      tell("Cancelling those that run; each ends with the state as far as it got.");
      cancel.abort();
    } else
      tell("They are being cancelled: killing one would leave its lock, and objects that no state knows.");
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.on(signal, hear);
  const end = (): void => {
    for (const signal of signals) process.off(signal, hear);
  };
  return { stop: stop.signal, cancel: cancel.signal, end };
}
