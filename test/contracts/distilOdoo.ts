import { isDeepStrictEqual } from "node:util";
import { type Entry, exchangeOf, type Particulars, PROTOCOLS } from "./odoo.ts";
import { reduced } from "./reduce.ts";
import type { Answer, Call, Exchange, Protocol, Raised, Version } from "./wire.ts";
import { readMethodCall, readMethodResponse, writeMethodCall, writeMethodResponse } from "./xmlrpc.ts";

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const isXml = (text: unknown): text is string => typeof text === "string" && text.startsWith("<?xml");

interface Seen {
  protocol: Protocol;
  exchange: Exchange;
}

/** One line for each name: the question and the answer that all protocols share, and the particulars of each. */
export function distilOdoo(
  version: Version,
  recordings: ReadonlyMap<Protocol, readonly Exchange[]>,
): Entry[] {
  const sequences = new Map(
    [...recordings].map(([protocol, exchanges]) => [
      protocol,
      exchanges.map((exchange) => reducedExchange(version, exchange)),
    ]),
  );
  const names = merged([...sequences.values()].map((exchanges) => exchanges.map(({ name }) => name)));
  const entries = names.map((name) =>
    entryOf(
      version,
      name,
      PROTOCOLS[version].flatMap((protocol) => {
        const exchange = sequences.get(protocol)?.find((one) => one.name === name);
        return exchange ? [{ protocol, exchange }] : [];
      }),
    ),
  );
  return entries.map((entry, index) => withoutRepetition(entry, entries.slice(0, index)));
}

/** A long result that came before is named, not repeated. */
function withoutRepetition(entry: Entry, earlier: readonly Entry[]): Entry {
  if (JSON.stringify(entry.result ?? null).length < 300) return entry;
  const first = earlier.find(({ result }) => isDeepStrictEqual(result, entry.result));
  if (!first) return entry;
  const { name, call, result: _, ...rest } = entry;
  return { name, ...(call ? { call } : {}), as: first.name, ...rest } as Entry;
}

/** The protocol of an exchange, in a file that has several. */
export function protocolOf({ request: { path } }: Exchange): Protocol {
  if (path.startsWith("/json/2")) return "json-2";
  if (path.startsWith("/xmlrpc/2/")) return "xmlrpc-2";
  return path.startsWith("/xmlrpc/") ? "xmlrpc-1" : "jsonrpc";
}

/** Names in the order of every list. What only a later list has stands after what it has before. */
function merged(lists: readonly (readonly string[])[]): string[] {
  const all: string[] = [];
  for (const list of lists) {
    let place = list.some((name) => all.includes(name)) ? 0 : all.length;
    for (const name of list) {
      const found = all.indexOf(name);
      if (found >= 0 && found < place) throw new Error(`"${name}" comes in two orders`);
      if (found < 0) all.splice(place, 0, name);
      place = (found < 0 ? place : found) + 1;
    }
  }
  return all;
}

/** An exchange with its answer reduced, and with 1 for the number of its request. */
function reducedExchange(version: Version, recorded: Exchange): Exchange {
  const { name, request, status, responseHeaders } = recorded;
  let { response } = recorded;
  let { body } = request;
  if (
    isFields(body) &&
    typeof body["id"] === "number" &&
    isFields(response) &&
    response["id"] === body["id"]
  ) {
    body = { ...body, id: 1 };
    response = { ...response, id: 1 };
  }
  if (isXml(response)) {
    const answer = readMethodResponse(response);
    if (writeMethodResponse(version, answer) !== response)
      throw new Error(`"${name}": XML of an unknown layout`);
    response = writeMethodResponse(version, reduced(answer) as typeof answer);
  } else response = reduced(response);
  return { name, request: { ...request, body }, status, responseHeaders, response };
}

/** With an answer that the protocols share, or with words of its own for each: whichever is shorter. */
function entryOf(version: Version, name: string, seen: readonly Seen[]): Entry {
  const call = firstOf(seen, callOf);
  const over = seen.length < PROTOCOLS[version].length ? { over: seen.map(({ protocol }) => protocol) } : {};
  const withAnswer = (answer: Answer) =>
    withParticulars(version, seen, { name, ...(call ? { call } : {}), ...answer, ...over });
  const [sharing, apart] = [withAnswer(firstOf(seen, answerOf) ?? {}), withAnswer({})];
  return JSON.stringify(sharing).length <= JSON.stringify(apart).length ? sharing : apart;
}

function firstOf<Item, Value>(items: readonly Item[], find: (item: Item) => Value | undefined) {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function withParticulars(version: Version, seen: readonly Seen[], entry: Entry): Entry {
  const but: Entry["but"] = {};
  for (const one of seen) {
    const particulars = particularsOf(version, entry, one);
    if (Object.keys(particulars).length > 0) but[one.protocol] = particulars;
  }
  return Object.keys(but).length > 0 ? { ...entry, but } : entry;
}

/** What the exchange has that does not follow from the entry. */
function particularsOf(version: Version, entry: Entry, { protocol, exchange }: Seen): Particulars {
  const wanted = flat(exchange);
  const missing = (particulars: Particulars): Particulars => {
    const given = flat(exchangeOf(version, protocol, { ...entry, but: { [protocol]: particulars } }));
    const rest = Object.entries(wanted).filter(
      ([key, value]) => !isDeepStrictEqual(value, given[key as keyof typeof given]),
    );
    return { ...particulars, ...Object.fromEntries(rest) };
  };
  const plain = missing({});
  if (!("response" in plain)) return plain;
  const own = answerOf({ protocol, exchange });
  const withAnswer = own && missing(own);
  return withAnswer && !("response" in withAnswer) ? withAnswer : plain;
}

const flat = ({ request, status, responseHeaders, response }: Exchange) => ({
  ...request,
  status,
  responseHeaders,
  response,
});

function callOf({ protocol, exchange }: Seen): Call | undefined {
  const { body } = exchange.request;
  if (protocol === "jsonrpc" && isFields(body) && isFields(body["params"])) {
    const { service, method, args } = body["params"];
    if (Array.isArray(args)) return [String(service), String(method), ...args];
  }
  if (protocol.startsWith("xmlrpc") && isXml(body) && !/<nil\/>/.test(body)) {
    try {
      const { method, params } = readMethodCall(body);
      if (writeMethodCall(method, params) !== body) return undefined;
      return [exchange.request.path.split("/").at(-1) ?? "", method, ...params];
    } catch {
      return undefined; // malformed on purpose
    }
  }
  return undefined;
}

/** The answer behind the words of a protocol; undefined where there are only words. */
function answerOf({ protocol, exchange: { status, response } }: Seen): Answer | undefined {
  if (protocol === "json-2") {
    if (status < 400) return response === null ? {} : { result: response };
    return isFields(response) ? { error: raised(response) } : undefined;
  }
  if (protocol === "jsonrpc") {
    if (!isFields(response) || response["jsonrpc"] !== "2.0") return undefined;
    if (isFields(response["error"])) return { error: raised(response["error"]["data"] as Fields) };
    return "result" in response ? { result: response["result"] } : {};
  }
  if (!isXml(response)) return undefined;
  const { result, fault } = readMethodResponse(response);
  return isFields(fault) ? ofFault(fault) : { result };
}

function raised({ name, message, arguments: args, debug }: Fields): Raised {
  const error: Raised = { class: String(name), message: String(message) };
  const usual = `${error.class.replace(/^builtins\./, "")}: ${error.message}`.trimEnd();
  if (!isDeepStrictEqual(args, [message])) error.arguments = args as unknown[];
  if (debug !== usual) error.debug = String(debug);
  return error;
}

/** The error at the end of a fault's traceback. */
function ofFault({ faultString }: Fields): Answer | undefined {
  const [, name, message = ""] = /\n([\w.]+): ([\s\S]*?)\n$/.exec(String(faultString)) ?? [];
  if (name === undefined) return undefined;
  return { error: { class: name.includes(".") ? name : `builtins.${name}`, message } };
}
