import type { CommandAnswer } from "#cli/answer.ts";
import { chooseTenants } from "#cli/many/choice.ts";
import type { FleetOptions } from "#cli/many/options.ts";
import { columnsText } from "#cli/terminal.ts";
import type { Project } from "#config/project.ts";
import type { MailSystem } from "#config/rules/mailSystems.ts";
import { type BackendStack, backendStacks, tenantOf } from "#stack/inventory/backend.ts";
import type { Tenant } from "#stack/inventory/inventory.ts";
import { strayNotes } from "#stack/inventory/strays.ts";
import { writtenSettings } from "#stack/inventory/writtenSettings.ts";
import { clashNotes, identitiesIn } from "#stack/newTenants/admission.ts";

/** One tenant of the inventory. */
export interface Listed {
  tenant: string;
  /** Absent where the file does not say. */
  dns?: string;
  systems: readonly MailSystem[];
  tags: readonly string[];
  /** What the state backend has of it; null where it has no stack yet. */
  stack: Omit<BackendStack, "name"> | null;
  /** The file is no configuration. */
  damaged?: true;
}

/** The inventory. */
export interface TenantList {
  tenants: readonly Listed[];
  /** On stacks that have no configuration file. */
  notes: readonly string[];
}

export async function listTenants(names: readonly string[], options: FleetOptions): Promise<CommandAnswer> {
  const { project, inventory, tenants, notes } = await chooseTenants(names, { ...options, all: true }, true);
  const stacks = new Map((await backendStacks()).map((stack) => [tenantOf(stack), stack]));
  const whole = tenants.length === inventory.length;
  const list: TenantList = {
    tenants: tenants.map((tenant) => listedTenant(tenant, project.name, stacks.get(tenant.name))),
    notes: [
      ...new Set([
        ...notes,
        ...(whole ? fileless(stacks, inventory, project) : []),
        ...clashNotes(identitiesIn(tenants, project.name)),
      ]),
    ],
  };
  return { outcome: "ok", found: list, text: tenantListText(list) };
}

/** Notes on stacks that have no configuration file: most were tenants once, an empty one was only begun. */
function fileless(
  stacks: ReadonlyMap<string, BackendStack>,
  inventory: readonly Tenant[],
  project: Project,
): string[] {
  const names = [...stacks.keys()].filter((name) => !inventory.some((one) => one.name === name)).toSorted();
  const isEmpty = (name: string) => stacks.get(name)?.resourceCount === 0;
  return [
    ...names
      .filter(isEmpty)
      .map(
        (name) =>
          `Stack ${name} is empty, and has no Pulumi.${name}.yaml. To go on with it: modern-auth tenant add ${name}; ` +
          `to take it away: modern-auth tenant remove ${name}`,
      ),
    ...strayNotes(
      names.filter((name) => !isEmpty(name)),
      inventory,
      project,
    ),
  ];
}

/** What file and backend say of a tenant. Pure. */
function listedTenant(
  { name, text, damage, tags }: Tenant,
  project: string,
  stack: BackendStack | undefined,
): Listed {
  const settings = damage === undefined ? writtenSettings(text, project) : undefined;
  return {
    tenant: name,
    ...(settings?.dns === undefined ? {} : { dns: String(settings.dns) }),
    systems: (["microsoft", "google"] as const).filter((system) => settings?.[system] !== undefined),
    tags,
    stack: stack ? pick(stack) : null,
    ...(settings ? {} : { damaged: true }),
  };
}

const pick = ({ lastUpdate, resourceCount }: BackendStack): Listed["stack"] => ({
  ...(lastUpdate === undefined ? {} : { lastUpdate }),
  ...(resourceCount === undefined ? {} : { resourceCount }),
});

const HEAD = ["TENANT", "DNS", "SYSTEMS", "TAGS", "RESOURCES", "LAST UPDATE"];

/** For people: a line for each tenant. Pure. */
function tenantListText({ tenants, notes }: TenantList): string {
  const rows = tenants.map(({ tenant, dns = "–", systems, tags, stack, damaged }) => [
    tenant,
    damaged ? "(the file is no configuration)" : dns,
    systems.join(" ") || "–",
    tags.join(" ") || "–",
    stack === null ? "no stack yet" : String(stack.resourceCount ?? "–"),
    stack?.lastUpdate?.slice(0, 16).replace("T", " ") ?? "–",
  ]);
  const list =
    rows.length === 0
      ? "There is no tenant. To add one: modern-auth tenant add\n"
      : columnsText([HEAD, ...rows]);
  return list + notes.map((note) => `${note}\n`).join("");
}
