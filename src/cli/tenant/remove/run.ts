import { rm } from "node:fs/promises";
import { relative } from "node:path";
import type { Command } from "commander";
import { askOnTerminal } from "#cli/askOnTerminal.ts";
import { readInventory } from "#stack/inventory/inventory.ts";
import { findProject } from "#stack/inventory/project.ts";
import { removeDraft } from "#stack/newTenants/createTenants.ts";
import { mustPulumi } from "#stack/pulumi.ts";
import { exportedState } from "../show/run.ts";

interface Options {
  yes?: true;
  json?: true;
}

const FAILED = 1;
const REFUSED = 4;

export async function removeTenant(name: string, { yes, json }: Options, command: Command): Promise<void> {
  if (!yes && !process.stdin.isTTY)
    command.error("error: this asks before it removes, and there is no terminal: add --yes.", {
      exitCode: 2,
    });
  const project = findProject();
  const tenant = readInventory(project).find((one) => one.name === name);
  const exported = await exportedState(name);
  if (!tenant && !exported)
    throw new Error(
      `There is no tenant "${name}", neither as file nor as stack. All of them: modern-auth tenant list`,
    );
  const file = tenant && relative(process.cwd(), tenant.file);
  const { resources = [], pending_operations: pending = [] } = exported?.deployment ?? {};
  if (resources.length > 0 || pending.length > 0) {
    process.stderr.write(refusal(name, file, resources.length));
    process.exitCode = REFUSED;
    return;
  }
  const parts = [...(exported ? ["stack"] : []), ...(file ? [file] : [])];
  if (!yes && !(await askOnTerminal(`Remove tenant "${name}" (${parts.join(", ")})?`))) {
    process.stderr.write("Nothing was removed.\n");
    process.exitCode = FAILED;
    return;
  }
  // The stack first: a file without a stack is removed by the same command.
  if (exported) await mustPulumi(["stack", "rm", name, "--yes", "--preserve-config"]);
  if (tenant) await rm(tenant.file);
  await removeDraft(project, name);
  process.stdout.write(
    json
      ? `${JSON.stringify({ tenant: name, removed: parts })}\n`
      : `Tenant "${name}" is removed: ${parts.join(", ")}.\n`,
  );
}

/** Why a tenant stays, and what takes it down or keeps its objects. Pure. */
export const refusal = (name: string, file: string | undefined, resources: number): string =>
  `Tenant "${name}" stays: its stack has resources (${resources}), and objects at Microsoft, Google and in the ERP with them.\n` +
  `To take these down:  pulumi destroy --stack ${name}, then modern-auth tenant remove ${name}\n` +
  (file ? `To keep them, and only take the tenant out of the inventory:  git rm ${file}\n` : "");
