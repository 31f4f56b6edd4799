/**
 * What a Pulumi resource plugin is, without gRPC: `server.ts` adapts this to the wire and back.
 *
 * Values are plain JSON. Secrets arrive unwrapped; `server.ts` wraps them again on the way out, by top-level
 * property: every property whose input was secret, and every name in `secretOutputs`. During a preview a value that
 * is not known yet is the symbol {@link UNKNOWN}, at any depth.
 */
export const UNKNOWN: unique symbol = Symbol("value not known during preview");

export type Value = null | boolean | number | string | Value[] | { [key: string]: Value } | typeof UNKNOWN;
export type Values = { [key: string]: Value };

/** One property that is not acceptable. `property` is a path such as `web.redirectUris[0]`. */
export interface CheckFailure {
  property: string;
  reason: string;
}

export type DiffKind = "add" | "add-replace" | "delete" | "delete-replace" | "update" | "update-replace";

export interface Diff {
  changes: boolean;
  /** Top-level properties whose change demands a replacement. */
  replaces?: string[];
  /** Property path to what happens to it. Without it the engine compares inputs by itself. */
  detailedDiff?: Record<string, { kind: DiffKind; inputDiff: boolean }>;
  deleteBeforeReplace?: boolean;
}

export interface Resource {
  id: string;
  inputs: Values;
  outputs: Values;
}

/** One resource type. Every method may throw; what it throws is what the user reads. */
export interface ResourceHandler {
  /** Outputs that are secret whatever the inputs were. */
  secretOutputs?: readonly string[];
  /** Validates inputs and fills in defaults. `old` is absent on creation. */
  check(request: { old: Values | undefined; inputs: Values; urn: string }): Promise<{
    inputs: Values;
    failures?: CheckFailure[];
  }>;
  /** Compares what is (`old`) with what is wanted. Without it the engine compares inputs by itself. */
  diff?(request: { old: Resource; inputs: Values; urn: string }): Promise<Diff>;
  /** In a preview nothing may be changed; outputs that are not known yet are UNKNOWN. */
  create(request: {
    inputs: Values;
    preview: boolean;
    urn: string;
    /** Aborted when the user wants the run to end. */
    signal?: AbortSignal;
  }): Promise<{ id: string; outputs: Values }>;
  /** Reads the live resource; undefined when it is gone. On an import `old.inputs` and `old.outputs` are empty. */
  read(request: { old: Resource; urn: string }): Promise<Resource | undefined>;
  update?(request: {
    old: Resource;
    inputs: Values;
    preview: boolean;
    urn: string;
    signal?: AbortSignal;
  }): Promise<{ outputs: Values }>;
  delete(request: { old: Resource; urn: string }): Promise<void>;
}

export type Invoke = (args: Values) => Promise<Values>;

/** What a plugin does once it is configured. */
export interface Services {
  resources: ReadonlyMap<string, ResourceHandler>;
  functions: ReadonlyMap<string, Invoke>;
}

export interface Plugin {
  name: string;
  /** Semantic version, without "v". */
  version: string;
  checkConfig?(inputs: Values): Promise<{ inputs: Values; failures?: CheckFailure[] }>;
  /**
   * Starts afresh with the inputs of the provider resource. What the services need is to be loaded here and not before: with each
   * refresh the engine starts a plugin a second time, only to ask whether these inputs are acceptable and changed.
   *
   * @param urn of the provider resource, which names the stack; absent where nobody asked for it
   */
  configure(inputs: Values, urn?: string): Promise<Services>;
}

/** Thrown by `create` or `update` after the object exists: the state keeps it, and the next `up` finishes the work. */
export class PartialFailure extends Error {
  readonly resource: Resource;
  constructor(resource: Resource, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.resource = resource;
  }
}

export const isUnknown = (value: unknown): value is typeof UNKNOWN => value === UNKNOWN;
