import type { Client } from "@microsoft/microsoft-graph-client";
import { connectDeployer, type DeployerConnection } from "#clients/graph/client.ts";

/** Microsoft Graph under the deployer's identity. Signs in once per tenant, and only when something asks. */
export class EntraSession {
  readonly #connections = new Map<string, Promise<DeployerConnection>>();

  async graph(tenantId: string): Promise<Client> {
    return (await this.connection(tenantId)).graph;
  }

  connection(tenantId: string): Promise<DeployerConnection> {
    const known = this.#connections.get(tenantId);
    if (known) return known;
    const connection = connectDeployer(tenantId).catch((error: unknown) => {
      // What failed today may work in the next try.
      this.#connections.delete(tenantId);
      throw error;
    });
    this.#connections.set(tenantId, connection);
    return connection;
  }
}
