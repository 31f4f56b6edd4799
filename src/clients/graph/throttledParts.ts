import { isThrottled, retryAfterMs } from "../retryAfter.ts";

/** One answer in a batch. */
export interface BatchPart {
  id: string;
  status: number;
  headers?: Readonly<Record<string, string>>;
}

/** Without a word of when, a second is what Graph's own client libraries begin with. */
const USUAL_WAIT_MS = 1_000;

/**
 * How long to wait before the parts of a batch that were throttled are asked again: as long as the one that asks for the most; undefined
 * where none was. The batch itself was answered with 200, so only its parts say so
 * (https://learn.microsoft.com/graph/throttling#throttling-and-batching).
 */
export function batchPause(parts: readonly BatchPart[]): number | undefined {
  const waits = parts.filter(({ status }) => isThrottled(status)).map(waitOf);
  return waits.length > 0 ? Math.max(...waits) : undefined;
}

function waitOf({ headers = {} }: BatchPart): number {
  const [, header] = Object.entries(headers).find(([name]) => name.toLowerCase() === "retry-after") ?? [];
  return retryAfterMs(header) ?? USUAL_WAIT_MS;
}
