import { advised } from "#clients/erp/advice.ts";
import type { ErpClient } from "#clients/erp/client.ts";
import { connect } from "#clients/erp/connect.ts";
import { AdvisedError } from "#config/advisedError.ts";
import { handoverStep } from "#config/handedOver.ts";
import { parseConfig } from "#config/parse.ts";
import type { TenantConfig } from "#config/schema.ts";
import { erpConnection, readEntries } from "#stack/stack.ts";

/** A tenant's ERP, logged in to as the stack configuration says. */
export interface StackErp {
  config: TenantConfig;
  client: ErpClient;
}

/**
 * @throws Error with the CLI's own words when there is no such stack, ConfigError when its configuration is not valid, ErpError that
 * names the configuration's key when the ERP cannot be reached or refuses the login, Error when its vendor alone has access
 */
export async function connectErp(stack: string): Promise<StackErp> {
  const config = parseConfig(stack, await readEntries(stack));
  const connection = erpConnection(config);
  if (!connection)
    throw new AdvisedError(
      `erp.access of stack "${stack}" is "vendor": nobody but the vendor reaches this ERP. Allowed for this command: rpc.`,
      { ...handoverStep(stack), note: "gives the vendor the values" },
    );
  return { config, client: await advised(connect(connection)) };
}
