import type { StateResource } from "#test/sandbox/standins/support/stack.ts";
import type { Step } from "#test/sandbox/standins/support/steps.ts";
import { type ContractName, contract, inTurn } from "./contracts.ts";

type Of<Kind extends string> = Extract<ContractName, `${string}/${Kind}`>;

/** One request of a plugin's, and what the server answered. Ids that the server made up are placeholders: "{applications.id}". */
export interface PluginExchange {
  run: string;
  method: string;
  url: string;
  /** Content type of the body. */
  type?: string;
  body?: unknown;
  status: number;
  response?: unknown;
}

export type TrafficLine = PluginExchange & {
  /** The answer is the one that the same request had the last time. */
  unchanged?: true;
};

/** All requests of a plugin in order, run after run. */
export function traffic(name: Of<"traffic">): Iterable<PluginExchange> {
  const last = new Map<string, unknown>();
  const part = contract<TrafficLine>(name).map(({ unchanged, ...exchange }, index) => {
    const { run, method, url, body } = exchange;
    const question = JSON.stringify([method, url, body]);
    if (unchanged) exchange.response = last.get(question);
    last.set(question, exchange.response);
    return [`${run} #${index} ${method} ${url}`, exchange] as const;
  });
  return inTurn(name, titles(part), part);
}

/** One thing changed on the server, and what the plugin plans about it. */
export interface Drift {
  scenario: string;
  exitCode: number;
  steps: Step[];
}

export function drift(name: Of<"drift">): Iterable<Drift> {
  const part = contract<Drift>(name).map((line) => [line.scenario, line] as const);
  return inTurn(name, titles(part), part);
}

export type Kept = StateResource;

/** What the stack's state keeps of each of the plugin's resources. */
export function state(name: Of<"state">): Iterable<Kept> {
  const part = contract<Kept>(name).map((line) => [line.urn, line] as const);
  return inTurn(name, titles(part), part);
}

const titles = (part: readonly (readonly [string, unknown])[]): string[] => part.map(([title]) => title);
