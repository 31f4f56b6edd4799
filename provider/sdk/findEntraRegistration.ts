import { RunError } from "@pulumi/pulumi/errors.js";
import { invoke } from "@pulumi/pulumi/runtime/invoke.js";
import type { Found } from "../../clients/graph/findRegistration.ts";
import type { Provider } from "./provider.ts";

/**
 * What of this stack's app registration already exists in the tenant, whatever the state knows of it.
 *
 * @throws RunError when the deployer cannot sign in or lacks a right, or when several registrations carry the tag
 */
export async function findEntraRegistration(
  args: { tenantId: string; tag: string; displayName: string },
  provider: Provider,
): Promise<Found> {
  try {
    return await invoke("modernauth:index:findEntraRegistration", args, { provider });
  } catch (error) {
    // Nobody who reads this wants to know which function of which plugin said it.
    throw new RunError(
      String((error as Error).message).replace(/^invocation of \S+ returned an error: /, ""),
    );
  }
}
