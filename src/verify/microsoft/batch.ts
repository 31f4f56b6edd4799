import { setTimeout as sleep } from "node:timers/promises";
import { type Client, GraphError } from "@microsoft/microsoft-graph-client";
import { unanswered } from "#clients/connection.ts";
import { type BatchPart, batchPause } from "#clients/graph/throttledParts.ts";
import { isThrottled, LONGEST_WAIT_MS } from "#clients/retryAfter.ts";
import { isGuid } from "#config/rules/formats.ts";
import { byHand } from "../check.ts";
import type { Part, Problem } from "../finding.ts";

/** One read of a batch. */
export interface Read {
  /** Under this name the answer is found again: Graph answers in any order. */
  id: string;
  /** Relative to the version, encoded. */
  url: string;
  /** The application permission that it needs, named when it is missing. */
  right: string;
  kind: "object" | "list";
}

interface Response extends BatchPart {
  body?: { value?: unknown[]; "@odata.nextLink"?: string; error?: { code?: string; message?: string } };
}

// https://learn.microsoft.com/graph/json-batching
const LARGEST_BATCH = 20;
/** Of parts that were throttled. */
const TRIES = 4;

/**
 * Reads many things of Graph in few HTTP calls. Further pages of a list travel with the next batch. A read that was throttled is asked
 * again after as long as Graph asks for. A read that fails leaves a problem in its place and disturbs no other.
 */
export class BatchReader {
  /** HTTP calls so far. */
  calls = 0;
  readonly #graph: Client;
  readonly #parts = new Map<string, Part<unknown>>();
  #pages: Read[] = [];

  constructor(graph: Client) {
    this.#graph = graph;
  }

  /** Sends one batch, of these reads and of the pages that are left from earlier; none when there is nothing to ask. */
  async ask(reads: readonly Read[]): Promise<void> {
    const batch = [...this.#pages, ...reads].slice(0, LARGEST_BATCH);
    this.#pages = [];
    if (batch.length === 0) return;
    let left: readonly Read[] = batch;
    let waited = 0;
    for (let tries = 1; left.length > 0; tries += 1) {
      this.calls += 1;
      const answers = await this.#send(left).catch((error: unknown) => outerProblem(error));
      if (!(answers instanceof Map)) {
        for (const { id } of left) this.#parts.set(id, { problem: answers });
        return;
      }
      const pause = batchPause([...answers.values()]) ?? 0;
      waited += pause;
      const mayAsk = tries < TRIES && waited <= LONGEST_WAIT_MS;
      const again = left.filter(({ id }) => mayAsk && isThrottled(answers.get(id)?.status ?? 0));
      for (const read of left) if (!again.includes(read)) this.#take(read, answers.get(read.id));
      if (again.length > 0) await sleep(pause);
      left = again;
    }
  }

  /** What became of a read. Undefined stands for an object that does not exist. */
  part<T>(id: string): Part<T> {
    if (this.#pages.some((page) => page.id === id)) return { problem: TOO_LONG };
    return (this.#parts.get(id) ?? { problem: UNANSWERED }) as Part<T>;
  }

  async #send(batch: readonly Read[]): Promise<Map<string, Response>> {
    const requests = batch.map(({ id, url }) => ({ id, method: "GET", url }));
    const { responses } = (await this.#graph.api("/$batch").post({ requests })) as { responses: Response[] };
    return new Map(responses.map((response) => [response.id, response]));
  }

  #take(read: Read, response: Response | undefined): void {
    const part = response ? partOf(read, response) : { problem: UNANSWERED };
    const earlier = this.#parts.get(read.id)?.value;
    const whole =
      part.value && Array.isArray(earlier) ? { value: [...earlier, ...(part.value as unknown[])] } : part;
    this.#parts.set(read.id, whole);
    const next = response?.status === 200 ? response.body?.["@odata.nextLink"] : undefined;
    if (next) this.#pages.push({ ...read, url: relative(next) });
  }
}

const relative = (link: string): string => link.replace(/^https:\/\/[^/]+\/(v1\.0|beta)/, "");

const UNANSWERED: Problem = {
  what: "Microsoft Graph gave no answer to this part",
  next: [{ kind: "retry" }],
};
const TOO_LONG: Problem = {
  what: "Microsoft Graph has more pages of it than are read",
  next: [byHand("look at it in the Entra admin center")],
};

function partOf({ kind, right }: Read, { status, body }: Response): Part<unknown> {
  if (status === 200) {
    const value = kind === "list" ? body?.value : body;
    // A page of somebody else's in between is no empty list.
    return typeof value === "object" ? { value: inLowerCase(value) } : { problem: UNANSWERED };
  }
  if (status === 404 && kind === "object") return { value: undefined };
  if (status === 403) {
    return {
      problem: {
        what: `the identity that runs this may not read it (403): it lacks the application permission ${right}`,
        next: [byHand(`grant it ${right} on Microsoft Graph and consent to it`)],
      },
    };
  }
  return { problem: refused(status, body?.error) };
}

/** GUIDs in lower case, as they are compared everywhere. */
const inLowerCase = <T>(answer: T): T =>
  JSON.parse(JSON.stringify(answer), (_, value: unknown) =>
    typeof value === "string" && isGuid(value) ? value.toLowerCase() : value,
  );

function refused(status: number, error: { code?: string; message?: string } | undefined): Problem {
  const what = `Microsoft Graph answers ${status}${error?.code ? ` ${error.code}` : ""}`;
  return { what, next: [{ kind: "retry", ...(status === 429 ? { note: "in a minute" } : {}) }] };
}

/** Why the whole batch failed. */
function outerProblem(error: unknown): Problem {
  // The client library wraps a failed connection too, with a status that no server sends.
  if (error instanceof GraphError && error.statusCode > 0)
    return refused(error.statusCode, { code: error.code ?? "" });
  return { what: unanswered("Microsoft Graph", error).message, next: [{ kind: "retry" }] };
}
