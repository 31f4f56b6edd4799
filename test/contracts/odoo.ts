import { type ContractName, contract, inTurn } from "./contracts.ts";
import {
  type Answer,
  type Call,
  type Exchange,
  type Protocol,
  requestOf,
  responseOf,
  type Version,
} from "./wire.ts";

export const PROTOCOLS: Readonly<Record<Version, readonly Protocol[]>> = {
  14: ["jsonrpc", "xmlrpc-1", "xmlrpc-2"],
  19: ["jsonrpc", "xmlrpc-1", "xmlrpc-2", "json-2"],
};

/** What does not follow from an entry's call and answer in one protocol. */
export type Particulars = Partial<Exchange["request"] & Omit<Exchange, "name" | "request">> & Answer;

/** One thing that a server was asked, and what it answered, over one protocol or several. */
export type Entry = {
  /** What it shows. The same name means the same thing in both versions. */
  name: string;
  call?: Call;
  /** The name of an earlier entry whose result came again. */
  as?: string;
  /** Where it was asked, unless over all protocols. */
  over?: readonly Protocol[];
  but?: Partial<Record<Protocol, Particulars>>;
} & Answer;

/** An entry as it is on the wire of one protocol. */
export function exchangeOf(version: Version, protocol: Protocol, entry: Entry): Exchange {
  const particulars = entry.but?.[protocol] ?? {};
  const { result: _, error: __, ...own } = particulars;
  const request = entry.call && requestOf(protocol, entry.call);
  const response = responseOf(version, protocol, answerIn(particulars) ?? entry);
  const {
    method,
    path,
    headers,
    body,
    status,
    responseHeaders,
    response: told,
  } = { ...(request ?? { method: "", path: "", headers: {}, body: null }), ...response, ...own };
  return {
    name: entry.name,
    request: { method, path, headers, body },
    status,
    responseHeaders,
    response: told,
  };
}

const answerIn = ({ error, ...rest }: Particulars): Answer | undefined =>
  error ? { error } : "result" in rest ? { result: rest.result } : undefined;

export type OdooContract = Extract<ContractName, `odoo-${string}`>;

export const versionOf = (name: OdooContract): Version => (name.startsWith("odoo-14/") ? 14 : 19);

const overOf = (name: OdooContract, entry: Entry) => entry.over ?? PROTOCOLS[versionOf(name)];

/** The protocols of a contract: over each of them, its exchanges are one sequence from a fresh database on. */
export function protocolsOf(name: OdooContract): Protocol[] {
  const asked = new Set(contract<Entry>(name).flatMap((entry) => overOf(name, entry)));
  return PROTOCOLS[versionOf(name)].filter((protocol) => asked.has(protocol));
}

/** The exchanges over one protocol, or over all where none is named, in order. */
export function exchanges(name: OdooContract, wanted?: Protocol): Iterable<Exchange> {
  const entries = contract<Entry>(name);
  const asked = entries.flatMap((entry) =>
    overOf(name, entry).map((protocol) => ({ protocol, entry, title: `${entry.name} (${protocol})` })),
  );
  const part = asked
    .filter(({ protocol }) => protocol === (wanted ?? protocol))
    .map(({ protocol, entry, title }) => {
      const { result } = entries.find((one) => one.name === entry.as) ?? {};
      const whole = entry.as === undefined ? entry : { ...entry, result };
      return [title, exchangeOf(versionOf(name), protocol, whole as Entry)] as const;
    });
  return inTurn(
    name,
    asked.map(({ title }) => title),
    part,
  );
}
