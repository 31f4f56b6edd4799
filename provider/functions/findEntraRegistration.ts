import { connectGraph } from "../../clients/graph/client.ts";
import { findRegistration } from "../../clients/graph/findRegistration.ts";
import type { Invoke, Values } from "../plugin.ts";
import { text } from "../values.ts";

/** Asks Graph for what an earlier run of this stack made. See `provider/sdk/findEntraRegistration.ts` for the types. */
export const findEntraRegistration: Invoke = async (args) => {
  const graph = await connectGraph(text(args.tenantId));
  const found = await findRegistration(graph, { tag: text(args.tag), displayName: text(args.displayName) });
  return found as unknown as Values;
};
