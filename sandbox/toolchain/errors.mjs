import { constants } from "node:os";

/** A failure whose message says all that a user needs: what was tried, why it failed, what to do. */
export class ToolchainError extends Error {
  name = "ToolchainError";
}

/** Somebody asked us to stop. */
export class Interrupted extends Error {
  name = "Interrupted";

  /** @param {NodeJS.Signals} signal */
  constructor(signal) {
    super(`Stopped by ${signal}.`);
    this.signal = signal;
  }
}

/**
 * The exit code by which shells tell that a signal ended a process.
 * @param {NodeJS.Signals} signal
 */
export function exitCodeOf(signal) {
  return 128 + (constants.signals[signal] ?? 0);
}

/**
 * @param {unknown} error
 * @returns {string} one line
 */
export function reasonOf(error) {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message || error.name : String(error);
}
