import { advised, COMPANY, serverPlace } from "#clients/erp/advice.ts";
import type { ErpClient } from "#clients/erp/client.ts";
import { findCompany } from "#clients/erp/company.ts";
import { connect } from "#clients/erp/connect.ts";
import { discoverCompanyFields, discoverUseOAuth2 } from "#clients/erp/discovery.ts";
import { isInstalled, moduleState } from "#clients/erp/module.ts";
import { readParameters } from "#clients/erp/parameters.ts";
import { findServer } from "#clients/erp/servers.ts";
import { companyOf } from "#config/rules/erpRules.ts";
import { type ListedServer, serverProblems } from "#config/rules/mailServerRules.ts";
import { MAIL_SYSTEMS, type ServerKind } from "#config/rules/mailSystems.ts";
import { configSet } from "#config/rules/nextStep.ts";
import { type CompanyFieldNames, PROFILES } from "#config/rules/profiles.ts";
import type { TenantConfig } from "#config/schema.ts";
import { erpConnection } from "#stack/stack.ts";
import { type Obstacle, obstacleOf } from "./obstacle.ts";

/** What stands in the way in the ERP: reached, logged in to, and asked for all that the configuration names. Changes nothing. */
export async function erpObstacles(config: TenantConfig): Promise<Obstacle[]> {
  const { erp } = config;
  const connection = erpConnection(config);
  if (!connection) return [atVendor];
  const found: Obstacle[] = [];
  /** Undefined where the question failed; then its failure is an obstacle. */
  const asked = <T>(property: string, allowed: string, work: Promise<T>): Promise<T | undefined> =>
    work.catch((error: unknown) => {
      found.push(obstacleOf("erp", property, allowed, error));
      return undefined;
    });
  const client = await asked(
    "modernauth:erpUrl",
    "an ERP that answers and takes the login",
    advised(connect(connection)),
  );
  if (!client) return found;
  const { store } = PROFILES[erp.profile];
  const systems = MAIL_SYSTEMS.filter((system) => config[system]);
  if (store.kind === "parameters") {
    const keys = systems.flatMap((system) => store.parameters[system].map(({ key }) => key));
    await asked("modernauth:erpLogin", "a user who may read them", advised(readParameters(client, keys)));
    return found;
  }
  await asked(
    "erp.company",
    "the exact name or the id of a company of this ERP",
    advised(findCompany(client, companyOf(erp)), COMPANY),
  );
  const module = await asked(
    "erp.installModule",
    "an ERP whose modules the user may list",
    advised(moduleState(client, store.module)),
  );
  if (module === undefined) return found;
  const installed = isInstalled(module);
  if (!installed) found.push(missingModule(store.module, module, erp.installModule === true));
  if (installed)
    await asked(
      "erp.fields",
      "one field of the ERP for each value",
      discoverCompanyFields(client, {
        module: store.module,
        providers: systems,
        overrides: { ...erp.fields } as CompanyFieldNames,
      }),
    );
  for (const kind of ["incoming", "outgoing"] satisfies ServerKind[]) {
    const servers = await serversOf(client, kind, erp[`${kind}Servers`], asked);
    const problems = serverProblems(kind, servers, systems, config.erp.keep);
    found.push(...problems.map((one) => ({ ...one, system: "erp" as const, level: "error" as const })));
    const override = erp.fields?.[kind]?.useOAuth2;
    if (installed && servers.length > 0)
      await asked(
        `erp.fields.${kind}.useOAuth2`,
        "one field of the ERP for the switch",
        discoverUseOAuth2(client, kind, { module: store.module, ...(override ? { override } : {}) }),
      );
  }
  return found;
}

async function serversOf(
  client: ErpClient,
  kind: ServerKind,
  wanted: readonly (string | number)[],
  asked: <T>(property: string, allowed: string, work: Promise<T>) => Promise<T | undefined>,
) {
  const servers: ListedServer[] = [];
  for (const [index, server] of wanted.entries()) {
    const place = serverPlace(kind, index);
    const found = await asked(
      place.property,
      `the exact name or the id of an ${kind} mail server of this ERP`,
      advised(findServer(client, kind, server), place),
    );
    if (found) servers.push({ index, ...found });
  }
  return servers;
}

const atVendor: Obstacle = {
  system: "erp",
  level: "info",
  property: "erp.access",
  what: 'is "vendor": nobody but the vendor can look into this ERP',
  allowed: "that, or rpc",
  next: { kind: "person", text: "nothing, where the vendor runs it" },
};

/** What can be installed is no obstacle, and has no fields yet that could be looked at. */
function missingModule(module: string, state: string, install: boolean): Obstacle {
  const about = { system: "erp", property: "erp.installModule" } as const;
  const what = `the module ${module} is not installed (its state in the ERP is "${state}")`;
  if (!install)
    return {
      ...about,
      level: "error",
      what,
      allowed: "true, which has it installed, or an ERP that has it",
      next: configSet("erp.installModule", "true"),
    };
  if (state === "uninstalled" || state === "to install")
    return {
      ...about,
      level: "info",
      what: `${what}: the update installs it, and its fields can be looked at only then`,
      allowed: "that",
      next: { kind: "update" },
    };
  return {
    ...about,
    // The ERP may find it in its folders when it is asked to look again, which changes something.
    level: state === "absent" ? "unknown" : "error",
    what,
    allowed: "a module that the ERP can install",
    next: { kind: "person", text: `ask who runs the ERP to provide the module ${module}` },
  };
}
