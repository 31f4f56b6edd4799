import type { Client } from "@microsoft/microsoft-graph-client";
import { connectGraph } from "../clients/graph/client.ts";

/** Microsoft Graph under the deployer's identity. Signs in once per tenant, and only when something asks. */
export class EntraSession {
  readonly #clients = new Map<string, Promise<Client>>();

  /** Forgets the sign-ins of before. */
  configure(): void {
    this.#clients.clear();
  }

  graph(tenantId: string): Promise<Client> {
    const known = this.#clients.get(tenantId);
    if (known) return known;
    const client = connectGraph(tenantId).catch((error: unknown) => {
      // What failed today may work in the next try.
      this.#clients.delete(tenantId);
      throw error;
    });
    this.#clients.set(tenantId, client);
    return client;
  }
}
