import plain from "node:http";
import secure from "node:https";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

export interface Answer {
  status: number;
  statusText: string;
  /** The parsed JSON body; undefined when there is none. */
  body: unknown;
}

export interface Call {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string;
  /** Whether an answer that is no success should be asked for again: replication in the cloud takes its time. */
  again?: (answer: Answer) => boolean;
}

const TRANSIENT = new Set([408, 424, 429, 500, 502, 503, 504]);
const PATIENCE_MS = 30_000;
const LONGEST_PAUSE_MS = 2_000;

/**
 * One HTTP exchange, repeated with growing pauses while the answer is a passing one (throttled, overloaded, a lost
 * connection, or what the caller names), for a bounded time. Returns the last answer, whatever it is.
 */
export async function send(call: Call): Promise<Answer> {
  const { protocol, hostname, origin } = new URL(call.url);
  if (protocol !== "https:" && !LOOPBACK.test(hostname))
    throw new Error(`${call.method} ${origin}: a stand-in speaks to this machine only`);
  const until = Date.now() + PATIENCE_MS;
  for (let pause = 50; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const outcome = await attempt(call);
    const wait = outcome instanceof Error ? pause : (outcome.retryAfterMs ?? pause);
    const passing =
      outcome instanceof Error || TRANSIENT.has(outcome.status) || call.again?.(outcome) === true;
    if (!passing || Date.now() + wait > until) {
      if (outcome instanceof Error) throw outcome;
      return outcome;
    }
    await sleep(wait);
  }
}

async function attempt(call: Call): Promise<Error | (Answer & { retryAfterMs: number | undefined })> {
  try {
    const { response, content } = await exchange(call);
    const seconds = Number(response.headers["retry-after"] ?? Number.NaN);
    const retryAfterMs = Number.isNaN(seconds) ? undefined : seconds * 1000;
    const { statusCode: status = 0, statusMessage: statusText = "" } = response;
    return { status, statusText, body: parse(content), retryAfterMs };
  } catch (error) {
    // Only what is wrong with the connection: a URL may hold what must not be shown.
    const reason = error instanceof Error ? error.message : String(error);
    return new Error(`${call.method} ${new URL(call.url).origin}: ${reason}`);
  }
}

const reused = { keepAlive: true, proxyEnv: process.env };
const http = { request: plain.request, agent: new plain.Agent(reused) };
// Whatever NODE_TLS_REJECT_UNAUTHORIZED says: what the sandbox's authority has not signed is no sandbox.
const https = { request: secure.request, agent: new secure.Agent({ ...reused, rejectUnauthorized: true }) };

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Not by `fetch`, which takes four times the CPU where a process makes ten calls and ends. */
function exchange({ method, url, headers, body }: Call) {
  const { request, agent } = url.startsWith("https:") ? https : http;
  return new Promise<{ response: plain.IncomingMessage; content: string }>((resolve, reject) => {
    request(url, { method, headers, agent }, (response) =>
      text(response).then((content) => resolve({ response, content }), reject),
    )
      .on("error", reject)
      .end(body);
  });
}

function parse(content: string): unknown {
  if (content === "") return undefined;
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

/**
 * Asks again and again until the answer was yes `times` times in a row, as upstream does to outlive replication.
 * @throws when it was never so `limit` times.
 */
export async function untilSteady(
  question: () => Promise<boolean>,
  { times, limit, pauseMs }: { times: number; limit: number; pauseMs: number },
): Promise<void> {
  let inARow = 0;
  for (let no = 0; inARow < times; ) {
    if (await question()) inARow += 1;
    else {
      inARow = 0;
      no += 1;
      if (no > limit) throw new Error(`couldn't find resource (${limit + 1} retries)`);
    }
    if (inARow < times) await sleep(pauseMs);
  }
}
