import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import { type NextStep, nextStepText } from "#config/rules/nextStep.ts";
import { Unreachable } from "./connection.ts";
import { within } from "./deadline.ts";

const MEGABYTE = 2 ** 20;
/** Of an answer, as it comes over the wire and unpacked. Fifty times what the largest of the systems' usual answers takes. */
const MOST_BYTES = 16 * MEGABYTE;
/** Levels of lists, objects or elements within each other. */
export const DEEPEST = 200;
/** Values in one answer: a million empty objects takes few bytes on the wire and hundreds of megabytes once it is read. */
const MOST_VALUES = 500_000;
/** For one exchange, from the first byte that is sent to the last one of the answer. */
const LONGEST_MS = 30_000;

/** Which limit an answer is beyond. */
export type AnswerLimit = "size" | "depth" | "values" | "time";

/** A server's answer was given up, because reading it could have done harm to everything else that is going on. */
export class AnswerBeyondLimit extends Unreachable {
  override readonly name = "AnswerBeyondLimit";
  readonly limit: AnswerLimit;
  /** Of whom the answer is. Nothing more of the address: the rest may hold what is secret. */
  readonly origin: string;
  /** The time limit of the exchange. */
  readonly seconds: number;
  readonly what: string;
  readonly next: NextStep;

  constructor(limit: AnswerLimit, origin: string, milliseconds = LONGEST_MS) {
    super(origin, limit);
    this.limit = limit;
    this.origin = origin;
    this.seconds = milliseconds / 1000;
    this.what = {
      size: `The answer of ${origin} is larger than ${MOST_BYTES / MEGABYTE} MB and was not read.`,
      depth: `The answer of ${origin} is nested more than ${DEEPEST} levels deep and was not read.`,
      values: `The answer of ${origin} holds more than ${MOST_VALUES} values and was not read.`,
      time: `${origin} did not answer completely within ${this.seconds} s.`,
    }[limit];
    this.next =
      limit === "time"
        ? { kind: "retry", note: `if it stays so, ask whoever runs ${origin}` }
        : {
            kind: "person",
            text: `Find out what answers at ${origin}: the system itself, or a proxy in between`,
          };
    this.message = `${this.what} Fix: ${nextStepText(this.next)}`;
  }

  override get mayPass(): boolean {
    return this.limit === "time";
  }
}

/**
 * The `fetch` of everything that asks another system. An answer that is too large, too deep or too late is given up before anybody
 * parses it, and one that arrives is complete: nothing waits for its body.
 */
export const limitedFetch: typeof fetch = (input, init) => fetchWithin(LONGEST_MS)(input, init);

/**
 * The same with a time limit of one's own for each exchange.
 *
 * @param call what carries out the exchange. @default the global `fetch`, as it is at that moment
 * @param told the time that an error names, where what is left is not what was given
 */
export const fetchWithin =
  (milliseconds: number, call: typeof fetch | undefined = undefined, told = milliseconds): typeof fetch =>
  async (input, init) => {
    const { origin } = new URL(input instanceof Request ? input.url : input);
    const giveUp = new AbortController();
    const beyond = (limit: AnswerLimit) => new AnswerBeyondLimit(limit, origin, told);
    const outside = init?.signal ?? (input instanceof Request ? input.signal : undefined);
    let late = false;
    const expired = Promise.withResolvers<never>();
    return within(milliseconds, async (signal) => {
      signal.addEventListener("abort", () => {
        late = true;
        // The error first: whoever carries out the exchange may not look at the signal.
        expired.reject(beyond("time"));
      });
      const signals = [signal, giveUp.signal, ...(outside ? [outside] : [])];
      const wire: Wire = { bytes: 0, full: () => giveUp.abort(beyond("size")) };
      const exchange = wires.run(wire, async () => {
        const response = await (call ?? fetch)(input, { ...init, signal: AbortSignal.any(signals) });
        return await whole(response, beyond);
      });
      return await Promise.race([exchange, expired.promise]);
    }).catch((error: unknown) => {
      if (giveUp.signal.aborted) throw giveUp.signal.reason;
      throw late ? beyond("time") : error;
    });
  };

/** The same for so long in all, counted from the first call: one system that is slow at every question cannot hold up its tenant. */
export function fetchForAtMost(milliseconds: number, call: typeof fetch): typeof fetch {
  let until: number | undefined;
  return (input, init) => {
    until ??= performance.now() + milliseconds;
    const left = Math.max(1, until - performance.now());
    return fetchWithin(left, call, milliseconds)(input, init);
  };
}

type Beyond = (limit: AnswerLimit) => AnswerBeyondLimit;

/** The response with all of its body, once that is known to be within the limits. */
async function whole(response: Response, beyond: Beyond): Promise<Response> {
  const { body, status, statusText, headers, url } = response;
  if (!body) return response;
  if (Number(headers.get("content-length")) > MOST_BYTES) {
    await body.cancel();
    throw beyond("size");
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop ends the connection.
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MOST_BYTES) throw beyond("size");
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  const problem = structureProblem(bytes);
  if (problem) throw beyond(problem);
  const read = new Response(bytes, { status, statusText, headers });
  // One that is made by hand has no address.
  return Object.defineProperty(read, "url", { value: url });
}

/** What has come over the wire for one exchange. */
interface Wire {
  bytes: number;
  full: () => void;
}

/** An answer can be endless on the wire and empty once it is unpacked, so both are counted; only Node itself sees the former. */
const wires = new AsyncLocalStorage<Wire>();
const ofRequest = new WeakMap<object, Wire>();
subscribe("undici:request:create", (message) => {
  const wire = wires.getStore();
  if (wire) ofRequest.set((message as { request: object }).request, wire);
});
subscribe("undici:request:bodyChunkReceived", (message) => {
  const { request, chunk } = message as { request: object; chunk: Uint8Array };
  const wire = ofRequest.get(request);
  if (!wire) return;
  wire.bytes += chunk.length;
  if (wire.bytes > MOST_BYTES) wire.full();
});

/** How XML-RPC's answers begin; a web page is nothing that anybody parses. */
const XML = /^\s*<(?:\?xml|methodResponse)/;

/** Whether JSON or XML is deeper, or holds more, than anybody should build objects of. Looks at the bytes alone. */
export function structureProblem(bytes: Buffer): "depth" | "values" | undefined {
  const head = bytes.toString("utf8", 0, 200).replace("\uFEFF", "");
  if (/^\s*[[{]/.test(head)) return counted(jsonLevels(bytes));
  return XML.test(head) ? counted(xmlLevels(bytes)) : undefined;
}

/** @param levels +1 where something begins, -1 where it ends, 0 for a further value */
function counted(levels: Iterable<number>): "depth" | "values" | undefined {
  let depth = 0;
  let values = 0;
  for (const level of levels) {
    depth += level;
    if (level >= 0) values += 1;
    if (depth > DEEPEST) return "depth";
    if (values > MOST_VALUES) return "values";
  }
  return undefined;
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

function* jsonLevels(bytes: Buffer): Generator<number> {
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) at = endOfText(bytes, at);
    else if (OPENING.has(byte)) yield 1;
    else if (CLOSING.has(byte)) yield -1;
    else if (byte === COMMA) yield 0;
  }
}

function endOfText(bytes: Buffer, begin: number): number {
  let at = begin + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}

const [LESS, SLASH, GREATER, MARK, QUESTION] = [0x3c, 0x2f, 0x3e, 0x21, 0x3f];

function* xmlLevels(bytes: Buffer): Generator<number> {
  let end = 0;
  for (let at = bytes.indexOf(LESS); at >= 0; at = bytes.indexOf(LESS, at + 1)) {
    const next = bytes[at + 1];
    if (next === MARK || next === QUESTION) continue;
    yield next === SLASH ? -1 : 1;
    // Looked for again only once it is passed: an answer without any would be read from end to end for each element.
    if (end < at) end = bytes.indexOf(GREATER, at);
    if (end < 0) return;
    if (next !== SLASH && bytes[end - 1] === SLASH) yield -1;
  }
}
