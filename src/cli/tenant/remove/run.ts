import { rm } from "node:fs/promises";
import { relative } from "node:path";
import type { CommandAnswer, Desk } from "#cli/answer.ts";
import { askOnTerminal, WrongUsage } from "#cli/terminal.ts";
import { findProject } from "#config/project.ts";
import type { NextStep } from "#config/rules/nextStep.ts";
import { readInventory } from "#stack/inventory/inventory.ts";
import { unknownTenant } from "#stack/inventory/selection.ts";
import { removeDraft } from "#stack/newTenants/createTenants.ts";
import { mustPulumi } from "#stack/pulumi.ts";
import { exportedState } from "../show/run.ts";

export async function removeTenant(
  name: string,
  { yes }: { yes?: true },
  { wrongUsage }: Pick<Desk, "wrongUsage">,
): Promise<CommandAnswer> {
  if (!yes && !process.stdin.isTTY)
    wrongUsage("this asks before it removes, and there is no terminal: add --yes.");
  const project = findProject();
  const inventory = readInventory(project);
  const tenant = inventory.find((one) => one.name === name);
  const exported = await exportedState(name);
  if (!tenant && !exported) throw new WrongUsage(`error: ${unknownTenant(inventory, name)}`);
  const file = tenant && relative(process.cwd(), tenant.file);
  const { resources = [], pending_operations: pending = [] } = exported?.deployment ?? {};
  if (resources.length > 0 || pending.length > 0) return refusal(name, file, resources.length);
  const parts = [...(exported ? ["stack"] : []), ...(file ? [file] : [])];
  if (!yes && !(await askOnTerminal(`Remove tenant "${name}" (${parts.join(", ")})?`))) {
    const message = "Nothing was removed.";
    return { outcome: "failed", cause: { kind: "error", message }, aside: `${message}\n` };
  }
  // The stack first: a file without a stack is removed by the same command.
  if (exported) await mustPulumi(["stack", "rm", name, "--yes", "--preserve-config"]);
  if (tenant) await rm(tenant.file);
  await removeDraft(project, name);
  return {
    outcome: "ok",
    found: { removed: parts },
    text: `Tenant "${name}" is removed: ${parts.join(", ")}.\n`,
  };
}

/** Why a tenant stays, and what takes it down or keeps its objects. Pure. */
function refusal(name: string, file: string | undefined, resources: number): CommandAnswer {
  const message = `Tenant "${name}" stays: its stack has resources (${resources}), and objects at Microsoft, Google and in the ERP with them.`;
  const next: NextStep[] = [
    { kind: "pulumi", words: ["destroy"] },
    { kind: "modern-auth", words: ["tenant", "remove", name] },
    ...(file
      ? [
          {
            kind: "person" as const,
            text: `to keep them, and only take the tenant out of the inventory: git rm ${file}`,
          },
        ]
      : []),
  ];
  const aside =
    `${message}\n` +
    `To take these down:  pulumi destroy --stack ${name}, then modern-auth tenant remove ${name}\n` +
    (file ? `To keep them, and only take the tenant out of the inventory:  git rm ${file}\n` : "");
  return { outcome: "refused", cause: { kind: "refused", message }, next, aside };
}
