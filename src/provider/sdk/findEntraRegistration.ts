import type { Found, Wanted } from "#clients/graph/findRegistration.ts";

export type { Found } from "#clients/graph/findRegistration.ts";

import { ask } from "./ask.ts";
import type { Provider } from "./provider.ts";

/**
 * What of this stack's app registration already exists in the tenant, whatever the state knows of it.
 *
 * @throws RunError when the deployer cannot sign in or lacks a right, or when several registrations carry the tag,
 * or the one to adopt cannot be
 */
export const findEntraRegistration = (
  args: { tenantId: string } & Wanted,
  provider: Provider,
): Promise<Found> => ask("findEntraRegistration", { ...args }, provider);
