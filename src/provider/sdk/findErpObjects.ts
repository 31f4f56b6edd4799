import { ask } from "./ask.ts";
import type { Provider } from "./provider.ts";

export interface FoundServer {
  id: number;
  name: string;
  /** DNS name of the mail server; empty when none is set. */
  host: string;
}

export interface ErpObjects {
  companyId: number;
  /** In the order in which they were asked for. */
  incoming: FoundServer[];
  outgoing: FoundServer[];
}

/**
 * The ERP's objects behind the names or ids of the configuration.
 *
 * @throws RunError when the ERP cannot be reached, refuses the login, or has not exactly one object of a name
 */
export const findErpObjects = (
  args: { company: string | number; incoming: (string | number)[]; outgoing: (string | number)[] },
  provider: Provider,
): Promise<ErpObjects> => ask("findErpObjects", args, provider);
