import type { Found } from "../../clients/graph/findRegistration.ts";
import type { ConsentMode } from "../../config/consent.ts";
import { ask } from "./ask.ts";
import type { Provider } from "./provider.ts";

/**
 * What of this stack's app registration already exists in the tenant, whatever the state knows of it.
 *
 * @throws RunError when the deployer cannot sign in or lacks a right, or when several registrations carry the tag
 */
export const findEntraRegistration = (
  args: { tenantId: string; tag: string; displayName: string; consentMode: ConsentMode },
  provider: Provider,
): Promise<Found> => ask("findEntraRegistration", args, provider);
