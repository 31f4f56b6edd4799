import { advised, COMPANY, serverPlace } from "#clients/erp/advice.ts";
import { findCompany } from "#clients/erp/company.ts";
import { findServer } from "#clients/erp/servers.ts";
import type { ServerKind } from "#config/rules/mailSystems.ts";
import type { ErpSession } from "../erpSession.ts";
import type { Invoke, Value, Values } from "../plugin.ts";

/**
 * Turns the names of the configuration into the ERP's ids. An id stays the same whatever somebody calls the object, so that a
 * name instead of an id, or the other way round, is no change. See `src/provider/sdk/findErpObjects.ts` for the types.
 */
export const findErpObjects =
  (session: ErpSession): Invoke =>
  async (args) => {
    const client = await session.client();
    const company = await advised(findCompany(client, args.company as string | number), COMPANY);
    const servers = async (kind: ServerKind, wanted: Value | undefined): Promise<Values[]> => {
      const found: Values[] = [];
      for (const [index, server] of (wanted as (string | number)[]).entries()) {
        const { id, name, host } = await advised(findServer(client, kind, server), serverPlace(kind, index));
        found.push({ id, name, host });
      }
      return found;
    };
    return {
      companyId: company.id,
      incoming: await servers("incoming", args.incoming),
      outgoing: await servers("outgoing", args.outgoing),
    };
  };
