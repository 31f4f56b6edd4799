/** One change that the engine's preview plans. */
export interface PlannedChange {
  /** "create", "update", "replace", "delete" … */
  op: string;
  /** Such as "azuread Application". */
  type: string;
  name: string;
  /** Paths of what differs; empty where the whole resource does. */
  properties: readonly string[];
}

/** One planned operation of `pulumi preview --json`, as far as a reader wants to know it. */
export interface PlannedStep extends PlannedChange {
  /** Inputs of a resource that is to be made: they say what is missing. */
  inputs: Record<string, unknown>;
}

interface Digest {
  steps?: {
    op: string;
    urn: string;
    newState?: { inputs?: Record<string, unknown> };
    detailedDiff?: Record<string, unknown> | null;
  }[];
  diagnostics?: { message: string; severity: string }[];
}

/** What a preview plans, without what stays as it is, the providers and the components. */
export function plannedSteps(json: string): PlannedStep[] {
  const { steps = [] } = JSON.parse(json) as Digest;
  return steps
    .filter(({ op, urn }) => !["same", "read", "refresh"].includes(op) && isReal(urn))
    .map(({ op, urn, newState, detailedDiff }) => ({
      op,
      type: shortType(urn),
      name: urn.split("::").at(-1) ?? "",
      properties: Object.keys(detailedDiff ?? {}),
      inputs: newState?.inputs ?? {},
    }));
}

/** Whether a preview is of a stack that no update has made anything in yet: even the stack itself would be made. */
export function isFirst(json: string): boolean {
  const { steps = [] } = JSON.parse(json) as Digest;
  return steps.some(({ op, urn }) => op === "create" && /::pulumi:pulumi:Stack::/.test(urn));
}

/** The messages of a preview that a reader must see. */
export function diagnostics(json: string): string[] {
  const { diagnostics = [] } = JSON.parse(json) as Digest;
  return diagnostics
    .map(({ message }) => message.trim())
    .filter((message) => !message.includes("from $PATH"));
}

/** Whether a resource stands for something in a real system: components and providers don't. */
export const isReal = (urn: string): boolean => !/(^|\$)(pulumi:|erp-modern-auth:)[^$]*$/.test(typeOf(urn));

/** "azuread:index/application:Application" reads "azuread Application". */
export function shortType(urn: string): string {
  const [pkg, , type] = (typeOf(urn).split("$").at(-1) ?? "").split(":");
  return `${pkg} ${type}`;
}

const typeOf = (urn: string): string => urn.split("::")[2] ?? "";
