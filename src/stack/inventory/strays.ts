import { join, relative } from "node:path";
import type { Project } from "#config/project.ts";
import { backendStacks, tenantOf } from "./backend.ts";
import type { Tenant } from "./inventory.ts";

/** Notes on stacks that have no configuration file any more: what they made still exists, and nothing here deletes it. */
export const strayNotes = (
  stacks: readonly string[],
  inventory: readonly Tenant[],
  { stackFolder }: Pick<Project, "stackFolder">,
): string[] =>
  stacks
    .filter((stack) => !inventory.some(({ name }) => name === stack))
    .toSorted()
    .map((stack) => {
      const file = relative(process.cwd(), join(stackFolder, `Pulumi.${stack}.yaml`));
      return (
        `${file} is gone, and what was made for ${stack} in the clouds and the ERP may still exist. Nothing was deleted. ` +
        `To bring it back: git checkout $(git rev-list -n 1 HEAD -- ${file})~1 -- ${file}; ` +
        `to take it all down, after that: pulumi destroy --stack ${stack}`
      );
    });

/** The same for the backend's stacks. Where the backend does not answer, the note says so. */
export async function backendNotes(
  inventory: readonly Tenant[],
  project: Pick<Project, "stackFolder">,
): Promise<string[]> {
  try {
    const stacks = await backendStacks();
    return strayNotes(stacks.map(tenantOf), inventory, project);
  } catch (error) {
    return [
      `Whether the state backend has stacks without a configuration file could not be found out: ${(error as Error).message}`,
    ];
  }
}
