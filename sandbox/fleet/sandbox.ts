import { listenAdmin } from "#sandbox/emulators/core/admin.ts";
import { startNetwork } from "#sandbox/emulators/core/network.ts";
import { randomSecret } from "#sandbox/tenant.ts";
import type { Surroundings } from "#sandbox/workspace.ts";
import { fleetAdminRoutes } from "./admin.ts";
import type { Fleet } from "./fleet.ts";

export interface FleetSandbox extends Surroundings {
  fleet: Fleet;
  /** Address of what {@link fleetAdminRoutes} offers. */
  admin: string;
  /** Everything that must not be found in clear anywhere. */
  secrets(): string[];
  close(): Promise<void>;
}

/**
 * Starts the systems of a fleet in this process, on loopback only.
 *
 * @param directory folder for what programs need as files: the certificate to trust. Made when missing
 */
export async function startFleetSandbox(fleet: Fleet, directory: string): Promise<FleetSandbox> {
  const admin = await listenAdmin(fleetAdminRoutes(fleet));
  const network = await startNetwork(Object.values(fleet.systems), directory);
  const passphrase = randomSecret();
  const emulators = [fleet.google, ...fleet.tenants.flatMap(({ entra, erp }) => [entra, erp])];
  return {
    fleet,
    admin: `http://127.0.0.1:${admin.port}`,
    network: network.environment,
    identities: fleet.identities,
    passphrase,
    secrets: () => [passphrase, ...new Set(emulators.flatMap((emulator) => [...emulator.secrets]))],
    close: async () => {
      await Promise.all([admin.close(), network.close()]);
    },
  };
}
