import type { ErpClient } from "#clients/erp/client.ts";
import {
  DiscoveryError,
  discoverCompanyFields,
  discoverUseOAuth2,
  type FoundField,
  SERVER_MODELS,
} from "#clients/erp/discovery.ts";
import { mayWrite } from "#clients/erp/records.ts";
import { moduleOf } from "#config/rules/erpRules.ts";
import type { ServerKind } from "#config/rules/mailSystems.ts";
import type { CompanyFieldNames } from "#config/rules/profiles.ts";
import type { TenantConfig } from "#config/schema.ts";

/** One key of the configuration, and the ERP's field behind it. */
export interface Mapped {
  /** e.g. "erp.fields.microsoft.clientId". */
  path: string;
  model: string;
  found: FoundField;
  /** Whether the configuration names the field, rather than discovery. */
  pinned: boolean;
  /** Whether the ERP user may write records of the model, and this field of them. */
  writable: boolean;
}

export interface Mapping {
  mapped: readonly Mapped[];
  /** What the ERP does not say clearly, with candidates and the lines that would pin them. */
  unclear: readonly string[];
}

const KINDS: readonly ServerKind[] = ["incoming", "outgoing"];

/** Finds every field that this tenant's configuration needs. Reads only. @throws ErpError */
export async function readMapping(client: ErpClient, config: TenantConfig): Promise<Mapping> {
  const mapped: Mapped[] = [];
  const unclear: string[] = [];
  const pins = config.erp.fields ?? {};
  const module = moduleOf(config.erp);

  async function add(
    model: string,
    find: () => Promise<[path: string, FoundField, pin: unknown][]>,
  ): Promise<void> {
    try {
      const found = await find();
      const writes = await mayWrite(client, model);
      for (const [path, field, pin] of found) {
        const writable = writes && !field.readonly;
        mapped.push({ path: `erp.fields.${path}`, model, found: field, pinned: pin !== undefined, writable });
      }
    } catch (error) {
      if (!(error instanceof DiscoveryError)) throw error;
      unclear.push(error.message);
    }
  }

  await add("res.company", async () => {
    const providers = (["microsoft", "google"] as const).filter((provider) => config[provider]);
    const overrides = { microsoft: pins.microsoft, google: pins.google } as CompanyFieldNames;
    const fields = await discoverCompanyFields(client, { module, providers, overrides });
    return providers.flatMap((provider) =>
      Object.entries(fields[provider] ?? {}).map(([role, field]) => {
        const pin = (pins[provider] as Record<string, string | undefined> | undefined)?.[role];
        return [`${provider}.${role}`, field, pin] as [string, FoundField, unknown];
      }),
    );
  });
  for (const kind of KINDS) {
    await add(SERVER_MODELS[kind], async () => {
      const pin = pins[kind]?.useOAuth2;
      const field = await discoverUseOAuth2(client, kind, { module, ...(pin ? { override: pin } : {}) });
      return [[`${kind}.useOAuth2`, field, pin]];
    });
  }
  return { mapped, unclear };
}

/** What `pulumi config set-all` is told to write the mapping down: what stands there already is left out. */
export const pinPairs = ({ mapped }: Mapping): string[] =>
  mapped.filter(({ pinned }) => !pinned).map(({ path, found }) => `${path}=${found.field}`);
