import { findProject, type Project } from "#config/project.ts";
import type { Campaign } from "#fleet/pool/journal.ts";
import { changedSince } from "#stack/inventory/changed.ts";
import { readInventory, type Tenant } from "#stack/inventory/inventory.ts";
import { select } from "#stack/inventory/selection.ts";
import { strayNotes } from "#stack/inventory/strays.ts";
import { WrongUsage } from "../terminal.ts";
import { type FleetOptions, selectionAsTyped } from "./options.ts";

/** The tenants that a command is for. */
export interface TenantChoice {
  project: Project;
  inventory: readonly Tenant[];
  tenants: readonly Tenant[];
  /** What chose them, as it is typed. */
  selection: readonly string[];
  /** On tenants whose file was removed since the given revision. */
  notes: readonly string[];
}

/** What may be resumed: the same command over the same choice, with the same state backend. */
export const campaignOf = (command: Campaign["command"], { selection }: TenantChoice): Campaign => ({
  command,
  selection: [...selection, process.env.PULUMI_BACKEND_URL ?? ""],
});

/** The tenants that are named. @param sandboxToo as of `Selection` @throws WrongUsage when they cannot be */
export async function chooseTenants(
  names: readonly string[],
  options: FleetOptions,
  sandboxToo = false,
): Promise<TenantChoice> {
  const { all = false, tag: tags = [], changedSince: revision, shard } = options;
  const project = findProject();
  const inventory = readInventory(project);
  const changed = revision === undefined ? undefined : await changedSince(project, revision);
  try {
    const tenants = select(inventory, {
      names,
      all,
      tags,
      sandboxToo,
      ...(changed ? { changed } : {}),
      ...(shard ? { shard } : {}),
    });
    const selection = selectionAsTyped(names, options);
    return { project, inventory, tenants, selection, notes: strayNotes(changed ?? [], inventory, project) };
  } catch (error) {
    throw new WrongUsage(`error: ${(error as Error).message}`);
  }
}
