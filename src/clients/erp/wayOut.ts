import type { Brought } from "./brought.ts";
import type { Candidate } from "./candidates.ts";
import { isInstalled } from "./module.ts";
import { bringsAnything, type Refusal } from "./refusal.ts";

/** What puts a refusal right. */
export type WayOut =
  /** The module is not there. */
  | { kind: "install"; state: string }
  /** Nobody says whether it is, and it brings nothing. */
  | { kind: "perhaps-install" }
  | { kind: "pin" }
  /** The module brings these fields, and the user may not see them. */
  | { kind: "rights"; fields: readonly string[] }
  /** It keeps the values where no pin leads. */
  | { kind: "elsewhere" };

/** @param listed fields that may be meant @param brought what the module did bring, where that was asked */
export function wayOut(
  { evidence, problems }: Refusal,
  listed: readonly Candidate[],
  brought: Brought | undefined,
): WayOut {
  const state = brought?.state;
  if (state !== undefined && !isInstalled(state)) return { kind: "install", state };
  if (state === undefined && evidence.owners && !bringsAnything(evidence)) return { kind: "perhaps-install" };
  if (listed.length > 0 || !brought || problems.some(({ override }) => override !== undefined))
    return { kind: "pin" };
  const hidden = (brought.fields ?? []).filter(
    ({ model, name }) => model === evidence.model && !evidence.fields.has(name),
  );
  if (hidden.length > 0) return { kind: "rights", fields: hidden.map(({ name }) => name) };
  return state === undefined ? { kind: "pin" } : { kind: "elsewhere" };
}
