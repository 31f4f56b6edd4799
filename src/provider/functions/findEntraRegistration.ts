import { findRegistration } from "#clients/graph/findRegistration.ts";
import type { ConsentMode } from "#config/rules/consent.ts";
import type { EntraSession } from "../entraSession.ts";
import type { Invoke, Values } from "../plugin.ts";
import { text } from "../values.ts";

/** Asks Graph for what an earlier run of this stack made, or somebody handed to it. See `src/provider/sdk/findEntraRegistration.ts` for the types. */
export const findEntraRegistration =
  (session: EntraSession): Invoke =>
  async (args) => {
    const graph = await session.graph(text(args.tenantId));
    const found = await findRegistration(graph, {
      tag: text(args.tag),
      displayName: text(args.displayName),
      consentMode: text(args.consentMode) as ConsentMode,
      adopt: text(args.adopt) || undefined,
      keptOwners: Array.isArray(args.keptOwners) ? args.keptOwners.map(text) : [],
    });
    return found as unknown as Values;
  };
