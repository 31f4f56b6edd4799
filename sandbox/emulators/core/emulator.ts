import { setTimeout as sleep } from "node:timers/promises";
import { applyPatch, type Operation } from "rfc6902";
import { DroppedConnection, Faults } from "./faults.ts";

export interface EmulatorOptions<State extends object> {
  /** Short name: the emulator's folder on the admin page. */
  name: string;
  /** Public host names that it answers for, e.g. "graph.microsoft.com". */
  hosts: readonly string[];
  /** Everything the emulated system knows, as plain JSON. The admin endpoint reads it and tampers with it. */
  state: State;
  /** Names of properties whose values the admin endpoint must mask, at any depth. */
  secretFields: readonly string[];
  /** The emulated API. */
  handle: (request: Request) => Response | Promise<Response>;
  /** The body that the real system sends with a status that a fault asks for; its shape may depend on what was asked. */
  errorBody: (status: number, request: Request) => unknown;
  /** The system's clock, which every answer tells; the real one when absent. */
  now?: () => Date;
}

/** One emulated system: an API, its state, its fault switches. Knows nothing of sockets. */
export class Emulator<State extends object> {
  readonly name: string;
  readonly hosts: readonly string[];
  readonly state: State;
  readonly faults = new Faults();
  /** Every secret this emulator ever issued or was given, so that tests can search for them where they must not be. */
  readonly secrets = new Set<string>();
  readonly #options: EmulatorOptions<State>;

  constructor(options: EmulatorOptions<State>) {
    this.name = options.name;
    this.hosts = options.hosts;
    this.state = options.state;
    this.#options = options;
  }

  /** Answers one request of the emulated API. @throws DroppedConnection when a fault says so. */
  async fetch(request: Request): Promise<Response> {
    const response = await this.#answer(request);
    const { now } = this.#options;
    if (now) response.headers.set("date", now().toUTCString());
    return response;
  }

  async #answer(request: Request): Promise<Response> {
    const fault = this.faults.take(request);
    const done = fault?.after && !fault.status ? await this.#handle(request) : undefined;
    // A late answer must not keep the process alive when its client is gone.
    if (fault?.latencyMs) await sleep(fault.latencyMs, undefined, { ref: false });
    if (fault?.drop) throw new DroppedConnection();
    if (done) return done;
    if (fault?.status) {
      const headers = fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) };
      const body = fault.error ? { error: fault.error } : this.#options.errorBody(fault.status, request);
      return Response.json(body, { status: fault.status, headers });
    }
    return this.#handle(request);
  }

  /** A defect of the emulator must show as one: named in the answer, not as a bare status or a crash. */
  async #handle(request: Request): Promise<Response> {
    try {
      return await this.#options.handle(request);
    } catch (error) {
      if (error instanceof DroppedConnection) throw error;
      const message = `The ${this.name} emulator failed at ${request.method} ${new URL(request.url).pathname}: ${error}`;
      return Response.json({ error: { code: "EmulatorDefect", message } }, { status: 500 });
    }
  }

  /** The state with every secret masked, as the admin endpoint shows it. */
  snapshot(): unknown {
    const secret = new Set(this.#options.secretFields);
    return JSON.parse(JSON.stringify(this.state, (key, value) => (secret.has(key) && value ? "***" : value)));
  }

  /** Puts another state in the place of this one, which all parts of the emulator hold on to. */
  replaceState(state: State): void {
    for (const key of Object.keys(this.state)) delete (this.state as Record<string, unknown>)[key];
    Object.assign(this.state, state);
  }

  /** Changes the state by hand (RFC 6902), as somebody in a portal would. @throws when an operation does not apply. */
  tamper(operations: Operation[]): void {
    // Tried on a copy first: a patch of which one operation fails must change nothing.
    const failed = applyPatch(structuredClone(this.state), operations).find((error) => error !== null);
    if (failed) throw failed;
    applyPatch(this.state, operations);
  }
}
