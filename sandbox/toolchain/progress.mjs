import { performance } from "node:perf_hooks";

/** @typedef {{ say(text: string): void, done(text: string): void, failed(text: string): void }} Task */
/** @typedef {{ task(label: string): Task, close(): void }} Progress */

const HEARTBEAT_MS = 15_000;

/**
 * Says what is being done while it is done: on a terminal one living line, elsewhere plain lines with a heartbeat, so that
 * neither a person nor a CI server takes a long step for a dead one.
 * @param {{ stream?: NodeJS.WriteStream, heartbeatMs?: number }} [options]
 * @returns {Progress}
 */
export function createProgress({ stream = process.stderr, heartbeatMs = HEARTBEAT_MS } = {}) {
  const living = stream.isTTY === true;
  /** @type {Map<string, { text: string, since: number, spoken: number }>} */
  const running = new Map();

  const erase = () => living && stream.write("\r\x1b[K");
  const draw = () => {
    if (!living || running.size === 0) return;
    const parts = [...running].map(([label, { text, since }]) => `${label}: ${text} … ${seconds(since, 0)}`);
    // A line that wraps could not be erased.
    stream.write(`\r\x1b[K${parts.join(" | ").slice(0, (stream.columns ?? 80) - 1)}`);
  };
  /** @param {string} text */
  const line = (text) => {
    erase();
    stream.write(`${text}\n`);
    draw();
  };
  const beat = () => {
    if (living) return draw();
    for (const [label, state] of running) {
      if (performance.now() - state.spoken < heartbeatMs) continue;
      state.spoken = performance.now();
      line(`  ${label}: ${state.text} … ${seconds(state.since, 0)}`);
    }
  };
  const timer = setInterval(beat, Math.min(1_000, heartbeatMs));
  timer.unref();

  return {
    task(label) {
      const since = performance.now();
      /** @param {string} mark @param {string} text */
      const end = (mark, text) => {
        running.delete(label);
        line(`${mark} ${label}: ${text} (${seconds(since, 1)})`);
      };
      return {
        say(text) {
          const changed = running.get(label)?.text !== text;
          running.set(label, { text, since, spoken: performance.now() });
          if (living) draw();
          else if (changed) line(`  ${label}: ${text} …`);
        },
        done: (text) => end("✓", text),
        failed: (text) => end("✗", text),
      };
    },
    close() {
      clearInterval(timer);
      erase();
    },
  };
}

/** @param {number} since @param {number} digits */
function seconds(since, digits) {
  return `${((performance.now() - since) / 1000).toFixed(digits)} s`;
}
