import { rmSync } from "node:fs";
import { join } from "node:path";
import type { ProjectFolder } from "#test/cli/projectFolder.ts";

/** The state of a stack with one resource, as the CLI imports it. */
const oneResource = (stack: string): string =>
  JSON.stringify({
    version: 3,
    deployment: {
      manifest: { time: "2026-11-23T00:00:00Z", magic: "", version: "" },
      resources: [
        {
          urn: `urn:pulumi:${stack}::erp-modern-auth::pulumi:pulumi:Stack::erp-modern-auth-${stack}`,
          custom: false,
          type: "pulumi:pulumi:Stack",
        },
      ],
    },
  });

/** Gives a stack one resource, which no plugin has to be asked for. */
export async function giveResource(project: ProjectFolder, stack: string): Promise<void> {
  await project.pulumi(["stack", "import", "--stack", stack], { input: oneResource(stack) });
}

/** A stack that somebody made with the plain CLI, and whose configuration file is gone. */
export async function makeFileless(project: ProjectFolder, stack: string): Promise<void> {
  await project.pulumi(["stack", "init", stack, "--no-select"]);
  rmSync(join(project.stacks, `Pulumi.${stack}.yaml`));
}
