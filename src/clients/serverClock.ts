import type { NextStep } from "#config/rules/nextStep.ts";
import { limitedFetch } from "./transport.ts";

const DAY_MS = 86_400_000;

/** Milliseconds by which this machine's clock is ahead of Microsoft's or Google's, as one of their answers tells; undefined for others. */
export function clockAhead({ headers }: Response, { hostname }: URL): number | undefined {
  const date = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(date) || !isTrustedClock(hostname) ? undefined : Date.now() - date;
}

/** Whether a host is Microsoft's or Google's. */
export const isTrustedClock = (host: string): boolean =>
  /(^|\.)(microsoftonline\.com|microsoft\.com|googleapis\.com|google\.com)$/.test(host);

/** What to say of a clock that is wrong by more than a day; undefined for one that is not. */
export function clockProblem(ahead = 0): string | undefined {
  const days = Math.round(Math.abs(ahead) / DAY_MS);
  if (days < 1) return undefined;
  const way = ahead > 0 ? "ahead of" : "behind";
  return `this machine's clock is ${days} days ${way} Microsoft's and Google's`;
}

/** What helps against such a clock. */
export const SET_CLOCK: NextStep = { kind: "person", text: "set the clock, then run it again" };

/** Does something with a `fetch` that listens to what the servers' answers tell of this machine's clock. */
export async function withServerClock<T>(
  work: (listening: typeof fetch) => Promise<T>,
  call: typeof fetch = limitedFetch,
): Promise<{ value: T; ahead?: number }> {
  let ahead: number | undefined;
  const value = await work(async (input, init) => {
    const response = await call(input, init);
    ahead ??= clockAhead(response, new URL(input instanceof Request ? input.url : input));
    return response;
  });
  return ahead === undefined ? { value } : { value, ahead };
}
