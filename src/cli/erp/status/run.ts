import type { CommandAnswer } from "#cli/answer.ts";
import { advised, COMPANY, serverPlace } from "#clients/erp/advice.ts";
import type { ErpClient } from "#clients/erp/client.ts";
import { type CompanyOAuth, findCompany, readCompanyOAuth } from "#clients/erp/company.ts";
import { discoverCompanyFields, discoverUseOAuth2 } from "#clients/erp/discovery.ts";
import { isInstalled, moduleState } from "#clients/erp/module.ts";
import { readServerState, type ServerState } from "#clients/erp/serverState.ts";
import { findServer } from "#clients/erp/servers.ts";
import { discoverSignIn } from "#clients/erp/signIn.ts";
import { companyOf, moduleOf } from "#config/rules/erpRules.ts";
import type { ServerKind } from "#config/rules/mailSystems.ts";
import type { CompanyFieldNames } from "#config/rules/profiles.ts";
import type { TenantConfig } from "#config/schema.ts";
import { connectErp } from "../connection.ts";
import { type ErpStatus, type Held, statusAnswer } from "./report.ts";

export async function erpStatus(stack: string): Promise<CommandAnswer> {
  const { client, config } = await connectErp(stack);
  return statusAnswer(stack, await readStatus(client, config));
}

async function readStatus(client: ErpClient, config: TenantConfig): Promise<ErpStatus> {
  const module = await moduleState(client, moduleOf(config.erp));
  const company = await advised(findCompany(client, companyOf(config.erp)), COMPANY);
  const { url, protocol, login } = client;
  const installed = isInstalled(module);
  const shown: CompanyOAuth = installed ? await companyTab(client, config, company.id) : {};
  return {
    erp: { url, version: (await client.version()).text, protocol, login },
    company,
    module,
    values: heldValues(shown),
    servers: installed ? await serverStates(client, config) : [],
    ids: {
      directory: config.microsoft?.tenantId,
      clients: {
        microsoft: shown["microsoft.clientId"]?.value ?? "",
        google: shown["google.clientId"]?.value ?? "",
      },
    },
  };
}

async function companyTab(client: ErpClient, config: TenantConfig, companyId: number): Promise<CompanyOAuth> {
  const providers = (["microsoft", "google"] as const).filter((provider) => config[provider]);
  const overrides = { ...config.erp.fields } as CompanyFieldNames;
  const fields = await discoverCompanyFields(client, { module: moduleOf(config.erp), providers, overrides });
  return await readCompanyOAuth(client, companyId, fields);
}

const heldValues = (shown: CompanyOAuth): Record<string, Held> =>
  Object.fromEntries(
    Object.entries(shown).map(([path, { value, visibility }]) => [
      path,
      visibility === "readable" ? (value === "" ? "empty" : "held") : visibility,
    ]),
  );

async function serverStates(client: ErpClient, config: TenantConfig): Promise<ServerState[]> {
  const module = moduleOf(config.erp);
  const { token } = await discoverSignIn(client, config.erp.fields?.incoming, module);
  const states: ServerState[] = [];
  for (const kind of ["incoming", "outgoing"] satisfies ServerKind[]) {
    const servers = config.erp[`${kind}Servers`];
    const override = config.erp.fields?.[kind]?.useOAuth2;
    if (servers.length === 0) continue;
    const use = await discoverUseOAuth2(client, kind, { module, ...(override ? { override } : {}) });
    for (const [index, given] of servers.entries()) {
      const server = await advised(findServer(client, kind, given), serverPlace(kind, index));
      states.push(await readServerState(client, server, use, kind === "incoming" ? token : undefined));
    }
  }
  return states;
}
