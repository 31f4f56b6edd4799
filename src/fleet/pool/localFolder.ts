import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Project } from "#config/project.ts";

/** The folder of what runs remember, beside Pulumi.yaml. */
export const localFolder = ({ folder }: Pick<Project, "folder">): string => join(folder, ".modern-auth");

/** Makes it where it is missing, so that git ignores it. @throws Error when it cannot be made */
export function makeLocalFolder(project: Pick<Project, "folder">): void {
  mkdirSync(localFolder(project), { recursive: true });
  writeFileSync(join(localFolder(project), ".gitignore"), "*\n");
}
